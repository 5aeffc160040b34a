import { onNextFrame } from './next-frame.ts'

/** Who is told of new snapshots, and how often. */
export interface Listeners<T> {
  add(listener: (value: T) => void): () => void
  /** Tells everybody now. */
  flush(): void
  /** Tells everybody once, at the next frame or after `throttleMs`. */
  schedule(): void
}

/** `throttleMs` 0 means once a frame: a picture changes 60 times a second at most, however fast events come. */
export function createListeners<T>(read: () => T, throttleMs: () => number): Listeners<T> {
  const listeners = new Set<(value: T) => void>()
  let cancelScheduled: (() => void) | null = null

  const flush = (): void => {
    cancelScheduled?.()
    cancelScheduled = null
    const value = read()
    for (const listener of listeners) {
      // A listener that caused the next change has thereby told everybody; older news must not come after it.
      if (read() !== value) return
      call(listener, value)
    }
  }
  return {
    add(listener) {
      // A wrapper of its own, so that the same function added twice is called twice and removed once.
      const entry = (value: T): void => listener(value)
      listeners.add(entry)
      return () => void listeners.delete(entry)
    },
    flush,
    schedule() {
      cancelScheduled ??= after(throttleMs(), flush)
    },
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
