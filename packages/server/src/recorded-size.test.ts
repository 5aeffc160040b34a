import { streamImage, type FetchHandler, type Transport } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { relay as relayTransport } from '@image-stream/core/relay'
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { listen, relayUnderTest } from '../test/relay-under-test.ts'
import { chunk, lastChunk, pictureChunk, pngBytes, streamed } from '../test/upstream.ts'

// The sizes of a recorded answer: a 1 MB picture and its 1.4 MB signature in one event.
const picture = pngBytes(1408, 768, 1_048_576)
const signature = randomBytes(1_048_464).toString('base64')
const answer =
  chunk([{ text: 'Thinking of snow. 雪', thought: true }]) + pictureChunk(picture, signature) + lastChunk

async function draw(transport: Transport): Promise<Uint8Array> {
  const { image, thoughts, usage } = await streamImage('a fox', { transport }).result
  expect(thoughts).toBe('Thinking of snow. 雪')
  expect(usage).toMatchObject({ outputTokens: 1120 })
  expect(image).toMatchObject({ mediaType: 'image/png', width: 1408, height: 768 })
  return image.bytes()
}

/** Keeps what went through it. */
function recording(fetch: FetchHandler): FetchHandler & { readonly text: () => string } {
  const texts: string[] = []
  const record = new TextDecoder()
  const handler: FetchHandler = async (request) => {
    const response = await fetch(request)
    const tap = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        texts.push(record.decode(bytes, { stream: true }))
        controller.enqueue(bytes)
      },
    })
    return new Response(response.body?.pipeThrough(tap) ?? null, response)
  }
  return Object.assign(handler, { text: () => texts.join('') })
}

test('the event is of the recorded size', () => {
  expect(signature).toHaveLength(1_397_952)
  expect(picture).toHaveLength(1024 * 1024)
})

describe.each([1024, 64 * 1024])('the API’s bytes in pieces of %i', (pieceBytes) => {
  const upstream: FetchHandler = async () => streamed(answer, pieceBytes)

  test('give the picture byte for byte to core alone', async () => {
    expect(Buffer.compare(await draw(gemini({ apiKey: 'test', fetch: upstream })), picture)).toBe(0)
  })

  test.each([
    ['in one process', async () => ({ api: 'https://app.example/api/images' })],
    ['over a socket on either side', async () => null],
  ])('give the picture byte for byte through the relay, without its signature: %s', async (_name, place) => {
    const inProcess = await place()
    const baseUrl = inProcess ? {} : { baseUrl: (await listen(upstream)).url }
    const { relay } = relayUnderTest({ upstream: inProcess ? { fetch: upstream } : baseUrl })
    const api = inProcess?.api ?? `${(await listen(relay)).url}/api/images`
    const wire = recording(inProcess ? relay : (request) => globalThis.fetch(request))
    expect(Buffer.compare(await draw(relayTransport({ api, fetch: wire })), picture)).toBe(0)

    const text = wire.text()
    for (let offset = 0; offset < signature.length; offset += 65_536)
      expect(text).not.toContain(signature.slice(offset, offset + 32))
    // The picture as base64 in pieces of 64 KiB, and a few hundred bytes of JSON for each: nothing else of size went by.
    expect(text.length).toBeLessThan((picture.length * 4) / 3 + 20 * 256 + 1024)
    const lines = text.split('\n').map((line) => line.length)
    expect(Math.max(...lines)).toBeLessThan(90_000)
  })
})
