/** What a body can be compressed with. */
export type ContentEncoding = 'none' | 'gzip' | 'deflate' | 'br' | 'zstd'

export const contentEncodings: readonly ContentEncoding[] = ['none', 'gzip', 'deflate', 'br', 'zstd']

/**
 * What is wrong with a compressed body. `truncated`: it loses its end. `bomb`: 64 MiB of nothing
 * come before the answer, a thousand times smaller on the wire. `mislabelled`: it has the name of
 * the compression, and is plain. `unlabelled`: it is compressed, and nothing says so.
 */
export type EncodingFault = 'none' | 'truncated' | 'bomb' | 'mislabelled' | 'unlabelled'

export const encodingFaults: readonly EncodingFault[] = [
  'none',
  'truncated',
  'bomb',
  'mislabelled',
  'unlabelled',
]

type Bytes = Uint8Array<ArrayBuffer>

type Compression = Exclude<ContentEncoding, 'none'>

/** What can be compressed with, and how. */
export interface Encoder {
  readonly knows: (name: Compression) => boolean
  /** A fresh compressor. */
  readonly create: (name: Compression) => ReadableWritablePair<Bytes, Bytes>
}

/** `CompressionStream`: which formats it knows depends on the platform. */
export const platformEncoder: Encoder = {
  knows(name) {
    try {
      return platformEncoder.create(name) !== null
    } catch {
      // An unknown format throws, and there is no other way to ask.
      return false
    }
  },
  create: (name) => new CompressionStream((name === 'br' ? 'brotli' : name) as CompressionFormat),
}

/** How the bytes of one body are compressed. */
export interface Encoding {
  readonly name: Compression
  readonly fault: EncodingFault
  readonly encoder: Encoder
}

/** The header's value; `null` for none. */
export function encodingName({ name, fault }: Encoding): string | null {
  return fault === 'unlabelled' ? null : name
}

export function encodeBody(body: ReadableStream<Bytes>, encoding: Encoding | null): ReadableStream<Bytes> {
  if (encoding === null || encoding.fault === 'mislabelled') return body
  const { name, fault, encoder } = encoding
  const encoded = body.pipeThrough(encoder.create(name))
  return fault === 'truncated' ? encoded.pipeThrough(withoutEnd()) : encoded
}

/** More than the checksum and the length that end a gzip body. */
const LOST_BYTES = 64

function withoutEnd(): TransformStream<Bytes, Bytes> {
  let held: Bytes = new Uint8Array()
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
