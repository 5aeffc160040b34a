import { toBase64 } from '../base64.ts'
import type { BodyPiece } from './request-body.ts'

/** Bytes that become base64 in one go: a multiple of three, so that only the last ones are padded. */
const sliceBytes = 3 * 256 * 1024

/** Puts a body together: a short one as a string, which leaves in one piece; with pictures it is never held as one. */
export async function encodeBody(pieces: readonly BodyPiece[]): Promise<string | Blob> {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('')
  const parts: BlobPart[] = []
  for (const piece of pieces)
    if (typeof piece === 'string') parts.push(piece)
    else if ('base64' in piece) parts.push(piece.base64)
    else for await (const slice of base64Slices(piece.bytes)) parts.push(slice)
  return new Blob(parts)
}

async function* base64Slices(blob: Blob): AsyncGenerator<Blob, void, undefined> {
  for (let start = 0; start < blob.size; start += sliceBytes) {
    const bytes = new Uint8Array(await blob.slice(start, start + sliceBytes).arrayBuffer())
    yield new Blob([toBase64(bytes)])
  }
}
