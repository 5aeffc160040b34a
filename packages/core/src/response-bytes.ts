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

/** Text of an error answer that is read at most, in bytes. */
const maxTextBytes = 64 * 1024

/** The text of an error answer as far as it came: bounded, and empty when it cannot be read. */
export async function readText(response: Response, watch: StallWatch): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  try {
    for await (const bytes of readBytes(response, watch)) {
      text += decoder.decode(bytes, { stream: true })
      length += bytes.length
      if (length > maxTextBytes) break
    }
  } catch {
    // The status says what is wrong; the body would only have said more.
  }
  return text
}

function broken(cause: unknown): never {
  throw createError('network', { cause, phase: 'streaming' })
}
