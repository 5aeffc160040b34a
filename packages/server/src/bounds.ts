import { createError, type ImageStreamError, type ImageStreamEvent } from '@image-stream/core'

/** Events of one run. One of several 4K pictures has about a thousand. */
const maxEvents = 10_000
/** Bytes of all pictures of one run: three of 4K, the most that an answer holds. */
const maxImageBytes = 64 * 1024 * 1024

/** Counts what one run gives: an answer without end would be paid and kept without end. Its words are bounded in core. */
export interface Bounds {
  /** What the run ends with when this event is too much; null when it is not. */
  add(event: ImageStreamEvent): ImageStreamError | null
}

export function createBounds(): Bounds {
  let events = 0
  let imageBytes = 0
  return {
    add(event) {
      events += 1
      if (event.type === 'image-data') imageBytes += event.bytes.byteLength
      return events <= maxEvents && imageBytes <= maxImageBytes ? null : endless()
    },
  }
}

function endless(): ImageStreamError {
  return createError('too-large', {
    phase: 'streaming',
    billed: 'maybe',
    advice: 'retry',
    message: 'The answer went on without end, so it was ended. Drawing again starts a new run.',
  })
}
