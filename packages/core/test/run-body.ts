import { isImageStreamError, type ImageStreamError } from '../src/errors.ts'
import type { ImageStreamEvent } from '../src/events.ts'
import { gemini } from '../src/gemini/index.ts'
import type { RunSuccess } from '../src/run-result.ts'
import { streamImage } from '../src/stream-image.ts'

/** What came of one run. */
export interface BodyRun {
  /** All but a last `error`, which is `error`. */
  readonly events: readonly ImageStreamEvent[]
  readonly success: RunSuccess | null
  readonly error: ImageStreamError | null
}

/** One run against an endpoint that answers with these pieces. Anything that is thrown and has no type is thrown on. */
export async function runBody(pieces: readonly Uint8Array[], status = 200): Promise<BodyRun> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new Uint8Array(piece))
      controller.close()
    },
  })
  const fetch = (): Promise<Response> => Promise.resolve(new Response(body, { status }))
  const run = streamImage('a fox', { transport: gemini({ apiKey: 'test', fetch, maxRetries: 0 }) })
  const events: ImageStreamEvent[] = []
  try {
    for await (const event of run) if (event.type !== 'error') events.push(event)
    return { events, success: await run.result, error: null }
  } catch (error) {
    if (!isImageStreamError(error)) throw error
    return { events, success: null, error }
  }
}
