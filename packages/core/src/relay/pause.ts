import { isOffline, onWake } from '../page-wake.ts'

const firstPauseMs = 500
const maxPauseMs = 8_000

/** How long a browser that says it is offline is waited for, in milliseconds. */
const maxOfflineMs = 120_000

/**
 * Waits before the next try, doubling and at random, so that those who were cut off together do not come back together;
 * while offline until it is over. True when the page has woken up: then it ends at once, as it does with the signal.
 */
export function pause(failures: number, signal?: AbortSignal): Promise<boolean> {
  const ms = Math.random() * Math.min(maxPauseMs, firstPauseMs * 2 ** (failures - 1))
  return new Promise((resolve) => {
    const end = (hasWoken: boolean): void => {
      clearTimeout(timer)
      stopWaking()
      signal?.removeEventListener('abort', onEnd)
      resolve(hasWoken)
    }
    const onEnd = (): void => end(false)
    const timer = setTimeout(onEnd, isOffline() ? maxOfflineMs : ms)
    const stopWaking = onWake(() => end(true))
    signal?.addEventListener('abort', onEnd)
    if (signal?.aborted) onEnd()
  })
}
