import { decodePng, encodePng } from './png.ts'
import type { Picture } from './painter/index.ts'

export type RasterType = 'image/jpeg' | 'image/png' | 'image/webp'

/**
 * Turns pictures into compressed bytes and back, where PNG (built in) is not enough. Both are
 * optional: without `encode` the emulator sends PNG, without `decode` it edits PNG references only
 * and paints over a stand-in for others.
 */
export interface Codecs {
  readonly encode?: (picture: Picture, mediaType: RasterType) => Promise<Uint8Array>
  readonly decode?: (bytes: Uint8Array<ArrayBuffer>, mediaType: string) => Promise<Picture>
}

/** The codecs of browsers and workers, where `OffscreenCanvas` is there; otherwise none. */
export function canvasCodecs(): Codecs | undefined {
  if (typeof OffscreenCanvas === 'undefined' || typeof createImageBitmap === 'undefined') {
    return undefined
  }
  // happy-dom has one that cannot be drawn on.
  if (new OffscreenCanvas(1, 1).getContext('2d') === null) return undefined
  return { encode: encodeOnCanvas, decode: decodeOnCanvas }
}

async function encodeOnCanvas(picture: Picture, mediaType: RasterType): Promise<Uint8Array> {
  const { width, height } = picture
  const context = contextOf(new OffscreenCanvas(width, height))
  // A copy, as ImageData takes no pixels that might be shared memory.
  context.putImageData(new ImageData(new Uint8ClampedArray(picture.pixels), width, height), 0, 0)
  const blob = await context.canvas.convertToBlob({ type: mediaType, quality: 0.92 })
  return new Uint8Array(await blob.arrayBuffer())
}

async function decodeOnCanvas(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<Picture> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: mediaType }))
  const { width, height } = bitmap
  const context = contextOf(new OffscreenCanvas(width, height))
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  return { width, height, pixels: context.getImageData(0, 0, width, height).data }
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This OffscreenCanvas gives no 2D context.')
  return context
}

/** Bytes of `picture` in `mediaType`. */
export async function encodePicture(
  picture: Picture,
  mediaType: RasterType,
  codecs: Codecs | undefined,
): Promise<Uint8Array> {
  if (mediaType === 'image/png') return await encodePng(picture)
  if (codecs?.encode === undefined) {
    throw new Error(`No codec can write ${mediaType}: pass options.codecs, or ask for image/png.`)
  }
  return await codecs.encode(picture, mediaType)
}

/** Pixels of a reference, or `null` when nothing here can read its type. */
export async function decodePicture(
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string,
  codecs: Codecs | undefined,
): Promise<Picture | null> {
  const decode = codecs?.decode
  if (mediaType !== 'image/png') return (await decode?.(bytes, mediaType)) ?? null
  try {
    return await decodePng(bytes)
  } catch (error) {
    // Ours reads the common kinds of PNG; a codec may know the rare ones.
    if (decode === undefined) throw error
    return await decode(bytes, mediaType)
  }
}
