import { createError } from './errors.ts'
import type { StallWatch } from './stall-watch.ts'

/**
 * The bytes of an answer as they come. Nothing is read before what was read has been taken, so that a slow reader slows
 * the sender; leaving early closes the connection, unless `isOver` says that only the end is left.
 * @throws ImageStreamError `network` when the connection breaks; `stalled`, `timeout` of the watch.
 */
export async function* readBytes(
  { body }: Response,
  watch: StallWatch,
  isOver: () => boolean = () => false,
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
    void leave(reader, isOver())
  }
}

/** Reads that an answer which is over may take to end, and how long, in milliseconds: its connection may be dead. */
const maxLastReads = 4
const maxLastMs = 2_000

/** Cancelling what is about to end by itself would show as a failed request in a browser's tools. */
async function leave(reader: ReadableStreamDefaultReader<unknown>, isOver: boolean): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  try {
    if (isOver) timer = setTimeout(() => void leave(reader, false), maxLastMs)
    for (let reads = 0; isOver && reads < maxLastReads; reads += 1) if ((await reader.read()).done) return
    await reader.cancel()
  } catch {
    // It has ended or failed already: there is nothing left to close.
  } finally {
    clearTimeout(timer)
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
