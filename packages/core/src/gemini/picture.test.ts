import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64, pngBytes } from '../../test/wire.ts'
import type { ImageStreamEvent } from '../events.ts'
import { createPictureReader } from './picture.ts'

function read(text: string, pieceLength = text.length || 1): ImageStreamEvent[] {
  const reader = createPictureReader(0)
  const events: ImageStreamEvent[] = []
  for (let offset = 0; offset < text.length; offset += pieceLength)
    events.push(...reader.push(Buffer.from(text.slice(offset, offset + pieceLength))))
  return [...events, ...reader.end()]
}

function bytesOf(events: readonly ImageStreamEvent[]): Uint8Array {
  return Buffer.concat(events.flatMap((event) => (event.type === 'image-data' ? [event.bytes] : [])))
}

/** A JPEG whose size stands behind this many bytes of content credentials. */
function jpegWithCredentials(length: number): Uint8Array<ArrayBuffer> {
  const segments = Math.ceil(length / 60_000)
  const bytes = [0xff, 0xd8]
  for (let count = 0; count < segments; count += 1)
    bytes.push(0xff, 0xeb, 0xea, 0x60, ...Array.from<number>({ length: 59_998 }).fill(7))
  bytes.push(0xff, 0xc2, 0, 17, 8, 3, 0, 5, 0x60, 3, ...Array.from<number>({ length: 100 }).fill(1))
  return new Uint8Array(bytes)
}

test('the size is known within the first kilobyte of a picture', () => {
  const reader = createPictureReader(2)
  const [first] = reader.push(Buffer.from(base64(pngBytes(1376, 768, 500_000)).slice(0, 1000)))
  expect(first).toEqual({ type: 'image-start', index: 2, mediaType: 'image/png', width: 1376, height: 768 })
})

test('pieces are the same however the wire was cut', () => {
  const picture = pngBytes(1376, 768, 200_000)
  const whole = read(base64(picture))
  expect(whole.map((event) => (event.type === 'image-data' ? event.bytes.length : event.type))).toEqual([
    'image-start',
    65_535,
    65_535,
    65_535,
    3395,
    'image-ready',
  ])
  expect(bytesOf(whole)).toEqual(Buffer.from(picture))
  for (const pieceLength of [1, 7, 1024, 65_536]) expect(read(base64(picture), pieceLength)).toEqual(whole)
})

test('content credentials of any usual length do not hide the size', () => {
  for (const length of [30_000, 70_000, 400_000])
    for (const pieceLength of [1024, 65_536]) {
      const jpeg = jpegWithCredentials(length)
      const events = read(base64(jpeg), pieceLength)
      expect(events[0]).toEqual({
        type: 'image-start',
        index: 0,
        mediaType: 'image/jpeg',
        width: 1376,
        height: 768,
      })
      expect(bytesOf(events)).toEqual(Buffer.from(jpeg))
    }
})

test('every picture of ours survives every cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 33, max: 300 }), fc.integer({ min: 1, max: 50 }), (length, pieceLength) => {
      const picture = pngBytes(3, 4, length)
      expect(bytesOf(read(base64(picture), pieceLength))).toEqual(Buffer.from(picture))
    }),
  )
})

test.each([
  [
    'a format that may hold scripts',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64'),
    /not a PNG, JPEG or WebP/,
  ],
  ['an address', 'https://cdn.example/picture.png', /it is not base64/],
  ['a break in the middle', `${base64(pngBytes(3, 4, 90))}!!!!`, /it is not base64/],
  ['a group cut short', base64(pngBytes(3, 4, 90)).slice(0, -1), /it is not base64/],
  ['nothing', '', /its 0 bytes hold no size/],
  ['a header cut short', base64(pngBytes(3, 4).slice(0, 18)), /its 18 bytes hold no size/],
])('%s is a bad image', (_what, text, message) => {
  expect(() => read(text)).toThrow(message)
  expect(() => read(text, 5)).toThrow(message)
})
