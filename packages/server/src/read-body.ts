import { createError, isImageStreamError, type ImageStreamError } from '@image-stream/core'
import type { Limits } from './limits.ts'

/** Where the buffer starts when nobody says how long the body will be. In bytes. */
const firstCapacity = 64 * 1024

/**
 * The bytes of a request, counted while they come: never more than the limit is held, whatever the sender claims.
 * They are copied into one buffer, as a body sent byte by byte would cost a hundred times its size in small arrays.
 * @throws ImageStreamError `too-large`, `timeout`, `network` when the sender leaves; the signal's reason when it aborts.
 */
export async function readBody(
  request: Request,
  { maxBodyBytes, maxBodyIdleMs, maxBodyMs }: Limits,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > maxBodyBytes) throw tooLarge(maxBodyBytes)
  const reader = request.body?.getReader()
  if (!reader) return new Uint8Array()

  let failure: Error | null = null
  /**
   * Letting go answers the read that waits, so nothing hangs on a sender that sends nothing. Cancelling would as well, but
   * some servers then hang up on the client before it has read why, and Node rejects where nobody can catch it.
   */
  const giveUp = (reason: Error): void => {
    failure ??= reason
    reader.releaseLock()
  }
  // An abort without a reason of ours has a DOMException for one.
  const onAbort = (): void => giveUp(signal.reason as Error)
  signal.addEventListener('abort', onAbort)
  const total = setTimeout(() => giveUp(tooSlow('took longer than', maxBodyMs)), maxBodyMs)

  const buffer = createBuffer(declared || firstCapacity, maxBodyBytes)
  try {
    for (;;) {
      const idle = setTimeout(() => giveUp(tooSlow('was silent for', maxBodyIdleMs)), maxBodyIdleMs)
      const { done, value } = await reader.read().finally(() => clearTimeout(idle))
      if (done) return buffer.bytes()
      buffer.push(value)
    }
  } catch (cause) {
    if (isImageStreamError(cause)) throw cause
    throw failure ?? createError('network', { cause, phase: 'relay', billed: 'no', httpStatus: 400 })
  } finally {
    clearTimeout(total)
    signal.removeEventListener('abort', onAbort)
    reader.releaseLock()
  }
}

/** Grows by doubling, up to `maxBytes`. */
function createBuffer(capacity: number, maxBytes: number) {
  let bytes = new Uint8Array(Math.min(capacity, maxBytes))
  let length = 0
  return {
    push(piece: Uint8Array): void {
      const needed = length + piece.length
      if (needed > maxBytes) throw tooLarge(maxBytes)
      if (needed > bytes.length) {
        const grown = new Uint8Array(Math.min(Math.max(needed, bytes.length * 2), maxBytes))
        grown.set(bytes.subarray(0, length))
        bytes = grown
      }
      bytes.set(piece, length)
      length = needed
    },
    bytes: (): Uint8Array<ArrayBuffer> => bytes.subarray(0, length),
  }
}

function tooLarge(maxBytes: number): ImageStreamError {
  return createError('too-large', {
    phase: 'relay',
    message: `This server takes requests of at most ${(maxBytes / 1024 / 1024).toFixed(1)} MB, pictures included. Use fewer or smaller ones.`,
  })
}

function tooSlow(what: string, ms: number): ImageStreamError {
  return createError('timeout', {
    httpStatus: 408,
    phase: 'relay',
    billed: 'no',
    message: `The upload ${what} ${ms / 1000} s, so it was given up. Nothing was charged; try again.`,
  })
}
