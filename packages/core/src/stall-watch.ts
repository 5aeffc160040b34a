import { createError, type ImageStreamError } from './errors.ts'

/** How long silence is borne, in milliseconds. */
export interface TimeLimits {
  /** From the request to its answer, and from there to its first byte. */
  readonly firstEventMs: number
  /** Between two reads that give something; a relay's heartbeats count. */
  readonly idleMs: number
  /** From the request to the end. */
  readonly totalMs: number
}

/** Guards one exchange against silence. */
export interface StallWatch {
  /** Aborts with the caller's signal, and when a limit is passed: hand it to `fetch`. */
  readonly signal: AbortSignal
  /** Waits for the first thing. @throws ImageStreamError `stalled`, `timeout` */
  first<T>(promise: Promise<T>): Promise<T>
  /** Waits for the next thing. @throws ImageStreamError `stalled`, `timeout` */
  next<T>(promise: Promise<T>): Promise<T>
  /** From here on silence is borne so long at most, where the limits bear more. In milliseconds. */
  limitIdle(ms: number): void
  /** Ends the exchange with this error, as when a limit is passed. */
  giveUp(error: ImageStreamError): void
  /** Lets go of the timers. */
  end(): void
}

/**
 * A timer that fires so much too late was asleep: a hidden tab, a closed lid. What it waited for may be there already.
 * In milliseconds.
 */
const sleptMs = 1_000

/** How long is waited on after a sleep. In milliseconds. */
const afterSleepMs = 5_000

export function createStallWatch(limits: TimeLimits, signal: AbortSignal): StallWatch {
  const own = new AbortController()
  let idleMs = Math.min(limits.idleMs, limits.firstEventMs)
  let failure: ImageStreamError | null = null
  let fail: ((error: Error) => void) | null = null

  function expire(error: ImageStreamError): void {
    failure = error
    fail?.(error)
    own.abort(error)
  }

  const total = createAlarm(() => expire(timedOut(limits.totalMs)))
  const silence = createAlarm((ms) => expire(stalled(ms)))
  total.set(limits.totalMs)

  function end(): void {
    total.end()
    silence.end()
    signal.removeEventListener('abort', onAbort)
  }

  /** What is aborted has nothing to wait for, even where a `fetch` does not hear of it. */
  function onAbort(): void {
    end()
    fail?.(signal.reason as Error)
    own.abort(signal.reason)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort)

  /** A promise of its own for each wait: one that lived as long as the run would keep everything that was raced with it. */
  function within<T>(promise: Promise<T>, ms: number): Promise<T> {
    return new Promise((resolve, reject) => {
      if (failure) reject(failure)
      if (signal.aborted) reject(signal.reason as Error)
      fail = reject
      silence.set(ms)
      promise.then((thing) => {
        silence.set(Infinity)
        resolve(thing)
      }, reject)
    })
  }

  return {
    // Not `AbortSignal.any`: it costs as much as all of a short answer, and again when it is collected.
    signal: own.signal,
    first: (promise) => within(promise, limits.firstEventMs),
    next(promise) {
      const waiting = within(promise, idleMs)
      idleMs = limits.idleMs
      return waiting
    },
    limitIdle(ms) {
      idleMs = Math.min(limits.idleMs, ms)
    },
    giveUp: expire,
    end,
  }
}

interface Alarm {
  /** Rings in so many milliseconds, and not when it was set before; never for Infinity. */
  set(ms: number): void
  /** Lets go of the timer, for good. */
  end(): void
}

/**
 * Like a timeout, on the monotonic clock, that does not go off for time that was slept through. Setting it anew is cheap,
 * as that is done for each read: one timer runs on and looks, when it fires, whether it is time.
 */
function createAlarm(ring: (ms: number) => void): Alarm {
  let timer: ReturnType<typeof setTimeout> | null = null
  let firesAt = Infinity
  let due = Infinity
  let asked = Infinity
  let hasEnded = false

  function arm(): void {
    if (timer !== null) clearTimeout(timer)
    firesAt = due
    timer = setTimeout(look, due - performance.now())
  }

  function look(): void {
    const now = performance.now()
    timer = null
    if (due === Infinity) return
    // A timer that is so late was asleep.
    if (now - firesAt > sleptMs) due = Math.max(due, now + afterSleepMs)
    if (now < due) arm()
    else ring(asked)
  }

  return {
    set(ms) {
      asked = ms
      due = performance.now() + ms
      if (hasEnded || due === Infinity) return
      if (timer === null || due < firesAt) arm()
    },
    end() {
      hasEnded = true
      due = Infinity
      if (timer !== null) clearTimeout(timer)
    },
  }
}

function stalled(ms: number): ImageStreamError {
  return createError('stalled', {
    message: `Nothing came for ${Math.round(ms / 1000)} s, so the connection was closed. Drawing again starts a new run.`,
  })
}

function timedOut(ms: number): ImageStreamError {
  return createError('timeout', {
    message: `The run was not over after ${Math.round(ms / 1000)} s and was ended. Drawing again starts a new run.`,
  })
}
