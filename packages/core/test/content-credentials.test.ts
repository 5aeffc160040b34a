import { listenEmulator, type ListeningEmulator } from '@image-stream/emulator/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImageStreamEvent } from '../src/events.ts'
import { gemini } from '../src/gemini/index.ts'
import { streamImage } from '../src/stream-image.ts'

// The real model writes its content credentials before a JPEG's size: kilobytes that say nothing of the picture.

let server: ListeningEmulator

beforeAll(async () => {
  server = await listenEmulator({ pace: 'instant', signatureLength: 256 })
})

afterAll(async () => {
  await server.close()
})

test.each([
  ['of the usual length', true],
  ['longer than a piece of a picture', 150_000],
] as const)(
  'the size of a JPEG is found behind content credentials %s',
  async (_length, contentCredentials) => {
    server.emulator.next({ contentCredentials })
    const transport = gemini({ apiKey: 'test', baseUrl: server.url })
    const run = streamImage({ prompt: 'A red fox', aspectRatio: '16:9' }, { transport })
    const starts: ImageStreamEvent[] = []
    for await (const event of run) if (event.type === 'image-start') starts.push(event)
    expect(starts).toMatchObject([{ mediaType: 'image/jpeg', width: 1376, height: 768 }])
    const { image } = await run.result
    expect(image).toMatchObject({ mediaType: 'image/jpeg', width: 1376, height: 768 })
    expect(new TextDecoder('latin1').decode(await image.bytes())).toContain('c2pa.signature')
  },
)
