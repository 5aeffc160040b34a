import { crc32, deflateSync } from 'node:zlib'
import type { Random } from './random.ts'

/** A picture that can be decoded, of any size in bytes and like no other: the rest is noise that viewers skip. */
export function noisyPng(random: Random, noiseBytes: number): Buffer {
  const noise = Buffer.alloc(noiseBytes)
  for (let at = 0; at + 4 <= noiseBytes; at += 4) noise.writeUInt32LE(random.below(2 ** 32), at)
  return Buffer.concat([signature, header, pieceOf('noIz', noise), pixels, pieceOf('IEND', Buffer.alloc(0))])
}

const [width, height] = [16, 12]
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const header = pieceOf('IHDR', headerOf())
/** Grey: one byte a pixel, and one before each row. */
const pixels = pieceOf('IDAT', deflateSync(Buffer.alloc((width + 1) * height)))

function headerOf(): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes[8] = 8
  return bytes
}

function pieceOf(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
