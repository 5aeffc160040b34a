import { describe, expect, test } from 'vitest'
import { createEmulator } from './emulator.ts'
import { ask, QUICK } from './test-client.ts'

// What a Response in process cannot do is said, not left out.

const emulator = createEmulator(QUICK)

test.each([
  ['broken HTTP', { http: 'bad-chunk-size' }, 'Broken HTTP (bad-chunk-size) needs a socket'],
  // Node's CompressionStream knows gzip, deflate and Brotli.
  ['Zstandard', { contentEncoding: 'zstd' }, 'has no encoder here for zstd'],
] as const)(
  '%s is refused in process, and the message says where it works',
  async (_what, options, message) => {
    expect(() => createEmulator({ ...QUICK, ...options })).toThrow(TypeError)
    expect(() => emulator.next(options)).toThrow(message)
    const { status, text } = await ask(emulator, { options })
    expect(status).toBe(400)
    expect(text).toContain(message)
    expect(text).toContain('listenEmulator of @image-stream/emulator/node')
    expect(emulator.ledger.paid).toBe(0)
  },
)

describe('in process', () => {
  test.each([
    ['gzip', 'gzip'],
    ['deflate', 'deflate'],
    ['br', 'brotli'],
  ] as const)('%s is made by the platform, and what comes is compressed', async (contentEncoding, format) => {
    const compressed = createEmulator({ ...QUICK, contentEncoding })
    const response = await compressed(
      new Request('http://e/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent?key=k&alt=sse', {
        method: 'POST',
        body: JSON.stringify({ contents: [{ parts: [{ text: 'A fox' }] }] }),
      }),
    )
    expect(response.headers.get('content-encoding')).toBe(contentEncoding)
    const plain = response.body?.pipeThrough(new DecompressionStream(format as CompressionFormat))
    expect(await new Response(plain ?? null).text()).toContain('"finishReason": "STOP"')
  })
})
