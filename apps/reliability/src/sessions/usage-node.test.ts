import { createEmulator } from '@image-stream/emulator'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { sharedPath } from '../../../../scripts/shared-folder.ts'
import { compile } from '../../../../scripts/snippets/compile.ts'
import { readSnippets } from '../../../../scripts/snippets/read-snippets.ts'

const usage = sharedPath('USAGE.md')
if (!usage)
  // oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
  console.warn('The usage in Node is not checked: set IMAGE_STREAM_SHARED to the folder with USAGE.md.')

/** The transport has an entry of its own, so that no page carries it. */
function withOurEntry(code: string): string {
  return code
    .replace('createGeminiTransport, ', '')
    .replace('createGeminiTransport(', 'gemini(')
    .replace(/^/, "import { gemini } from '@image-stream/core/gemini'\n")
}

test.skipIf(!usage)(
  'a script draws, says how it goes, and writes the picture to a file',
  { timeout: 60_000 },
  async () => {
    const snippet = readSnippets(usage ?? '').find(({ name }) => name.startsWith('section 10 '))
    const code = withOurEntry(snippet?.code ?? '')
    expect(compile([{ name: 'usage-10.ts', code }], { home: import.meta.dirname })).toEqual([])

    // Beside this file, from where our packages resolve.
    const folder = await mkdtemp(join(import.meta.dirname, 'usage-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const emulator = createEmulator({ pace: 'instant' })
    vi.stubGlobal('fetch', emulator)
    vi.stubEnv('GEMINI_API_KEY', 'test')
    const thoughts = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const printed = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => {
      vi.unstubAllGlobals()
      vi.unstubAllEnvs()
      thoughts.mockRestore()
      printed.mockRestore()
    })
    const script = join(folder, 'script.ts')
    await writeFile(script, code.replace('`fox.', `\`${folder}/fox.`))
    await import(script)

    const written = (await readdir(folder)).find((name) => name.startsWith('fox.')) ?? ''
    expect((await readFile(join(folder, written))).length).toBeGreaterThan(100_000)
    expect(printed.mock.calls.flat().join(' ')).toMatch(/1376×768 \$0\.03\d\d/)
    expect(emulator.ledger.paid).toBe(1)
  },
)
