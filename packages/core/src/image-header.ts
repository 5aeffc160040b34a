import type { PixelSize } from './models.ts'

/** Picture formats that are passed on: raster only, so that nothing which can hold a script is ever shown. */
export type ImageMediaType = 'image/png' | 'image/jpeg' | 'image/webp'

/** How many bytes `readImageHeader` needs to see for a size in all but odd files, whose metadata comes first. */
export const headerProbeBytes: number = 64 * 1024

/** What the first bytes of a picture say. `size` is null until enough bytes are there. */
export interface ImageHeader {
  readonly mediaType: ImageMediaType
  readonly size: PixelSize | null
}

/**
 * The format by magic bytes and the size in pixels, or null for anything that is not PNG, JPEG or WebP.
 * What a sender claims is never asked. Sources: PNG 5.2 and 11.2.1, JPEG T.81 B.2.2, RFC 9649.
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader | null {
  if (hasText(bytes, 0, '\x89PNG\r\n\x1a\n')) return { mediaType: 'image/png', size: pngSize(bytes) }
  if (hasText(bytes, 0, '\xff\xd8\xff')) return { mediaType: 'image/jpeg', size: jpegSize(bytes) }
  if (hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP'))
    return { mediaType: 'image/webp', size: webpSize(bytes) }
  return null
}

function pngSize(bytes: Uint8Array): PixelSize | null {
  if (bytes.length < 24 || !hasText(bytes, 12, 'IHDR')) return null
  const view = viewOf(bytes)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** Walks the segments to the frame header; content credentials (APP11, often many kilobytes) come before it. */
function jpegSize(bytes: Uint8Array): PixelSize | null {
  const view = viewOf(bytes)
  let offset = 2
  while (offset + 9 <= bytes.length) {
    if (bytes[offset] !== 0xff) return null
    const marker = bytes[offset + 1] ?? 0
    if (marker === 0xff) {
      offset += 1 // Fill bytes may precede a marker.
      continue
    }
    if (isFrameHeader(marker))
      return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5) }
    offset += isStandalone(marker) ? 2 : 2 + view.getUint16(offset + 2)
  }
  return null
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which share their range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function isStandalone(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)
}

function webpSize(bytes: Uint8Array): PixelSize | null {
  if (bytes.length < 30) return null
  const view = viewOf(bytes)
  if (hasText(bytes, 12, 'VP8X'))
    return { width: 1 + (view.getUint32(24, true) & 0xffffff), height: 1 + (view.getUint32(26, true) >>> 8) }
  if (hasText(bytes, 12, 'VP8L')) {
    const packed = view.getUint32(21, true)
    return { width: 1 + (packed & 0x3fff), height: 1 + ((packed >>> 14) & 0x3fff) }
  }
  if (hasText(bytes, 12, 'VP8 '))
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  return null
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** One character a byte. */
function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (bytes[offset + index] !== text.charCodeAt(index)) return false
  return true
}
