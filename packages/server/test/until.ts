import { vi } from 'vitest'

// As they are before a test puts another clock in their place.
const { setImmediate } = globalThis
const now = performance.now.bind(performance)

const maxMs = 10_000

/**
 * Waits until something is so, at each turn of the event loop: hashes, forms and sockets take real turns, whatever
 * the clock of a test says. That clock goes on by `stepMs` a turn.
 */
export async function until(isSo: () => unknown, stepMs = 1): Promise<void> {
  const endsAt = now() + maxMs
  while (!(await isSo())) {
    if (now() > endsAt) throw new Error(`Not so after ${maxMs / 1000} s: ${String(isSo)}`)
    if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(stepMs)
    await new Promise((resolve) => setImmediate(resolve))
  }
}
