import type { GeneratedImage } from './image.ts'
import { imageFileName } from './image-file-name.ts'

export interface DownloadOptions {
  /** With its ending; `imageFileName(image, prompt)` makes a good one. @defaultValue `picture` with the ending that fits */
  readonly name?: string | undefined
}

/** Browsers read the URL when the download begins, which nothing tells of: by then it has, also where it asks for a place first. */
const urlLifetimeMs = 60_000

/**
 * Saves the picture as a file: its very bytes, never encoded again, so content credentials (C2PA) stay valid. To be called
 * when the user asks for it. Resolves when the browser has taken the file; what becomes of it, a page is not told.
 * @throws ImageStreamError when the picture has to be fetched first, and cannot be.
 */
export async function downloadImage(
  image: GeneratedImage,
  { name = imageFileName(image) }: DownloadOptions = {},
): Promise<void> {
  // A URL of its own: that of the picture may be revoked before the browser has read it.
  const url = URL.createObjectURL(await image.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), urlLifetimeMs)
}
