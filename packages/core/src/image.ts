import type { ImageMediaType } from './image-header.ts'

/** A whole picture, as bytes. Its `url` is made on first read and belongs to whoever owns the picture. */
export interface GeneratedImage {
  /** Unique in this page: usable as a list key. */
  readonly id: string
  /** What the bytes say, whatever the API claimed. */
  readonly mediaType: ImageMediaType
  /** The file name's ending that fits `mediaType`: `png`, `jpg` or `webp`. */
  readonly extension: 'png' | 'jpg' | 'webp'
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
  readonly byteLength: number
  /** An object URL for `<img src>`. A stream revokes it when the picture has left its turns and its run. */
  readonly url: string
  blob(): Promise<Blob>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
}

/** What a picture is made of: its bytes in pieces, as they came, or a file as it was given. */
export interface ImageContent {
  readonly id: string
  readonly mediaType: ImageMediaType
  readonly width: number
  readonly height: number
  readonly data: readonly Uint8Array<ArrayBuffer>[] | Blob
}

const extensions = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const

/** Makes a picture of bytes that are known to be whole. */
export function createImage(content: ImageContent): GeneratedImage {
  return new BytesImage(content)
}

/** Gives back the memory behind `image.url`, if it was ever read. A later read makes a new one. */
export function revokeImageUrl(image: GeneratedImage): void {
  if (image instanceof BytesImage) image.revoke()
}

/** A class, because a picture has an identity and lazy parts; `url` sits on the prototype, so that copying or printing a picture makes no URL. */
class BytesImage implements GeneratedImage {
  readonly id: string
  readonly mediaType: ImageMediaType
  readonly extension: 'png' | 'jpg' | 'webp'
  readonly width: number
  readonly height: number
  readonly byteLength: number
  readonly #blob: Blob
  #url: string | null = null

  constructor({ id, mediaType, width, height, data }: ImageContent) {
    this.id = id
    this.mediaType = mediaType
    this.extension = extensions[mediaType]
    this.width = width
    this.height = height
    // From the pieces, never by concatenation: a browser may keep them out of the JS heap.
    this.#blob = new Blob(data instanceof Blob ? [data] : [...data], { type: mediaType })
    this.byteLength = this.#blob.size
    // A value: it never changes, and deep proxies, whose reads private fields refuse, leave what is frozen alone.
    Object.freeze(this)
  }

  get url(): string {
    this.#url ??= URL.createObjectURL(this.#blob)
    return this.#url
  }

  blob(): Promise<Blob> {
    return Promise.resolve(this.#blob)
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.#blob.arrayBuffer())
  }

  revoke(): void {
    if (this.#url !== null) URL.revokeObjectURL(this.#url)
    this.#url = null
  }
}
