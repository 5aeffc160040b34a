import { createEmulator } from '@image-stream/emulator'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createImageStream } from '../src/image-stream.ts'
import { gemini } from '../src/gemini/index.ts'

/** This process's network, until the test ends. */
function standInForNetwork(fetch: (request: Request) => Promise<Response>): void {
  vi.stubGlobal('fetch', (input: RequestInfo, init?: RequestInit) => fetch(new Request(input, init)))
  vi.stubEnv('GEMINI_API_KEY', 'test')
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
  })
}

test('the first example draws', async () => {
  standInForNetwork(createEmulator({ pace: 'instant' }))
  const printed = vi.spyOn(console, 'log').mockReturnValue()
  onTestFinished(() => printed.mockRestore())
  await import('readme:run.ts')
  expect(printed.mock.lastCall).toEqual(['image/png', expect.any(Number), expect.closeTo(0.034, 2)])
})

test('a session is saved and loaded, and a file that is none is named', async () => {
  const { open, save } = await import('readme:session-file.ts')
  const fetch = createEmulator({ pace: 'instant', pictureSize: 'small' })
  const stream = createImageStream({ transport: gemini({ apiKey: 'test', fetch }) })
  await stream.generate('A fox')
  const file = await save(stream)
  expect([file.name, file.type]).toEqual(['my-pictures.image-stream.zip', 'application/zip'])
  stream.reset()
  expect(await open(stream, file)).toBeNull()
  expect(stream.getSnapshot().head?.prompt).toBe('A fox')
  expect(await open(stream, new File(['hello'], 'hello.txt'))).toContain('it is no ZIP file')
})

test('a stream begins with turns of a database', async () => {
  const image = { url: 'https://pictures.example/1.jpg', mediaType: 'image/jpeg', width: 1024, height: 1024 }
  const turns = [{ id: '1', prompt: 'A fox', images: [image] }]
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(turns)))
  onTestFinished(() => void vi.unstubAllGlobals())
  const { stream } = await import('readme:saved-turns.ts')
  expect(stream.getSnapshot()).toMatchObject({ head: { prompt: 'A fox' }, image })
})
