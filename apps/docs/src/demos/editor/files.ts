/** Asks for a file: null when none was chosen. To be called when a key or a button is pressed, as browsers ask for that. */
export function chooseFile(accept: string): Promise<File | null> {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept, hidden: true })
  // Safari forgets an input that is in no page.
  document.body.append(input)
  return new Promise((resolve) => {
    const settle = (): void => {
      input.remove()
      resolve(input.files?.[0] ?? null)
    }
    input.addEventListener('change', settle)
    input.addEventListener('cancel', settle)
    input.click()
  })
}

/** Browsers read the address when the download begins, which nothing tells of. */
const ADDRESS_LIFETIME_MS = 60_000

/** Hands the browser a file to keep. */
export async function saveFile(content: Promise<Blob>, name: string): Promise<void> {
  const href = URL.createObjectURL(await content)
  Object.assign(document.createElement('a'), { href, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(href), ADDRESS_LIFETIME_MS)
}
