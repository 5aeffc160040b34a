import { createError, isImageStreamError, type ErrorCode, type ImageStreamError } from '../errors.ts'
import { isTerminal, type ImageStreamEvent } from '../events.ts'
import { isOffline } from '../page-wake.ts'
import type { StallWatch } from '../stall-watch.ts'
import { leaving } from '../transport.ts'
import { openConnection } from './connection.ts'
import { pause } from './pause.ts'
import { isRun, readRefusal, relayLimits, relayUrl, sendToRelay } from './relay-requests.ts'
import { createRunDecoder } from './run-protocol.ts'
import { createShownPicture } from './shown-picture.ts'
import type { RelayOptions } from './transport.ts'

/** Connections that may fail one after the other. Coming back is free, as it is the same run. */
const maxFailures = 5

/** How long a relay may take to answer who comes back, in milliseconds: nothing is uploaded, and its first byte comes at once. */
const maxReturnMs = 15_000

/** Said by what stands in front of a relay that does not answer, or by one that is about to. */
const transientStatuses: ReadonlySet<number> = new Set([502, 503, 504])

/** Below 500, and yet nothing was done: the same may be asked again. */
const laterStatuses: ReadonlySet<number> = new Set([408, 425, 429])

/** Errors of ours after which a relay may still be drawing. */
const leftBehind: ReadonlySet<ErrorCode> = new Set(['stalled', 'timeout', 'protocol'])

export interface FollowedRun {
  readonly intentId: string
  /** It was begun before, so that it may be found again whatever happens here. */
  readonly hasBegun: boolean
  /** Asks for it by its key. Called again as long as nothing came of it. */
  readonly open: (watch: StallWatch) => Promise<Response>
}

/**
 * The events of one run, over as many connections as it takes where the relay keeps it.
 * It throws when the outcome is not known: whoever asks with the same key finds the run. When the run is over, or cannot
 * be found again, that is an `error` event.
 */
export async function* followRun(
  options: RelayOptions,
  { intentId, hasBegun, open }: FollowedRun,
  signal: AbortSignal,
): AsyncGenerator<ImageStreamEvent, void, undefined> {
  const { origin } = relayUrl(options, '')
  const decoder = createRunDecoder((path) => relayUrl(options, path).href)
  const picture = createShownPicture(origin)
  const limits = relayLimits(options)
  const endsAt = performance.now() + limits.totalMs
  let keptId: string | null = null
  let failures = 0
  let first: ImageStreamError | null = null

  const cancel = (): void => {
    // A relay that keeps no runs has ended this one with its connection; one that has not answered yet may keep it.
    const isGone = keptId === null && decoder.lastId > 0
    void cancelRun(options, intentId, isGone ? 0 : undefined)
  }
  const onAbort = (): void => {
    if (signal.reason !== leaving) cancel()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  // It was begun before, and would go on.
  if (signal.aborted && hasBegun) onAbort()

  function ask(watch: StallWatch): Promise<Response> {
    if (keptId === null) return open(watch)
    const init = { method: 'GET', path: `runs/${keptId}`, lastId: decoder.lastId } as const
    return watch.first(sendToRelay(options, intentId, { ...init, signal: watch.signal }))
  }

  function limitsNow(): typeof limits {
    const { firstEventMs, idleMs } = limits
    return {
      firstEventMs: keptId === null ? firstEventMs : Math.min(firstEventMs, maxReturnMs),
      idleMs,
      totalMs: endsAt - performance.now(),
    }
  }

  function note(event: ImageStreamEvent): void {
    if (event.type === 'start' && event.resumable) keptId = event.runId
    picture.note(event)
  }

  /** Another connection may go on, or begin, without a second payment. */
  function canReturn({ code }: ImageStreamError): boolean {
    if (code === 'network' || code === 'truncated') return keptId !== null || decoder.lastId === 0
    return code === 'stalled' && keptId !== null
  }

  try {
    for (;;) {
      const before = decoder.lastId
      const connection = await openConnection(origin, limitsNow(), signal, () => keptId !== null)
      try {
        const response = await ask(connection.watch)
        if (!isRun(response)) throw await toError(response, connection.watch, hasBegun || first !== null)
        const again = picture.again()
        if (again) yield again
        for await (const event of connection.read(response, decoder)) {
          note(event)
          yield event
          if (isTerminal(event)) return
        }
        throw createError('truncated', {})
      } catch (error) {
        if (signal.aborted || !isImageStreamError(error)) throw error
        if (decoder.lastId > before) {
          failures = 0
          first = null
        }
        const told: ImageStreamError = first && isRefusal(error) ? first : error
        first ??= error
        // Who has to sign in comes back to the run that is there.
        if (error.code === 'unauthorized' && (hasBegun || first !== error)) throw error
        if (!canReturn(error)) {
          if (leftBehind.has(error.code) || told !== error) cancel()
          yield { type: 'error', error: told }
          return
        }
        failures += 1
        if (failures > maxFailures) throw first
      } finally {
        connection.end()
        picture.release()
      }
      const wasOffline = isOffline()
      const hasWoken = await pause(failures, signal)
      signal.throwIfAborted()
      if (hasWoken) failures = 0
      else if (wasOffline && isOffline()) throw first
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** The run cannot be found again: then what had happened to it first is told. */
function isRefusal({ code }: ImageStreamError): boolean {
  return code === 'expired' || code === 'relay'
}

/** What is said instead of a run. */
async function toError(response: Response, watch: StallWatch, isReturn: boolean): Promise<ImageStreamError> {
  const { status: httpStatus } = response
  const { error, isOwn } = await readRefusal(response, watch)
  // Whoever comes back asks for a run that may go on: what a server cannot do just now says nothing about it.
  const isTransient = isOwn ? isReturn && isPassing(httpStatus) : transientStatuses.has(httpStatus)
  if (isTransient) return createError('network', { cause: error, phase: 'connect', httpStatus })
  if (isOwn || (!isReturn && httpStatus < 500)) return error
  // What stands in front of a relay knows nothing of a run that was begun, and nobody knows what a server did that failed.
  return createError('relay', { httpStatus, message: error.message, billed: 'maybe' })
}

/** What is asked may be done when it is asked again. */
function isPassing(httpStatus: number): boolean {
  return httpStatus >= 500 || laterStatuses.has(httpStatus)
}

/** Ends a run by its key: its id may not be known yet, and a proxy may hide that the reader has gone. It never waits for a place. */
export async function cancelRun(
  options: RelayOptions,
  intentId: string,
  retries: number = maxFailures,
): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      const { status, body } = await sendToRelay(options, intentId, { method: 'DELETE', keepalive: true })
      // One that nobody reads would keep its connection.
      void body?.cancel()
      if (!isPassing(status)) return
    } catch {
      // The connection is gone; a run that is kept is not.
    }
    if (failures > retries) return
    await pause(failures)
  }
}
