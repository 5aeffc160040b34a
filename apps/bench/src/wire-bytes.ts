import type { FetchHandler, ImageStreamOptions } from '@image-stream/core'
import { createAnswer, recordedAnswer, type Answer } from './answer.ts'
import { keepingRelay, recordRelay } from './browser/recordings.ts'
import { importPacked } from './packed.ts'

/** What travels for one picture of the recorded sizes, in bytes. */
export interface WireBytes {
  /** From Gemini to whoever asks it directly. */
  readonly directDown: number
  readonly relayDown: number
  /** What an edit of that picture sends. */
  readonly directUp: number
  readonly relayUp: number
}

export async function countWireBytes(): Promise<WireBytes> {
  importPacked()
  const answer = createAnswer(recordedAnswer)
  const { gemini } = await import('@image-stream/core/gemini')
  const { events, picture } = await recordRelay(answer)
  const relay = await keepingRelay(answer)
  return {
    directDown: answer.stream.length,
    relayDown: events.bytes.length + picture.bytes.length,
    directUp: await uploadOfEdit(
      (fetch) => ({ transport: gemini({ apiKey: 'bench', fetch }) }),
      () => Promise.resolve(geminiAnswer(answer)),
    ),
    relayUp: await uploadOfEdit((fetch) => ({ fetch }), relay),
  }
}

function geminiAnswer(answer: Answer): Response {
  return new Response(answer.stream, { headers: { 'content-type': 'text/event-stream' } })
}

/** Draws and edits once, and gives the bytes of all bodies that the edit sends. */
async function uploadOfEdit(
  optionsWith: (fetch: FetchHandler) => ImageStreamOptions,
  handler: FetchHandler,
): Promise<number> {
  const { createImageStream } = await import('@image-stream/core')
  let length = 0
  const options = optionsWith(async (request) => {
    length += (await request.clone().arrayBuffer()).byteLength
    return handler(request)
  })
  const stream = createImageStream(options)
  await stream.generate('A fox in a paper boat')
  length = 0
  const { status } = await stream.edit('more snow')
  if (status !== 'success') throw new Error(`The edit ended as ${status}.`)
  return length
}
