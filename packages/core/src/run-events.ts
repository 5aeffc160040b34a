import { createError, isImageStreamError, type ImageStreamError } from './errors.ts'
import { isTerminal, type ImageStreamEvent, type TerminalEvent } from './events.ts'
import type { ResolvedInput } from './input.ts'
import { readReferences } from './references.ts'
import type { Transport } from './transport.ts'

/**
 * The events of one run with the promise that every transport needs help to keep: exactly one terminal event, at the end.
 * A transport that throws, hangs after an abort, or just stops does not break it.
 */
export async function* runEvents(
  transport: Transport,
  input: ResolvedInput,
  intentId: string,
  signal: AbortSignal,
): AsyncGenerator<ImageStreamEvent, void, undefined> {
  let sent = false
  try {
    const references = await readReferences(input.images)
    if (signal.aborted) return yield stopped('no')
    sent = true
    const events = transport.run({ input, references, intentId }, signal)
    for await (const event of untilAborted(events, signal)) {
      yield event
      if (isTerminal(event)) return
    }
    yield signal.aborted ? stopped('maybe') : failed(createError('truncated', {}))
  } catch (cause) {
    yield signal.aborted ? stopped(sent ? 'maybe' : 'no') : failed(toError(cause))
  }
}

function stopped(billed: 'no' | 'maybe'): TerminalEvent {
  return { type: 'stopped', billed }
}

function failed(error: ImageStreamError): TerminalEvent {
  return { type: 'error', error }
}

function toError(cause: unknown): ImageStreamError {
  if (isImageStreamError(cause)) return cause
  const what = cause instanceof Error ? cause.message : String(cause)
  return createError('protocol', { cause, message: `The transport failed: ${what}` })
}

/** A custom transport may ignore the signal; leaving the read behind releases the caller anyway. */
async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  const { promise: aborted, resolve: abort } = Promise.withResolvers<null>()
  const onAbort = (): void => abort(null)
  signal.addEventListener('abort', onAbort)
  try {
    for (;;) {
      const next = iterator.next()
      const result = await Promise.race([next, aborted])
      if (result === null) {
        next.catch(ignoreLate)
        return
      }
      if (result.done) return
      yield result.value
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // Not awaited: a generator that hangs in its read would hold this one up for ever.
    void iterator.return?.().catch(ignoreLate)
  }
}

/** The run has settled: what its transport still says about the aborted read has nobody to go to. */
function ignoreLate(): void {}
