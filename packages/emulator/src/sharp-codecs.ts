import type { Codecs } from './codecs.ts'

/** As much of sharp as is used here; it is an optional peer, so its types may be absent too. */
interface Sharp {
  ensureAlpha(): Sharp
  raw(): Sharp
  rotate(): Sharp
  jpeg(options: { quality: number; chromaSubsampling: string }): Sharp
  webp(options: { quality: number }): Sharp
  toBuffer(): Promise<Uint8Array>
  toBuffer(options: { resolveWithObject: true }): Promise<{
    data: Uint8Array
    info: { width: number; height: number }
  }>
}

type SharpFactory = (
  input: Uint8Array,
  options?: { raw: { width: number; height: number; channels: 4 } },
) => Sharp

/** Codecs made of sharp, or `undefined` where it is not installed. */
export async function sharpCodecs(): Promise<Codecs | undefined> {
  const sharp = await importSharp()
  if (sharp === null) return undefined
  return {
    async encode({ width, height, pixels }, mediaType) {
      const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength)
      const image = sharp(bytes, { raw: { width, height, channels: 4 } })
      return mediaType === 'image/webp'
        ? await image.webp({ quality: 90 }).toBuffer()
        : await image.jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer()
    },
    async decode(bytes) {
      const image = sharp(bytes).rotate().ensureAlpha().raw()
      const { data, info } = await image.toBuffer({ resolveWithObject: true })
      const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength)
      return { width: info.width, height: info.height, pixels }
    },
  }
}

async function importSharp(): Promise<SharpFactory | null> {
  // A name that is not a literal, so that bundlers and tsc leave the optional peer alone.
  const name: string = 'sharp'
  try {
    const module = (await import(name)) as { default: SharpFactory }
    return module.default
  } catch {
    // Not installed, or no binary for this platform: PNG needs neither.
    return null
  }
}
