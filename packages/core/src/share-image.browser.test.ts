import { expect, onTestFinished, test, vi } from 'vitest'
import { drawInPage } from '../test/drawn-in-page.ts'
import { canShareImage, shareImage } from './share-image.ts'

/** The sheet of a phone, which this browser does not have. */
function standInForSheet(share: (data: ShareData) => Promise<void>): void {
  const canShare = ({ files }: ShareData): boolean =>
    files?.every(({ type }) => type.startsWith('image/')) ?? false
  for (const [name, value] of Object.entries({ share, canShare }))
    Object.defineProperty(navigator, name, { configurable: true, value })
  onTestFinished(() => {
    for (const name of ['share', 'canShare']) Reflect.deleteProperty(navigator, name)
  })
}

test('the very bytes are shared as a file, with words', async () => {
  const image = await drawInPage()
  const share = vi.fn<(data: ShareData) => Promise<void>>(() => Promise.resolve())
  standInForSheet(share)
  expect(canShareImage()).toBe(true)
  expect(await shareImage(image, { title: 'A fox', text: 'Look!', name: 'fox.jpg' })).toBe(true)
  const { files, ...words } = share.mock.lastCall?.[0] ?? {}
  expect(words).toEqual({ title: 'A fox', text: 'Look!' })
  const [file] = files ?? []
  expect([file?.name, file?.type]).toEqual(['fox.jpg', 'image/jpeg'])
  expect(new Uint8Array((await file?.arrayBuffer()) ?? [])).toEqual(await image.bytes())
})

test('a user who closes the sheet has done nothing wrong', async () => {
  standInForSheet(() => Promise.reject(new DOMException('Share canceled', 'AbortError')))
  expect(await shareImage(await drawInPage())).toBe(false)
})

test('what the browser refuses is an error in its words', async () => {
  standInForSheet(() => Promise.reject(new DOMException('No click', 'NotAllowedError')))
  await expect(shareImage(await drawInPage())).rejects.toMatchObject({ name: 'NotAllowedError' })
})

test('where nothing is shared it says so', async () => {
  const canShare = vi.fn<() => boolean>(() => false)
  Object.defineProperty(navigator, 'canShare', { configurable: true, value: canShare })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'canShare'))
  expect(canShareImage()).toBe(false)
  await expect(shareImage(await drawInPage())).rejects.toMatchObject({ name: 'NotSupportedError' })
})
