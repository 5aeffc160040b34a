import type { GeneratedImage } from './image.ts'

/** True where a picture can be copied: on pages with TLS, in every current browser. */
export function canCopyImage(): boolean {
  return typeof ClipboardItem === 'function' && globalThis.navigator?.clipboard?.write !== undefined
}

/**
 * Copies the picture. To be called in the handler of a click, without awaiting anything before. Clipboards take PNG only, so
 * a JPEG or WebP is drawn to one; beside it goes the file as it is, where the browser takes that, for pages that ask for it.
 * @throws DOMException as the browser says it: `NotAllowedError` without permission or a click, `NotSupportedError` where
 * there is no clipboard for pictures (see `canCopyImage`), `InvalidStateError` for a picture that cannot be decoded.
 * ImageStreamError when the picture has to be fetched first, and cannot be.
 */
export async function copyImage(image: GeneratedImage): Promise<void> {
  if (!canCopyImage()) throw new DOMException('This browser copies no pictures.', 'NotSupportedError')
  const blob = image.blob()
  // Promises, and none is awaited before: Safari asks for the click when the clipboard is written to.
  const formats = { 'image/png': blob.then(toPng), ...original(image, blob) }
  const written = navigator.clipboard.write([new ClipboardItem(formats)])
  // What went wrong with a picture comes first: of that, browsers tell in words of their own.
  await Promise.all([...Object.values(formats), written])
}

/** The file as it is, under the name of a web custom format: the clipboard of the system does not look into it. */
function original({ mediaType }: GeneratedImage, blob: Promise<Blob>): Record<string, Promise<Blob>> {
  const type = `web ${mediaType}`
  if (mediaType === 'image/png' || !ClipboardItem.supports?.(type)) return {}
  return { [type]: blob.then((bytes) => new Blob([bytes], { type })) }
}

async function toPng(blob: Blob): Promise<Blob> {
  if (blob.type === 'image/png') return blob
  const bitmap = await createImageBitmap(blob)
  const canvas = document.createElement('canvas')
  canvas.width = bitmap.width
  canvas.height = bitmap.height
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
  bitmap.close()
  return new Promise((resolve, reject) =>
    canvas.toBlob((png) =>
      png ? resolve(png) : reject(new DOMException('The picture is too large.', 'EncodingError')),
    ),
  )
}
