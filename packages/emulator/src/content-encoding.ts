import type { Segment } from './segment.ts'

/**
 * What is done to a body on its way: `gzip` and `deflate` properly; `truncated-gzip` loses its end;
 * `mislabelled` is named gzip and is not. Whoever calls the handler in process gets the compressed
 * bytes: only a network client undoes them.
 */
export type ContentEncoding = 'none' | 'gzip' | 'deflate' | 'truncated-gzip' | 'gzip-bomb' | 'mislabelled'

/** The header's value. */
export function encodingName(encoding: ContentEncoding): string | null {
  if (encoding === 'none') return null
  return encoding === 'deflate' ? 'deflate' : 'gzip'
}

export function encodeBody(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  encoding: ContentEncoding,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (encoding === 'none' || encoding === 'mislabelled') return body
  const encoded = body.pipeThrough(new CompressionStream(encoding === 'deflate' ? 'deflate' : 'gzip'))
  return encoding === 'truncated-gzip' ? encoded.pipeThrough(withoutEnd()) : encoded
}

/** More than the checksum and the length that end a gzip body. */
const LOST_BYTES = 64

function withoutEnd(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let held: Uint8Array<ArrayBuffer> = new Uint8Array()
  return new TransformStream({
    transform(bytes, controller) {
      const all = new Uint8Array(held.length + bytes.length)
      all.set(held)
      all.set(bytes, held.length)
      const keep = Math.max(0, all.length - LOST_BYTES)
      if (keep > 0) controller.enqueue(all.subarray(0, keep))
      held = all.slice(keep)
    },
  })
}

/** 64 MiB of spaces: gzip makes them about a thousand times smaller. */
export const BOMB: Segment = {
  length: 64 * 1024 * 1024,
  slice: (from, to) => new Uint8Array(to - from).fill(0x20),
}
