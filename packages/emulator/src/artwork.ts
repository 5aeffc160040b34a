import { decodePicture, encodePicture, type Codecs, type RasterType } from './codecs.ts'
import { invalidArgument, UNREADABLE_IMAGE } from './errors.ts'
import { sniffMediaType } from './media-type.ts'
import type { Size } from './models.ts'
import { paint, repaint, sketch, type Picture } from './painter/index.ts'
import type { InlineImage } from './request.ts'
import type { Settings } from './settings.ts'

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

export async function drawFinal(
  commission: Commission,
  settings: Settings,
  codecs: Codecs | undefined,
): Promise<Artwork> {
  const disguised = DISGUISES[settings.picture]
  if (disguised !== undefined) return declare(new TextEncoder().encode(disguised), 'image/png', settings)
  const { prompt, references, size, seed, mediaType } = commission
  const picture =
    references.length > 0
      ? repaint({ prompt, references, ...size, seed })
      : paint({ prompt, ...size, seed })
  return declare(await encodePicture(picture, mediaType, codecs), mediaType, settings)
}

/** A quick study for the thinking phase, at a quarter of the final picture's sides. */
export async function drawDraft(
  commission: Commission,
  settings: Settings,
  codecs: Codecs | undefined,
): Promise<Artwork> {
  const { prompt, size, seed, mediaType } = commission
  const width = Math.max(1, Math.round(size.width / 4))
  const height = Math.max(1, Math.round(size.height / 4))
  const picture = sketch({ prompt, width, height, seed })
  return declare(await encodePicture(picture, mediaType, codecs), mediaType, settings)
}

/**
 * The pixels of the pictures that were sent along.
 * @throws ApiError 400 when one cannot be decoded.
 */
export async function readReferences(
  images: readonly InlineImage[],
  codecs: Codecs | undefined,
): Promise<readonly Picture[]> {
  return await Promise.all(images.map((image) => readReference(image, codecs)))
}

async function readReference(image: InlineImage, codecs: Codecs | undefined): Promise<Picture> {
  const mediaType = sniffMediaType(image.bytes) ?? image.mediaType
  let picture: Picture | null
  try {
    picture = await decodePicture(image.bytes, mediaType, codecs)
  } catch {
    // Every codec has its own words for a broken picture; the endpoint has these.
    throw invalidArgument(UNREADABLE_IMAGE)
  }
  return picture ?? sketch({ prompt: 'a picture', width: 256, height: 256, seed: image.bytes.length })
}

function declare(bytes: Uint8Array, mediaType: string, settings: Settings): Artwork {
  return { bytes, mediaType: settings.declaredMediaType ?? mediaType }
}

/** Active content under a picture's name: what a careless client would show as it is. */
const DISGUISES: Readonly<Partial<Record<Settings['picture'], string>>> = {
  svg: '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><script>alert(1)</script></svg>',
  html: '<!doctype html><title>Not a picture</title><script>alert(1)</script>',
  pdf: '%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n',
  zip: `PK\u0003\u0004${'\0'.repeat(26)}PK\u0005\u0006${'\0'.repeat(18)}`,
}
