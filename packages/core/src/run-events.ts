import { createError, isImageStreamError, type ImageStreamError } from './errors.ts'
import { isTerminal, type ImageStreamEvent, type TerminalEvent } from './events.ts'
import { readReferences } from './references.ts'
import type { RunRequest, Transport } from './transport.ts'

/** The events of one run, to be read once. */
export interface RunEvents extends AsyncIterable<ImageStreamEvent> {
  /** Whether money may be gone when the run is left now. */
  readonly billed: 'no' | 'maybe'
  /** The transport was asked for it. */
  readonly isSent: boolean
  /** The transport has said how the run ended, so that nothing of it is left to come back to. */
  readonly isSettled: boolean
}

/**
 * The events of one run with the promise that every transport needs help to keep: exactly one terminal event, at the end.
 * A transport that throws, hangs after an abort, or just stops does not break it.
 */
export function runEvents(
  transport: Transport,
  request: Omit<RunRequest, 'references'>,
  signal: AbortSignal,
): RunEvents {
  let isSent = false
  let billed: 'no' | 'maybe' = 'no'
  let isSettled = false

  async function* read(): AsyncGenerator<ImageStreamEvent, void, undefined> {
    const release = createRelease(signal)
    try {
      const references = await release.or(readReferences(request.input.images))
      if (!references) {
        yield stopped(billed)
        return
      }
      isSent = true
      billed = 'maybe'
      const events = transport.run({ ...request, references }, signal)[Symbol.asyncIterator]()
      try {
        // Not `for await`: a custom transport may ignore the signal, and leaving a read behind releases the caller anyway.
        for (;;) {
          const result = await release.or(events.next())
          if (!result || result.done) break
          const event = result.value
          // While it waits, nothing that was sent has been charged. What a relay says of that may be over by now.
          if (event.type === 'wait') billed = event.retryAt === null || transport.resume ? 'maybe' : 'no'
          isSettled = isTerminal(event)
          yield event
          if (isTerminal(event)) return
        }
      } finally {
        leave(events)
      }
      yield signal.aborted ? stopped(billed) : failed(createError('truncated', {}))
    } catch (cause) {
      yield signal.aborted ? stopped(billed) : failed(toError(cause, isSent))
    } finally {
      release.end()
    }
  }

  return {
    [Symbol.asyncIterator]: read,
    get billed() {
      return billed
    },
    get isSent() {
      return isSent
    },
    get isSettled() {
      return isSettled
    },
  }
}

function stopped(billed: 'no' | 'maybe'): TerminalEvent {
  return { type: 'stopped', billed }
}

function failed(error: ImageStreamError): TerminalEvent {
  return { type: 'error', error }
}

function toError(cause: unknown, isSent: boolean): ImageStreamError {
  if (isImageStreamError(cause)) return cause
  const what = cause instanceof Error ? cause.message : String(cause)
  return isSent
    ? createError('protocol', { cause, message: `The transport failed: ${what}` })
    : createError('protocol', { cause, phase: 'input', billed: 'no', message: `Nothing was sent: ${what}` })
}

/** Not awaited: a generator that hangs in its read would hold the caller up for ever. */
function leave(events: AsyncIterator<unknown>): void {
  void Promise.resolve(events.return?.()).catch(ignoreLate)
}

/** Lets go of a wait when the signal aborts. */
interface Release {
  /** What the promise gives, or null as soon as the signal aborts. One at a time. */
  or<T>(promise: Promise<T>): Promise<T | null>
  end(): void
}

/**
 * A promise of its own for each wait, as one that lived as long as the signal would keep everything that was ever raced
 * with it; and one listener for all of them, as there is a wait for each event.
 */
function createRelease(signal: AbortSignal): Release {
  let letGo = (): void => {}
  const onAbort = (): void => letGo()
  signal.addEventListener('abort', onAbort)
  return {
    or: (promise) =>
      new Promise((resolve, reject) => {
        letGo = () => resolve(null)
        if (signal.aborted) letGo()
        promise.then(resolve, reject)
      }),
    end: () => signal.removeEventListener('abort', onAbort),
  }
}

/** The run has settled: what its transport still says about the aborted read has nobody to go to. */
function ignoreLate(): void {}
