import type { FetchHandler } from '@image-stream/core'

/** One thing that an answer does. `hang`: silence without end. */
export type AnswerStep =
  | { readonly send: string }
  | { readonly waitMs: number }
  | 'hang'
  /** The connection breaks. */
  | 'reset'

/** A `fetch` in this process whose answers follow a script, so that a fake clock rules them. */
export interface ScriptedAnswer {
  readonly fetch: FetchHandler
  readonly calls: number
  /** Answers that their reader has closed before the end. */
  readonly closed: number
}

/** `headers: 'never'` is a server that takes the request and says nothing. */
export function scriptedAnswer(
  steps: Iterable<AnswerStep>,
  { headers = 'at once' }: { readonly headers?: 'at once' | 'never' } = {},
): ScriptedAnswer {
  let calls = 0
  let closed = 0
  return {
    get calls() {
      return calls
    },
    get closed() {
      return closed
    },
    fetch(request) {
      calls += 1
      const close = (): void => void (closed += 1)
      if (headers === 'at once')
        return Promise.resolve(new Response(toBody(steps, request.signal, close), { headers: eventStream }))
      return new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => {
          close()
          reject(request.signal.reason as Error)
        })
      })
    },
  }
}

const eventStream = { 'content-type': 'text/event-stream' }

function toBody(
  steps: Iterable<AnswerStep>,
  signal: AbortSignal,
  close: () => void,
): ReadableStream<Uint8Array> {
  const script = steps[Symbol.iterator]()
  const encoder = new TextEncoder()
  let isOpen = true
  const leave = (): void => {
    if (isOpen) close()
    isOpen = false
  }
  signal.addEventListener('abort', leave)
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (let next = script.next(); ; next = script.next()) {
          if (next.done) {
            isOpen = false
            return controller.close()
          }
          const step = next.value
          if (step === 'hang') return new Promise(() => {})
          if (step === 'reset') {
            isOpen = false
            return controller.error(new TypeError('terminated'))
          }
          if ('send' in step) return controller.enqueue(encoder.encode(step.send))
          await new Promise((resolve) => setTimeout(resolve, step.waitMs))
        }
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  )
}
