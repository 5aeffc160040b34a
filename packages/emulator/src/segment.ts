import { base64Length, base64Slice } from './base64.ts'

/**
 * A run of bytes that is made when it is read. A picture's base64 and its 1.4 MB signature are
 * segments, so that a stream holds one small piece of them at a time, and any byte position of an
 * answer can be reached without writing the answer first.
 */
export interface Segment {
  /** In bytes. */
  readonly length: number
  slice(from: number, to: number): Uint8Array
}

export function textSegment(text: string): Segment {
  return bytesSegment(new TextEncoder().encode(text))
}

export function bytesSegment(bytes: Uint8Array): Segment {
  return { length: bytes.length, slice: (from, to) => bytes.subarray(from, to) }
}

export function base64Segment(bytes: Uint8Array): Segment {
  return {
    length: base64Length(bytes.length),
    slice: (from, to) => base64Slice(bytes, from, to),
  }
}

export function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.length, 0)
}

/** The bytes `from` up to `to` of several segments in a row, as segments. */
export function sliceSegments(segments: readonly Segment[], from: number, to: number): readonly Segment[] {
  const slices: Segment[] = []
  let start = 0
  for (const segment of segments) {
    const low = Math.max(from - start, 0)
    const high = Math.min(to - start, segment.length)
    if (low < high) slices.push(low === 0 && high === segment.length ? segment : part(segment, low, high))
    start += segment.length
  }
  return slices
}

function part(segment: Segment, low: number, high: number): Segment {
  return {
    length: high - low,
    slice: (from, to) => segment.slice(low + from, Math.min(low + to, high)),
  }
}

/** The segments as byte pieces of at most `maxBytes`, in order; small neighbours share a piece. */
export function* piecesOf(
  segments: readonly Segment[],
  maxBytes: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const total = lengthOf(segments)
  for (let start = 0; start < total; start += maxBytes) {
    yield bytesOf(sliceSegments(segments, start, Math.min(start + maxBytes, total)))
  }
}

export function bytesOf(segments: readonly Segment[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(lengthOf(segments))
  let offset = 0
  for (const segment of segments) {
    bytes.set(segment.slice(0, segment.length), offset)
    offset += segment.length
  }
  return bytes
}
