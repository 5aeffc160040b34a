import type { GeneratedImage } from './image.ts'
import { imageFileName } from './image-file-name.ts'

export interface ShareOptions {
  readonly title?: string | undefined
  readonly text?: string | undefined
  /** Of the file, with its ending. @defaultValue `picture` with the ending that fits */
  readonly name?: string | undefined
}

/** True where the browser shares pictures: phones and most desktops with TLS. Where it is false, offer a download. */
export function canShareImage(): boolean {
  return (
    globalThis.navigator?.canShare?.({ files: [new File([], 'picture.jpg', { type: 'image/jpeg' })] }) ??
    false
  )
}

/**
 * Opens the system's sheet for sharing with the picture's very bytes as a file. To be called in the handler of a click.
 * Resolves with false when the user closed it again.
 * @throws DOMException as the browser says it: `NotAllowedError` without a click, `NotSupportedError` where nothing is
 * shared (see `canShareImage`). ImageStreamError when the picture has to be fetched first, and cannot be.
 */
export async function shareImage(
  image: GeneratedImage,
  { name = imageFileName(image), ...words }: ShareOptions = {},
): Promise<boolean> {
  if (!canShareImage()) throw new DOMException('This browser shares no pictures.', 'NotSupportedError')
  const blob = await image.blob()
  try {
    const files = [new File([blob], name, { type: blob.type })]
    // Browsers take what is undefined for absent.
    await navigator.share({ ...words, files } as ShareData)
    return true
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return false
    throw error
  }
}
