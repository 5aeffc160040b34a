import { streamImage } from '@image-stream/core'
import { createEmulator, type Emulator, type EmulatorOptions } from '@image-stream/emulator'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'

/** The examples speak to Google: this process's network is the emulator until the test ends. */
function standInForGoogle(options?: EmulatorOptions): Emulator {
  const emulator = createEmulator({ pace: 'instant', ...options })
  vi.stubGlobal('fetch', emulator)
  vi.stubEnv('GEMINI_API_KEY', 'test')
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
  })
  return emulator
}

test('the example for the server draws', async () => {
  const emulator = standInForGoogle({ pictureSize: 'small' })
  const { POST } = await import('readme:app-api-images-[...run]-route.ts')
  expect(await streamImage('A fox', { fetch: POST }).result).toMatchObject({ status: 'success' })
  expect(emulator.ledger.paid).toBe(1)
})

test('the example without a page draws, and writes a picture of the size that it asked for', async () => {
  standInForGoogle()
  const printed = vi.spyOn(console, 'log').mockReturnValue()
  const thoughts = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const folder = await mkdtemp(join(tmpdir(), 'readme-'))
  const before = process.cwd()
  process.chdir(folder)
  onTestFinished(async () => {
    process.chdir(before)
    vi.restoreAllMocks()
    await rm(folder, { recursive: true })
  })

  await import('readme:draw.ts')
  expect(printed.mock.lastCall?.[0]).toMatch(/^1376 × 768, \$0\.03\d\d$/)
  expect(thoughts).toHaveBeenCalled()
  const picture = await readFile('fox.png')
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1376, 768])
})
