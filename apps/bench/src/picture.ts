import { createCipheriv } from 'node:crypto'
import { constants, crc32, deflateSync } from 'node:zlib'

/** Pixels in a row, of three bytes each. */
const width = 1024
const rowBytes = 1 + 3 * width

/**
 * A real PNG of about so many bytes, of noise: bytes that are alike would flatter some decoders, and base64 of them would
 * fit into a processor's cache. The same for the same size, so that each round reads the same.
 */
export function noisePng(byteLength: number): Buffer<ArrayBuffer> {
  const height = Math.max(1, Math.round(byteLength / rowBytes))
  const pixels = noise(height * rowBytes)
  // Each row begins with the filter that it was made with: none.
  for (let row = 0; row < height; row += 1) pixels[row * rowBytes] = 0
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(pixels, { level: constants.Z_NO_COMPRESSION })),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** Random bytes, the same at each call. */
export function noise(byteLength: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  return cipher.update(Buffer.alloc(byteLength))
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  chunk.set(body, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return chunk
}
