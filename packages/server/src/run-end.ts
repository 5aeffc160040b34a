import { createError, type ImageStreamError } from '@image-stream/core'
import type { OnRunEnd, RunEnd, Saved } from './hooks.ts'

/** How long a success waits for `onRunEnd`, in milliseconds. */
const maxWaitMs = 10_000
/** When `onRunEnd` is called again after it failed, in milliseconds after each other. */
const defaultRetryAfterMs = [1_000, 5_000, 25_000]

/** A run's end on its way to `onRunEnd`. */
export interface Report {
  /** What the page is told; `late` when it failed, or has not come back in time. */
  readonly inTime: Promise<Saved | null | 'late'>
  /** Whether it was heard in the end. Never rejects. */
  readonly wasHeard: Promise<boolean>
}

/** Tells of a run's end, and again after each of these times when that fails. */
export function tellRunEnd(
  onRunEnd: OnRunEnd | undefined,
  end: RunEnd,
  report: (error: ImageStreamError, runId: string) => void,
  retryAfterMs: readonly number[] = defaultRetryAfterMs,
): Report {
  if (!onRunEnd) return { inTime: Promise.resolve(null), wasHeard: Promise.resolve(true) }

  async function tell(): Promise<Saved | null> {
    const saved = await onRunEnd?.(end)
    return saved ? toSaved(saved) : null
  }

  function failed(cause: unknown): void {
    report(hookFailed(cause), end.id)
  }

  async function tellAgain(): Promise<boolean> {
    for (const ms of retryAfterMs) {
      await pause(ms)
      try {
        await tell()
        return true
      } catch (cause) {
        failed(cause)
      }
    }
    return false
  }

  const first = tell()
  return {
    inTime: within(first, maxWaitMs),
    wasHeard: first.then(
      () => true,
      (cause: unknown) => {
        failed(cause)
        return tellAgain()
      },
    ),
  }
}

/** As the page will read it. @throws for what it could not: that is a failure of the hook, and found out here. */
function toSaved(given: Saved): Saved {
  const { urls, data } = JSON.parse(JSON.stringify(given)) as Saved
  const isList = Array.isArray(urls) && urls.every((url) => url === null || typeof url === 'string')
  if (urls !== undefined && !isList)
    throw new TypeError('`urls` is no list of addresses, with null for a picture that has none.')
  return { ...(urls && { urls }), ...(data !== undefined && { data }) }
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | 'late'> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), ms)
  try {
    return await Promise.race([promise, late])
  } catch {
    return 'late' // Whoever calls it again hears why.
  } finally {
    clearTimeout(timer)
  }
}

function hookFailed(cause: unknown): ImageStreamError {
  return createError('misconfigured', {
    phase: 'relay',
    cause: new Error('`onRunEnd` threw. It is called again.', { cause }),
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
