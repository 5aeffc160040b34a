import { onNextFrame } from './next-frame.ts'

/** Who is told of new snapshots, and how often. */
export interface Listeners<T> {
  add(listener: (value: T) => void): () => void
  /** What everybody was told last. One who comes later is shown the same: two views of one frame never differ. */
  readonly told: () => T
  /** Tells everybody now. */
  flush(): void
  /** Tells everybody once, at the next frame or after `throttleMs`. Where nobody listens there is nothing to wait for. */
  schedule(): void
  /** Reads anew, and tells nobody. */
  renew(): void
}

/**
 * `read` makes a new value, once for each telling. `throttleMs` 0 means once a frame: a picture changes 60 times a second
 * at most, however fast events come.
 */
export function createListeners<T>(read: () => T, throttleMs: () => number): Listeners<T> {
  const listeners = new Set<(value: T) => void>()
  let told = read()
  let cancelScheduled: (() => void) | null = null

  const flush = (): void => {
    cancelScheduled?.()
    cancelScheduled = null
    const value = read()
    told = value
    for (const listener of listeners) {
      // A listener that caused the next change has thereby told everybody; older news must not come after it.
      if (told !== value) return
      call(listener, value)
    }
  }
  const renew = (): void => {
    told = read()
  }
  return {
    told: () => told,
    add(listener) {
      // A wrapper of its own, so that the same function added twice is called twice and removed once.
      const entry = (value: T): void => listener(value)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    flush,
    schedule() {
      if (listeners.size === 0) renew()
      else cancelScheduled ??= after(throttleMs(), flush)
    },
    renew,
  }
}

/** A listener that throws is its owner's to hear of, and nobody else's. */
function call<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

function after(delayMs: number, callback: () => void): () => void {
  if (delayMs <= 0) return onNextFrame(callback)
  const handle = setTimeout(callback, delayMs)
  return () => clearTimeout(handle)
}
