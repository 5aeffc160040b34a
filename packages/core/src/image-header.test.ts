import { expect, test } from 'vitest'
import { pngBytes } from '../test/wire.ts'
import { readImageHeader } from './image-header.ts'

const ascii = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0))
const be16 = (value: number): number[] => [value >> 8, value & 0xff]

/** A JPEG up to its frame header, with segments of any length before it. */
function jpeg(width: number, height: number, segments: readonly (readonly number[])[] = []): Uint8Array {
  const frame = [0xff, 0xc0, ...be16(17), 8, ...be16(height), ...be16(width), 3]
  return new Uint8Array([0xff, 0xd8, ...segments.flat(), ...frame])
}

function segment(marker: number, length: number): number[] {
  return [0xff, marker, ...be16(length), ...Array.from({ length: length - 2 }, (_, index) => index & 0xff)]
}

function webp(kind: string, payload: readonly number[]): Uint8Array {
  const bytes = [...ascii('RIFF'), 0, 0, 0, 0, ...ascii('WEBP'), ...ascii(kind), 0, 0, 0, 0, ...payload]
  return new Uint8Array([...bytes, ...Array.from<number>({ length: 16 }).fill(0)])
}

test.each([
  ['PNG', pngBytes(1376, 768), 'image/png'],
  ['JPEG', jpeg(1376, 768, [segment(0xe0, 16)]), 'image/jpeg'],
  [
    'JPEG with long content credentials',
    jpeg(1376, 768, [segment(0xe0, 16), segment(0xeb, 30_000), segment(0xdb, 67)]),
    'image/jpeg',
  ],
  ['JPEG with fill bytes', jpeg(1376, 768, [[0xff], segment(0xe1, 20), [0xff, 0xff]]), 'image/jpeg'],
  ['WebP, lossy', webp('VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0x60, 0x05, 0x00, 0x03]), 'image/webp'],
  ['WebP, lossless', webp('VP8L', [0x2f, 0x5f, 0xc5, 0xbf, 0x00]), 'image/webp'],
  ['WebP, extended', webp('VP8X', [0, 0, 0, 0, 0x5f, 0x05, 0, 0xff, 0x02, 0]), 'image/webp'],
])('%s: type and size come from the bytes', (_what, bytes, mediaType) => {
  expect(readImageHeader(bytes)).toEqual({ mediaType, size: { width: 1376, height: 768 } })
})

test('a header that is not all there has a type and no size yet', () => {
  expect(readImageHeader(pngBytes(8, 8).slice(0, 20))).toEqual({ mediaType: 'image/png', size: null })
  expect(readImageHeader(jpeg(8, 8, [segment(0xeb, 500)]).slice(0, 300))).toEqual({
    mediaType: 'image/jpeg',
    size: null,
  })
})

test('a view into a larger buffer is read from its own start', () => {
  const padded = new Uint8Array(100)
  padded.set(pngBytes(5, 6), 10)
  expect(readImageHeader(padded.subarray(10))?.size).toEqual({ width: 5, height: 6 })
})

test.each([
  ['SVG', ascii('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['HTML', ascii('<!doctype html><script>alert(1)</script>')],
  ['GIF', ascii('GIF89a\u0001\u0000')],
  ['PDF', ascii('%PDF-1.7')],
  ['nothing', []],
])('%s is no picture that may be shown', (_what, bytes) => {
  expect(readImageHeader(new Uint8Array(bytes))).toBeNull()
})
