import { createError } from './errors.ts'
import type { StallWatch } from './stall-watch.ts'

/**
 * The bytes of an answer as they come. Nothing is read before what was read has been taken, so that a slow reader slows
 * the sender; leaving early closes the connection.
 * @throws ImageStreamError `network` when the connection breaks; `stalled`, `timeout` of the watch.
 */
export async function* readBytes(
  { body }: Response,
  watch: StallWatch,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  if (!body) return
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await watch.next(reader.read().catch(broken))
      if (done) return
      yield value
    }
  } finally {
    // A stream that has ended, or failed already, has nothing to cancel.
    reader.cancel().catch(() => {})
  }
}

function broken(cause: unknown): never {
  throw createError('network', { cause, phase: 'streaming' })
}
