import type { ImageStreamEvent } from '@image-stream/core'

/** A PNG of one pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGO4FqABAANOAU/TcfVjAAAAAElFTkSuQmCC'

/** The events of a whole picture of one pixel. */
export function pictureEvents({
  index = 0,
  draft = false,
}: {
  /** Counts the pictures of a run, drafts among them. @defaultValue 0 */
  readonly index?: number
  /** @defaultValue `false` */
  readonly draft?: boolean
} = {}): readonly ImageStreamEvent[] {
  const bytes = Uint8Array.from(atob(pixel), (character) => character.charCodeAt(0))
  return [
    { type: 'image-start', index, mediaType: 'image/png', width: 1, height: 1 },
    { type: 'image-data', index, bytes },
    { type: 'image-ready', index },
    { type: 'image-end', index, byteLength: bytes.length, draft },
  ]
}
