import { gemini } from '@image-stream/core/gemini'
import { observeRun, secretKey, type ObservedRun } from './observe-run.ts'

/** Whose answer it is: the endpoint's, or the relay's. */
export type AnswerOf = 'gemini' | 'relay'

/** One run in this process whose answer comes in these pieces. */
export function observeBody(
  pieces: Iterable<Uint8Array>,
  {
    from = 'gemini',
    contentType = 'text/event-stream',
  }: { readonly from?: AnswerOf; readonly contentType?: string | null } = {},
): Promise<ObservedRun> {
  const headers = contentType === null ? {} : { 'content-type': contentType }
  const fetch = (): Promise<Response> => Promise.resolve(new Response(toStream(pieces), { headers }))
  return from === 'relay'
    ? observeRun('A fox', { fetch })
    : observeRun('A fox', { transport: gemini({ apiKey: secretKey, fetch, maxRetries: 0 }) })
}

function toStream(pieces: Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const rest = pieces[Symbol.iterator]()
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = rest.next()
        if (next.done) controller.close()
        else controller.enqueue(new Uint8Array(next.value))
      },
    },
    { highWaterMark: 0 },
  )
}
