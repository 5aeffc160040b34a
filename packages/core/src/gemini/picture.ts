import { createBase64Decoder } from '../base64.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import { readImageHeader } from '../image-header.ts'

/**
 * Bytes of one `image-data` event, but for a picture's last: the same however the wire was cut. A multiple of three, so
 * that base64 is decoded straight into it.
 */
export const pieceBytes: number = 64 * 1024 - 1

/** A picture whose size is not found in so many bytes is not one. */
const maxHeaderBytes = 1024 * 1024

/** Bytes of one picture at most: far above the largest that a model draws. */
export const maxImageBytes: number = 48 * 1024 * 1024

/** Turns the base64 characters of one picture, as bytes, into events as they come. */
export interface PictureReader {
  /** @throws ImageStreamError `bad-image`, `too-large` */
  push(characters: Uint8Array): readonly ImageStreamEvent[]
  /** The payload has ended: what is left of it. @throws ImageStreamError `bad-image` */
  end(): ImageStreamEvent[]
  /** Bytes so far. */
  readonly byteLength: number
}

const noEvents: readonly never[] = []

export function createPictureReader(index: number): PictureReader {
  const decoder = createBase64Decoder(pieceBytes)
  let wholeBytes = 0
  let hasStarted = false
  // Whole pieces that wait for the header, which content credentials may push far back.
  let waiting: Uint8Array<ArrayBuffer>[] = []

  function byteLength(): number {
    return wholeBytes + decoder.pendingLength
  }

  function pass(pieces: readonly Uint8Array<ArrayBuffer>[]): readonly ImageStreamEvent[] {
    for (const piece of pieces) wholeBytes += piece.length
    if (wholeBytes > maxImageBytes) throw tooLarge(index)
    if (hasStarted) return toEvents(pieces)
    waiting.push(...pieces)
    return start()
  }

  function start(): ImageStreamEvent[] {
    const pending = decoder.pending()
    if (!pending) throw notBase64()
    const seen = joined([...waiting, pending])
    const header = readImageHeader(seen)
    if (!header && seen.length >= longestMagic)
      throw badImage(index, 'its bytes are not a PNG, JPEG or WebP picture')
    if (!header?.size) {
      if (seen.length > maxHeaderBytes) throw badImage(index, `its first ${seen.length} bytes hold no size`)
      return []
    }
    hasStarted = true
    const pieces = waiting
    waiting = []
    return [{ type: 'image-start', index, mediaType: header.mediaType, ...header.size }, ...toEvents(pieces)]
  }

  function toEvents(pieces: readonly Uint8Array<ArrayBuffer>[]): ImageStreamEvent[] {
    return pieces.map((bytes) => ({ type: 'image-data', index, bytes }))
  }

  function notBase64(): ImageStreamError {
    return badImage(index, `after ${byteLength()} bytes or a little more it is not base64`)
  }

  return {
    push(characters) {
      const pieces = decoder.push(characters)
      if (!pieces) throw notBase64()
      // Over the first piece the header is looked for once a piece, as it takes a copy to look.
      const isNews = pieces.length > 0 || (!hasStarted && waiting.length === 0)
      return isNews ? pass(pieces) : noEvents
    },
    end() {
      const started = hasStarted ? [] : start()
      const last = decoder.end()
      if (!last) throw notBase64()
      if (!hasStarted) throw badImage(index, `its ${byteLength()} bytes hold no size`)
      if (byteLength() > maxImageBytes) throw tooLarge(index)
      return [...started, ...toEvents(last.length > 0 ? [last] : []), { type: 'image-ready', index }]
    },
    get byteLength() {
      return byteLength()
    },
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
