import { streamImage } from '@image-stream/core'
import { relay as relayTransport } from '@image-stream/core/relay'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formOf, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { chunk, countingUpstream, lastChunk, pictureChunk, pngBytes, streamed } from '../test/upstream.ts'

const picture = pngBytes(8, 6, 300)

/** A body in pieces that end where they are told to. */
function cut(bytes: Uint8Array<ArrayBuffer>, ends: readonly number[]): ReadableStream<Uint8Array> {
  const edges = [0, ...ends.map((end) => end % bytes.length), bytes.length].toSorted((a, b) => a - b)
  const pieces = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge))
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
}

test('however a request is cut, the same is asked of the API', async () => {
  const form = new Response(formOf({ prompt: 'a fox, 雪の中', labels: ['den'] }, [picture]))
  const headers = { 'content-type': form.headers.get('content-type') ?? '' }
  const bytes = new Uint8Array(await form.arrayBuffer())
  const bodies = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (ends) => {
      const upstream = countingUpstream(() => streamed(lastChunk, 1000))
      const { relay } = relayUnderTest({ upstream: { fetch: upstream } })
      await (await relay(runRequest({ headers, body: cut(bytes, ends) }))).text()
      bodies.add(await upstream.requests[0]!.text())
      expect(bodies.size).toBe(1)
    }),
    { numRuns: 50 },
  )
  expect([...bodies][0]).toContain('雪の中')
})

// What would end a line, a frame or an event, if it got through as it is.
const breakers = fc.constantFrom(
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\u2028',
  '\u2029',
  '\0',
  'data: {"type":"done"}\n\n',
  ': ',
  'id: 1\n',
  '[DONE]',
  'a',
  '雪',
)
const modelText = fc.array(breakers, { minLength: 1, maxLength: 12 }).map((pieces) => pieces.join(''))

test('T16 T17 whatever the model writes arrives as it wrote it, and forges nothing', async () => {
  await fc.assert(
    fc.asyncProperty(modelText, modelText, async (thought, text) => {
      const answer =
        chunk([{ text: thought, thought: true }]) + chunk([{ text }]) + pictureChunk(picture) + lastChunk
      const { relay } = relayUnderTest({ upstream: { fetch: async () => streamed(answer, 997) } })
      const transport = relayTransport({ fetch: relay })
      const result = await streamImage('a fox', { transport }).result
      expect(result).toMatchObject({ thoughts: thought, text })
      expect(await result.image.bytes()).toEqual(picture)
    }),
    { numRuns: 50 },
  )
})
