import { isTerminal, type ImageStreamEvent } from './events.ts'
import { resolveInput, type ImageInput, type InputDefaults } from './input.ts'
import { randomId } from './random-id.ts'
import { relay, type RelayOptions } from './relay/transport.ts'
import { runEvents } from './run-events.ts'
import { toldOf, toResult, type RunSuccess } from './run-result.ts'
import { checkCost, estimateCost } from './spending.ts'
import { idleState, type RunState } from './run-state.ts'
import { transition } from './state.ts'
import type { Transport } from './transport.ts'

export interface StreamImageOptions extends RelayOptions {
  /** Instead of `api`: for example `gemini({ apiKey })` on a server. */
  readonly transport?: Transport
  /** Ends the run, upstream too. */
  readonly signal?: AbortSignal
  readonly defaults?: InputDefaults
  /** US dollars. A run that may cost more, by the upper end of `estimateCost`, is refused before anything is sent. */
  readonly maxCost?: number
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
  checkCost(estimateCost(resolved), options.maxCost)
  const transport = options.transport ?? relay(options)
  const controller = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, controller.signal]) : controller.signal
  const { promise, resolve, reject } = Promise.withResolvers<RunSuccess>()
  // Who only iterates gets the error there; it must not count as unhandled here as well.
  promise.catch(() => {})
  let taken = false

  async function* events(): AsyncGenerator<ImageStreamEvent, void, undefined> {
    const intentId = randomId()
    const { fetch = null } = options
    const startedAt = Date.now()
    let state = transition(idleState, { type: 'submit', input: resolved, intentId, startedAt, fetch })
    try {
      for await (const event of runEvents(transport, { input: resolved, intentId, history: [] }, signal)) {
        state = transition(state, event)
        const told = toldOf(event, state)
        // The transport broke the order of events: nothing that follows could be trusted.
        if (told !== event) controller.abort()
        yield told
        if (isTerminal(told)) break
      }
    } finally {
      // Reached early when the reader leaves its loop.
      if (state.busy) controller.abort()
      settle(state)
    }
    if (state.status === 'error') throw state.error
    if (state.status === 'stopped') throw reasonOf(signal)
  }

  function settle(state: RunState): void {
    const result = toResult(state)
    if (result.status === 'success') resolve(result)
    else reject(result.status === 'error' ? result.error : reasonOf(signal))
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

/** A relay may stop a run too, and then there is no reason of the caller's. */
function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('The run was stopped.', 'AbortError')
}

async function drain(run: ImageRun): Promise<void> {
  try {
    for await (const _event of run);
  } catch {
    // `result` rejects with the same error, and somebody holds that.
  }
}
