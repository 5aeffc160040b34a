import assert from 'node:assert/strict'
import { isImageStreamError } from '../../src/errors.ts'
import { createPictureReader } from '../../src/gemini/picture.ts'
import { readImageHeader } from '../../src/image-header.ts'
import { base64, pngBytes } from '../wire.ts'
import { readVectors, type Check, type CheckSet } from './check.ts'

interface Signature {
  readonly type: string
  /** `??` is any byte; `…` stands for the rest of a picture. */
  readonly hex: string
}

/** What is passed on: raster formats that every browser shows. GIF, AVIF, HEIC and BMP are pictures, but no model draws them. */
const accepted: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'png then html tail'])

/** Each signature as the first bytes of a picture in an answer. */
export function signatureChecks(): CheckSet {
  const { cases } = readVectors<Signature>('image/signatures.json')
  return { what: 'first bytes of pictures', checks: cases.map(toCheck) }
}

function toCheck(each: Signature): Check {
  return {
    name: `${each.type} ${each.hex}`,
    run() {
      for (const filling of fillings)
        if (accepted.has(each.type)) expectAccepted(each, filling)
        else expectRefused(each, filling)
      return fillings.length
    },
  }
}

/** In the place of bytes that may be any. */
const fillings = [0x00, 0x20, 0xff] as const

function expectAccepted({ type, hex }: Signature, filling: number): void {
  const mediaType = type.startsWith('image/') ? type : 'image/png'
  const [start = '', tail = ''] = hex.split('…')
  const bytes = Buffer.concat([withSize(mediaType, toBytes(start, filling)), toBytes(tail, filling)])
  assert.deepEqual(readImageHeader(bytes), { mediaType, size: { width: 8, height: 6 } })
  assert.equal(readPicture(bytes), mediaType)
}

/** By itself, and at the length of a picture: what decides must not wait for more. */
function expectRefused({ hex }: Signature, filling: number): void {
  const start = toBytes(hex, filling)
  assert.equal(readPicture(start), 'bad-image', 'by itself')
  assert.equal(
    readPicture(Buffer.concat([start, Buffer.alloc(5000, filling)])),
    'bad-image',
    'with more behind',
  )
}

/** The media type that is passed on, or the error's code. */
function readPicture(bytes: Uint8Array): string {
  const reader = createPictureReader(0)
  try {
    const events = [...reader.push(Buffer.from(base64(bytes))), ...reader.end()]
    const start = events.find((event) => event.type === 'image-start')
    return start?.mediaType ?? 'no picture'
  } catch (error) {
    if (!isImageStreamError(error)) throw error
    return error.code
  }
}

/** The signature, with a header of its format behind it that has a size. */
function withSize(mediaType: string, signature: Buffer): Buffer {
  if (mediaType === 'image/jpeg') {
    const segment = [0x00, 0x04, 0x00, 0x00]
    const frame = [0xff, 0xc0, 0, 17, 8, 0, 6, 0, 8, 3, 1, 0x22, 0]
    return Buffer.from([...signature, ...segment, ...frame])
  }
  if (mediaType === 'image/webp')
    return Buffer.concat([
      signature,
      Buffer.from('VP8X'),
      Buffer.from([10, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 5, 0, 0]),
    ])
  return Buffer.concat([signature, pngBytes(8, 6).subarray(signature.length)])
}

function toBytes(hex: string, filling: number): Buffer {
  return Buffer.from(hex.replaceAll('??', filling.toString(16).padStart(2, '0')), 'hex')
}
