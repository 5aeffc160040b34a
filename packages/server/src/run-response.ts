import { isTerminal, type ImageStreamEvent } from '@image-stream/core'
import { createRunEncoder, withoutSecret } from '@image-stream/core/relay'
import {} from './errors.ts'

/** How long a reader may take nothing before it is given up, in milliseconds. Its run holds a place and an upstream connection. */
const maxReaderPauseMs = 30_000

// Some browsers hold `fetch` back until a first byte, and others a chunk until the next one came: so one before, one after.
const firstComment = ': ok\n\n'
const keepAlive = ': keep-alive\n\n'
const lastComment = ': end\n\n'

export interface RunResponseOptions {
  readonly heartbeatMs: number
  /** Never to be seen in a frame, whatever an API repeats. */
  readonly secret: string
  /** Called when nobody reads any more, at most once: the reader has cancelled, or took nothing for too long. */
  readonly onLeave: () => void
}

/** The answer to a run that was let in: its events as they come. */
export function toRunResponse(
  events: AsyncGenerator<ImageStreamEvent, void, undefined>,
  options: RunResponseOptions,
): Response {
  return new Response(createRunBody(events, options), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // `no-transform` is what compressing proxies and middleware go by. A made-up `Content-Encoding: none` would silence
      // some that do not, and is refused by others: left out.
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    },
  })
}

/**
 * The frames of a run, made when they are asked for: nothing is read ahead, so a slow reader slows the upstream.
 * Only the first comment is there before.
 */
function createRunBody(
  events: AsyncGenerator<ImageStreamEvent, void, undefined>,
  { heartbeatMs, secret, onLeave }: RunResponseOptions,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = createRunEncoder()
  const text = new TextEncoder()
  let next: Promise<IteratorResult<ImageStreamEvent, void>> | null = null
  let pause: ReturnType<typeof setTimeout> | undefined
  let over = false

  function frameOf(event: ImageStreamEvent): string {
    const frame = encoder.encode(event)
    // Noise can spell a short key, and a picture must not be touched.
    return event.type === 'image-data' ? frame : withoutSecret(frame, secret)
  }

  function close(): void {
    over = true
    clearTimeout(pause)
    // Runs what the generators have in their `finally`; one that waits gets there when its signal has aborted.
    events.return().catch(() => {})
  }

  function leave(): void {
    if (over) return
    onLeave()
    close()
  }

  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        controller.enqueue(text.encode(firstComment))
        awaitReader(controller)
      },
      async pull(controller) {
        clearTimeout(pause)
        next ??= events.next()
        const result = await orSilence(next, heartbeatMs)
        if (over) return
        if (result === silence) controller.enqueue(text.encode(keepAlive))
        else {
          next = null
          if (!result.done) controller.enqueue(text.encode(frameOf(result.value)))
          if (result.done || isTerminal(result.value)) {
            controller.enqueue(text.encode(lastComment))
            controller.close()
            return close()
          }
        }
        awaitReader(controller)
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )

  function awaitReader(controller: ReadableStreamDefaultController): void {
    pause = setTimeout(() => {
      leave()
      controller.error(new Error('The reader took nothing for too long.'))
    }, maxReaderPauseMs)
  }
}

const silence: unique symbol = Symbol('silence')

async function orSilence<T>(result: Promise<T>, ms: number): Promise<T | typeof silence> {
  const { promise, resolve } = Promise.withResolvers<typeof silence>()
  const timer = setTimeout(() => resolve(silence), ms)
  try {
    return await Promise.race([result, promise])
  } finally {
    clearTimeout(timer)
  }
}
