import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Picture } from './painter/picture.ts'
import { decodePng, encodePng } from './png.ts'

function pictureOf(width: number, height: number, at: (x: number, y: number) => readonly number[]): Picture {
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels.set(at(x, y), (y * width + x) * 4)
  return { width, height, pixels }
}

const NOISE = pictureOf(13, 9, (x, y) => [
  (x * 37 + y * 91) % 256,
  (x * x * 13 + y) % 256,
  (y * 29 + 200) % 256,
  255,
])

interface Chunk {
  readonly type: string
  readonly body: Buffer
}

/** Reads chunks as a strict decoder would: lengths, types and checksums. */
function chunksOf(bytes: Uint8Array): Chunk[] {
  const buffer = Buffer.from(bytes)
  expect(buffer.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks: Chunk[] = []
  for (let at = 8; at < buffer.length;) {
    const length = buffer.readUInt32BE(at)
    const body = buffer.subarray(at + 8, at + 8 + length)
    expect(buffer.readUInt32BE(at + 8 + length)).toBe(crc32(buffer.subarray(at + 4, at + 8 + length)))
    chunks.push({ type: buffer.toString('latin1', at + 4, at + 8), body })
    at += 12 + length
  }
  return chunks
}

function chunk(type: string, body: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length)
  head.write(type, 4, 'latin1')
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), body])))
  return Buffer.concat([head, body, tail])
}

interface Raw {
  readonly width: number
  readonly height: number
  readonly colour: number
  readonly rows: Uint8Array
  readonly depth?: number
  readonly interlace?: number
  readonly extra?: readonly Buffer[]
}

function pngOf({ width, height, colour, rows, depth = 8, interlace = 0, extra = [] }: Raw): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([depth, colour, 0, 0, interlace], 8)
  const packed = deflateSync(rows)
  // Two IDAT chunks: decoders must join them.
  const half = Math.floor(packed.length / 2)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', packed.subarray(0, half)),
    chunk('IDAT', packed.subarray(half)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** RGB rows of a picture under one filter, written from the specification (W3C PNG, section 9). */
function filtered({ width, height, pixels }: Picture, filter: number): Uint8Array {
  const stride = width * 3
  const plain = Buffer.alloc(stride * height)
  for (let index = 0; index < width * height; index++)
    for (let channel = 0; channel < 3; channel++)
      plain[index * 3 + channel] = pixels[index * 4 + channel] ?? 0
  const rows = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    rows[y * (stride + 1)] = filter
    for (let x = 0; x < stride; x++) {
      const a = x >= 3 ? (plain[y * stride + x - 3] ?? 0) : 0
      const b = y > 0 ? (plain[(y - 1) * stride + x] ?? 0) : 0
      const c = x >= 3 && y > 0 ? (plain[(y - 1) * stride + x - 3] ?? 0) : 0
      const p = a + b - c
      const nearest =
        Math.abs(p - a) <= Math.abs(p - b) && Math.abs(p - a) <= Math.abs(p - c)
          ? a
          : Math.abs(p - b) <= Math.abs(p - c)
            ? b
            : c
      const guess = [0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0
      rows[y * (stride + 1) + 1 + x] = (plain[y * stride + x] ?? 0) - guess
    }
  }
  return rows
}

describe('encodePng', () => {
  test('an opaque picture becomes RGB, row by row, with right checksums', async () => {
    const [header, data, end] = chunksOf(await encodePng(NOISE))
    expect([header?.type, data?.type, end?.type]).toEqual(['IHDR', 'IDAT', 'IEND'])
    expect([...(header?.body ?? [])]).toEqual([0, 0, 0, 13, 0, 0, 0, 9, 8, 2, 0, 0, 0])
    expect(inflateSync(data?.body ?? Buffer.alloc(0))).toHaveLength(9 * (13 * 3 + 1))
  })

  test('one pixel that is not opaque makes it RGBA', async () => {
    const clear = pictureOf(2, 2, (x, y) => [9, 8, 7, x + y === 2 ? 40 : 255])
    const bytes = await encodePng(clear)
    expect(chunksOf(bytes)[0]?.body[9]).toBe(6)
    expect(await decodePng(bytes)).toEqual(clear)
  })

  test('decoding gives the same pixels back', async () => {
    expect(await decodePng(await encodePng(NOISE))).toEqual(NOISE)
  })
})

describe('decodePng', () => {
  test.each([0, 1, 2, 3, 4])('filter %i', async (filter) => {
    const bytes = pngOf({ width: 13, height: 9, colour: 2, rows: filtered(NOISE, filter) })
    expect(await decodePng(bytes)).toEqual(NOISE)
  })

  test('grey, with and without alpha', async () => {
    const grey = await decodePng(pngOf({ width: 2, height: 1, colour: 0, rows: Uint8Array.of(0, 10, 250) }))
    expect([...grey.pixels]).toEqual([10, 10, 10, 255, 250, 250, 250, 255])
    const alpha = await decodePng(
      pngOf({ width: 2, height: 1, colour: 4, rows: Uint8Array.of(0, 10, 99, 250, 0) }),
    )
    expect([...alpha.pixels]).toEqual([10, 10, 10, 99, 250, 250, 250, 0])
  })

  test('a palette with its transparency', async () => {
    const extra = [chunk('PLTE', Uint8Array.of(255, 0, 0, 0, 0, 255)), chunk('tRNS', Uint8Array.of(128))]
    const picture = await decodePng(
      pngOf({ width: 2, height: 1, colour: 3, rows: Uint8Array.of(0, 1, 0), extra }),
    )
    expect([...picture.pixels]).toEqual([0, 0, 255, 255, 255, 0, 0, 128])
  })

  test.each([
    ['no PNG', Uint8Array.of(1, 2, 3), 'no PNG'],
    [
      '16 bits a sample',
      pngOf({ width: 1, height: 1, colour: 0, depth: 16, rows: Uint8Array.of(0, 1, 2) }),
      '16 bits',
    ],
    [
      'interlaced rows',
      pngOf({ width: 1, height: 1, colour: 0, interlace: 1, rows: Uint8Array.of(0, 1) }),
      'interlaced',
    ],
    [
      'too few rows',
      pngOf({ width: 4, height: 4, colour: 2, rows: Uint8Array.of(0, 1, 2, 3) }),
      'fewer rows',
    ],
    [
      'a filter that does not exist',
      pngOf({ width: 1, height: 1, colour: 0, rows: Uint8Array.of(9, 1) }),
      'unknown filter',
    ],
  ])('%s is refused with a clear message', async (_name, bytes, message) => {
    await expect(decodePng(bytes)).rejects.toThrow(message)
  })

  test('what follows the picture in its file is passed over, however much', async () => {
    const file = Buffer.concat([await encodePng(NOISE), Buffer.alloc(5_000_000)])
    const started = performance.now()
    expect(await decodePng(file)).toEqual(NOISE)
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('a file that was cut is refused, wherever the cut is', async () => {
    const bytes = await encodePng(NOISE)
    for (const length of [0, 7, 20, 33, 60, bytes.length - 20]) {
      await expect(decodePng(bytes.subarray(0, length))).rejects.toThrow(/PNG|picture/i)
    }
  })
})
