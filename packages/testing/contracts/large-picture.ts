import type { ImageStreamEvent } from '@image-stream/core'
import { pictureEvents } from '../src/index.ts'

/** As pictures come over the relay. */
const pieceBytes = 64 * 1024

/** A picture of this many bytes and a little more: one pixel, and zeros behind its end, which a browser keeps and does not draw. */
export function largePictureEvents(byteLength: number): readonly ImageStreamEvent[] {
  return pictureEvents().flatMap((event): readonly ImageStreamEvent[] => {
    if (event.type === 'image-data') return [event, ...zeros(byteLength)]
    if (event.type === 'image-end') return [{ ...event, byteLength: event.byteLength + byteLength }]
    return [event]
  })
}

function zeros(byteLength: number): readonly ImageStreamEvent[] {
  return Array.from({ length: Math.ceil(byteLength / pieceBytes) }, (_, piece) => {
    const bytes = new Uint8Array(Math.min(pieceBytes, byteLength - piece * pieceBytes))
    return { type: 'image-data', index: 0, bytes }
  })
}
