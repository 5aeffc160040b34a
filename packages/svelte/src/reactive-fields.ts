import type { ImageStream, Snapshot } from '@image-stream/core'
import { createSubscriber } from 'svelte/reactivity'
import { warnOfStaleRead } from './stale-read.ts'

/** The snapshot of a stream as getters, each a signal of its own: a change runs again only what read that field. */
export function reactiveFields(stream: ImageStream): Snapshot {
  const fields = {}
  // Every snapshot has the same fields, whatever its status.
  for (const field of Object.keys(stream.getSnapshot()) as (keyof Snapshot)[]) {
    const track = trackField(stream, field)
    Object.defineProperty(fields, field, {
      enumerable: true,
      get() {
        warnOfStaleRead(field)
        track()
        return stream.getSnapshot()[field]
      },
    })
  }
  return fields as Snapshot
}

/** Subscribes to the stream while something reactive reads the field, and only then. */
function trackField(stream: ImageStream, field: keyof Snapshot): () => void {
  return createSubscriber((update) => {
    let told = stream.getSnapshot()[field]
    return stream.subscribe((snapshot) => {
      if (snapshot[field] === told) return
      told = snapshot[field]
      update()
    })
  })
}
