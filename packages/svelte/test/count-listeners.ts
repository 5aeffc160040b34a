import type { ImageStream } from '@image-stream/core'

/** A stream that knows how many listeners it has. */
export function countListeners(stream: ImageStream): {
  readonly stream: ImageStream
  readonly listeners: () => number
  /** How often somebody began to listen. */
  readonly begun: () => number
} {
  let listeners = 0
  let begun = 0
  const subscribe: ImageStream['subscribe'] = (listener) => {
    const unsubscribe = stream.subscribe(listener)
    begun += 1
    listeners += 1
    return () => {
      listeners -= 1
      unsubscribe()
    }
  }
  return { stream: { ...stream, subscribe }, listeners: () => listeners, begun: () => begun }
}
