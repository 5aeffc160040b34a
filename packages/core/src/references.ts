import { createError, type ImageStreamError } from './errors.ts'
import { readImageHeader } from './image-header.ts'
import { invalidInput, issue, type ImageSource, type LabelledImage, type Reference } from './input.ts'
import { maxReferenceBytes, maxRequestBytes, referenceMediaTypes } from './models.ts'

const magicBytes = 16
const base64Growth = 4 / 3

/**
 * Turns what a caller gave into pictures that can be sent.
 * @throws ImageStreamError `invalid-input` for a file that is no JPEG, PNG or WebP; `too-large` for too many bytes.
 */
export async function readReferences(images: readonly LabelledImage[]): Promise<readonly Reference[]> {
  const references = await Promise.all(images.map(readReference))
  const totalBytes = references.reduce((sum, { blob }) => sum + blob.size, 0)
  if (totalBytes * base64Growth > maxRequestBytes)
    throw createError('too-large', {
      message: `The pictures take ${megabytes(totalBytes * base64Growth)} as they are sent; a request may take ${megabytes(maxRequestBytes)}. Use fewer or smaller ones.`,
    })
  return references
}

async function readReference({ image, label }: LabelledImage, index: number): Promise<Reference> {
  const blob = await toBlob(image)
  if (blob.size > maxReferenceBytes)
    throw createError('too-large', {
      message: `images[${index}] has ${megabytes(blob.size)}; a picture may have ${megabytes(maxReferenceBytes)}. Use a smaller one.`,
    })
  const start = await blob
    .slice(0, magicBytes)
    .arrayBuffer()
    .catch((cause: unknown) => {
      throw unreadable(index, cause)
    })
  const header = readImageHeader(new Uint8Array(start))
  if (!header)
    throw invalidInput([
      issue(`images[${index}]`, blob.type || `${blob.size} bytes of no known type`, referenceMediaTypes),
    ])
  const { mediaType } = header
  return label === undefined ? { blob, mediaType } : { blob, mediaType, label }
}

async function toBlob(image: ImageSource): Promise<Blob> {
  if (image instanceof Blob) return image
  if (image instanceof ArrayBuffer) return new Blob([image])
  // A view may lie on memory that others write to; a Blob copies it.
  if (image instanceof Uint8Array) return new Blob([new Uint8Array(image)])
  return image.blob()
}

/** A file that was moved or changed since it was chosen. */
function unreadable(index: number, cause: unknown): ImageStreamError {
  const field = `images[${index}]`
  const message = `${field} cannot be read any more. Choose it again.`
  return createError('invalid-input', {
    cause,
    message,
    issues: [{ field, value: undefined, allowed: [], message }],
  })
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
