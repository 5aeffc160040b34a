import { revokeImageUrl, type GeneratedImage } from './image.ts'
import { onNextFrame } from './next-frame.ts'

/** Looks after the object URLs of the pictures that a stream shows. */
export interface ImageUrls {
  /** Says which pictures are shown now; those that no longer are lose their URL two frames later. */
  keep(images: Iterable<GeneratedImage>): void
  /** Revokes all at once. A picture that is read again makes a new URL. */
  revokeAll(): void
}

export function createImageUrls(): ImageUrls {
  let kept = new Set<GeneratedImage>()
  return {
    keep(images) {
      const next = new Set(images)
      const dropped = [...kept].filter((image) => !next.has(image))
      kept = next
      if (dropped.length === 0) return
      // One frame for the framework to render, one for the browser to paint: an <img> never loses what it shows.
      onNextFrame(() =>
        onNextFrame(() => {
          for (const image of dropped) if (!kept.has(image)) revokeImageUrl(image)
        }),
      )
    },
    revokeAll() {
      for (const image of kept) revokeImageUrl(image)
    },
  }
}
