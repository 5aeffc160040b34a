import { createBase64Decoder } from '../base64.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import { readImageHeader } from '../image-header.ts'

/** Bytes of one `image-data` event, but for a picture's last: the same however the wire was cut. */
export const pieceBytes: number = 64 * 1024

/** A picture whose size is not found in so many bytes is not one. */
const maxHeaderBytes = 1024 * 1024

/** Bytes of one picture at most: far above the largest that a model draws. */
export const maxImageBytes: number = 48 * 1024 * 1024

/** Turns the base64 characters of one picture into events as they come. */
export interface PictureReader {
  /** @throws ImageStreamError `bad-image`, `too-large` */
  push(characters: Uint8Array): ImageStreamEvent[]
  /** The payload has ended: what is left of it. @throws ImageStreamError `bad-image` */
  end(): ImageStreamEvent[]
  /** Bytes so far. */
  readonly byteLength: number
}

export function createPictureReader(index: number): PictureReader {
  const decoder = createBase64Decoder()
  let piece = new Uint8Array(pieceBytes)
  let filled = 0
  let byteLength = 0
  let hasStarted = false
  // Whole pieces that wait for the header, which content credentials may push far back.
  let waiting: Uint8Array<ArrayBuffer>[] = []

  function take(bytes: Uint8Array): ImageStreamEvent[] {
    const events: ImageStreamEvent[] = []
    byteLength += bytes.length
    if (byteLength > maxImageBytes) throw tooLarge(index)
    for (let offset = 0; offset < bytes.length;) {
      const part = bytes.subarray(offset, offset + pieceBytes - filled)
      piece.set(part, filled)
      filled += part.length
      offset += part.length
      // Over the first piece the header is looked for once a piece, as it takes a copy to look.
      if (!hasStarted && (waiting.length === 0 || filled === pieceBytes)) events.push(...start())
      if (filled === pieceBytes) events.push(...pass())
    }
    return events
  }

  function start(): ImageStreamEvent[] {
    const seen = joined([...waiting, piece.subarray(0, filled)])
    const header = readImageHeader(seen)
    if (!header && seen.length >= longestMagic)
      throw badImage(index, 'its bytes are not a PNG, JPEG or WebP picture')
    if (!header?.size) {
      if (seen.length > maxHeaderBytes) throw badImage(index, `its first ${seen.length} bytes hold no size`)
      return []
    }
    hasStarted = true
    const pieces = waiting.map((bytes) => ({ type: 'image-data', index, bytes }) as const)
    waiting = []
    return [{ type: 'image-start', index, mediaType: header.mediaType, ...header.size }, ...pieces]
  }

  function pass(): ImageStreamEvent[] {
    if (filled === 0) return []
    const bytes = filled === pieceBytes ? piece : piece.slice(0, filled)
    piece = new Uint8Array(pieceBytes)
    filled = 0
    if (hasStarted) return [{ type: 'image-data', index, bytes }]
    waiting.push(bytes)
    return []
  }

  return {
    push: (characters) => take(decode(characters)),
    end() {
      if (!decoder.end()) throw notBase64()
      const started = hasStarted ? [] : start()
      if (!hasStarted) throw badImage(index, `its ${byteLength} bytes hold no size`)
      return [...started, ...pass(), { type: 'image-ready', index }]
    },
    get byteLength() {
      return byteLength
    },
  }

  function decode(characters: Uint8Array): Uint8Array {
    const bytes = decoder.push(characters)
    if (!bytes) throw notBase64()
    return bytes
  }

  function notBase64(): ImageStreamError {
    return badImage(index, `after ${byteLength} bytes or a little more it is not base64`)
  }
}

/** The longest signature that tells a format: RIFF, a length, WEBP. */
const longestMagic = 12

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only] = pieces
  if (pieces.length === 1 && only) return only
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const piece of pieces) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}

function badImage(index: number, what: string): ImageStreamError {
  return createError('bad-image', {
    message: `Picture ${index + 1} of the answer cannot be shown: ${what}. Drawing again starts a new run.`,
  })
}

function tooLarge(index: number): ImageStreamError {
  return createError('too-large', {
    phase: 'streaming',
    billed: 'maybe',
    advice: 'retry',
    message: `Picture ${index + 1} of the answer has more than ${maxImageBytes} bytes, so it was not read.`,
  })
}
