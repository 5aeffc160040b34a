import type { ImageStreamError, PartialResult } from './errors.ts'
import type { ImageStreamEvent, Warning } from './events.ts'
import type { GeneratedImage } from './image.ts'
import { resolveInput, type ImageInput, type InputDefaults } from './input.ts'
import { randomId } from './random-id.ts'
import { relay, type RelayOptions } from './relay/transport.ts'
import { runEvents } from './run-events.ts'
import { idleState, partialOf, transition, type RunState } from './state.ts'
import type { Transport } from './transport.ts'
import type { Cost, Usage } from './usage.ts'

/** How a run ended well. */
export interface RunSuccess {
  readonly status: 'success'
  /** The result: the last picture of the answer. */
  readonly image: GeneratedImage
  /** All pictures of the answer, in order. */
  readonly images: readonly GeneratedImage[]
  readonly text: string
  readonly thoughts: string
  readonly usage: Usage | null
  readonly cost: Cost | null
  readonly finishReason: string | null
  readonly warnings: readonly Warning[]
  readonly runId: string | null
}

/** How a run ended. An error or a stop has no `image`, so that an older picture cannot be taken for its result. */
export type RunResult =
  | RunSuccess
  | { readonly status: 'error'; readonly error: ImageStreamError }
  | { readonly status: 'stopped'; readonly partial: PartialResult }

export interface StreamImageOptions extends RelayOptions {
  /** Instead of `api`: for example `gemini({ apiKey })` on a server. */
  readonly transport?: Transport
  /** Ends the run, upstream too. */
  readonly signal?: AbortSignal
  readonly defaults?: InputDefaults
}

/** One run: iterate it for its events, await `result` for the picture; either alone is enough. */
export interface ImageRun extends AsyncIterable<ImageStreamEvent> {
  /** @throws ImageStreamError what ended the run. A stop rejects with the signal's reason. */
  readonly result: Promise<RunSuccess>
}

/**
 * Runs one request and gives its events as they come. Reading slowly slows the sender.
 * Leaving the loop early ends the run, upstream too.
 * @throws ImageStreamError `invalid-input` at once; others while iterating and from `result`.
 *
 * @example
 * const run = streamImage('A fox in a paper boat', { transport: gemini({ apiKey }) })
 * for await (const event of run) if (event.type === 'thought') console.log(event.text)
 * const { image } = await run.result
 */
export function streamImage(input: string | ImageInput, options: StreamImageOptions = {}): ImageRun {
  const resolved = resolveInput(input, options.defaults)
  const transport = options.transport ?? relay(options)
  const controller = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, controller.signal]) : controller.signal
  const { promise, resolve, reject } = Promise.withResolvers<RunSuccess>()
  // Who only iterates gets the error there; it must not count as unhandled here as well.
  promise.catch(() => {})
  let taken = false

  async function* events(): AsyncGenerator<ImageStreamEvent, void, undefined> {
    let state = transition(idleState, { type: 'submit', input: resolved, startedAt: Date.now() })
    try {
      for await (const event of runEvents(transport, resolved, randomId(), signal)) {
        state = transition(state, event)
        yield event
      }
    } finally {
      // Reached early when the reader leaves its loop.
      if (state.busy) controller.abort()
      settle(state)
    }
    if (state.status === 'error') throw state.error
    if (state.status === 'stopped') throw signal.reason
  }

  function settle(state: RunState): void {
    const result = toResult(state)
    if (result.status === 'success') resolve(result)
    else reject(result.status === 'error' ? result.error : signal.reason)
  }

  return {
    [Symbol.asyncIterator]() {
      if (taken) throw new TypeError('A run can be read once.')
      taken = true
      return events()
    },
    get result() {
      // In a task of its own, so that `const { result } = run` may still be followed by a loop.
      setTimeout(() => {
        if (!taken) void drain(this)
      }, 0)
      return promise
    },
  }
}

/** What a settled state comes to. One that is not settled was left by its reader: stopped. */
export function toResult(state: RunState): RunResult {
  if (state.status === 'error') return { status: 'error', error: state.error }
  const image = state.images.at(-1)
  if (state.status !== 'success' || !image) return { status: 'stopped', partial: partialOf(state) }
  const { images, text, thoughts, usage, cost, finishReason, warnings, runId } = state
  return { status: 'success', image, images, text, thoughts, usage, cost, finishReason, warnings, runId }
}

async function drain(run: ImageRun): Promise<void> {
  try {
    for await (const _event of run);
  } catch {
    // `result` rejects with the same error, and somebody holds that.
  }
}
