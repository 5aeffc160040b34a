import { decodeBase64 } from './base64.ts'
import { decodePicture, encodePicture, type Codecs, type RasterType } from './codecs.ts'
import { sniffMediaType } from './media-type.ts'
import type { Size } from './models.ts'
import { paint, repaint, sketch, type Picture } from './painter/index.ts'
import { unreadableImage } from './refused-input.ts'
import type { InlineImage } from './request.ts'

/** A picture as it goes into an answer. */
export interface Artwork {
  readonly bytes: Uint8Array
  readonly mediaType: string
}

/** What is to be drawn. */
export interface Commission {
  readonly prompt: string
  readonly references: readonly Picture[]
  readonly size: Size
  readonly seed: number
  readonly mediaType: RasterType
}

/** Where pictures are made. The latest ones are kept, so that a load test does not measure painting. */
export interface Studio {
  readonly canWrite: (mediaType: string) => boolean
  readonly drawFinal: (commission: Commission) => Promise<Artwork>
  /** A quick study, at a quarter of the final picture's sides. */
  readonly drawDraft: (commission: Commission) => Promise<Artwork>
  /** The pixels of the pictures that were sent along. Rejects with ApiError 400 when one cannot be decoded. */
  readonly readReferences: (images: readonly InlineImage[]) => Promise<readonly Picture[]>
}

const KEPT_PICTURES = 16

export function createStudio(codecs: Codecs | undefined): Studio {
  const kept = new Map<string, Promise<Artwork>>()

  async function once(key: string, draw: () => Promise<Artwork>): Promise<Artwork> {
    const known = kept.get(key)
    if (known !== undefined) return await known
    const drawing = draw()
    kept.set(key, drawing)
    const [oldest] = kept.keys()
    if (kept.size > KEPT_PICTURES && oldest !== undefined) kept.delete(oldest)
    return await drawing
  }

  async function encode(picture: Picture, mediaType: RasterType): Promise<Artwork> {
    return { bytes: await encodePicture(picture, mediaType, codecs), mediaType }
  }

  return {
    canWrite: (mediaType) => mediaType === 'image/png' || codecs?.encode !== undefined,
    async drawFinal({ references, mediaType, size, ...rest }) {
      if (references.length > 0) {
        return await encode(repaint({ ...rest, ...size, references }), mediaType)
      }
      const key = JSON.stringify(['final', rest, size, mediaType])
      return await once(key, async () => await encode(paint({ ...rest, ...size }), mediaType))
    },
    async drawDraft({ prompt, seed, size, mediaType }) {
      const study = {
        prompt,
        seed,
        width: Math.max(1, Math.round(size.width / 4)),
        height: Math.max(1, Math.round(size.height / 4)),
      }
      const key = JSON.stringify(['draft', study, mediaType])
      return await once(key, async () => await encode(sketch(study), mediaType))
    },
    readReferences: async (images) =>
      await Promise.all(images.map(async (image) => await readReference(image, codecs))),
  }
}

async function readReference(image: InlineImage, codecs: Codecs | undefined): Promise<Picture> {
  const mediaType = sniffMediaType(image.bytes) ?? image.mediaType
  let picture: Picture | null
  try {
    picture = await decodePicture(image.bytes, mediaType, codecs)
  } catch {
    // Every codec has its own words for a broken picture; the endpoint has these.
    throw unreadableImage()
  }
  return picture ?? sketch({ prompt: 'a picture', width: 256, height: 256, seed: image.bytes.length })
}

/** Active content under a picture's name: what a careless client would show as it is. */
const DISGUISES: Readonly<Record<'svg' | 'html' | 'pdf' | 'zip', string>> = {
  svg: '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><script>alert(1)</script></svg>',
  html: '<!doctype html><title>Not a picture</title><script>alert(1)</script>',
  pdf: '%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n',
  zip: `PK\u0003\u0004${'\0'.repeat(26)}PK\u0005\u0006${'\0'.repeat(18)}`,
}

/** Bytes of another kind, or any bytes, under the name of a picture. */
export function disguise(as: keyof typeof DISGUISES | { readonly base64: string }): Artwork {
  const bytes =
    typeof as === 'string' ? new TextEncoder().encode(DISGUISES[as]) : (decodeBase64(as.base64) ?? NOTHING)
  return { bytes, mediaType: 'image/png' }
}

const NOTHING = new Uint8Array()
