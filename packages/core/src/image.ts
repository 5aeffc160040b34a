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
  /**
   * For `<img src>`. An object URL, which a stream revokes when the picture has left its turns and its run; of a picture
   * that came with an address of its own, that address.
   */
  readonly url: string
  blob(): Promise<Blob>
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  /** What `JSON.stringify` keeps of it: enough for `initialTurns`, where it has a lasting `url`. */
  toJSON(): ImageJson
}

/** A picture in JSON. Without a `url` its bytes are nowhere but in the page that had it. */
export interface ImageJson {
  readonly id: string
  readonly mediaType: ImageMediaType
  readonly width: number
  readonly height: number
  readonly byteLength: number
  readonly url?: string
}

/** What a picture is made of: its bytes in pieces, as they came, or a file as it was given. */
export interface ImageContent {
  readonly id: string
  readonly mediaType: ImageMediaType
  readonly width: number
  readonly height: number
  readonly data: readonly Uint8Array<ArrayBuffer>[] | Blob
}

export const extensions: Readonly<Record<ImageMediaType, GeneratedImage['extension']>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
}

/** Makes a picture of bytes that are known to be whole. */
export function createImage(content: ImageContent): GeneratedImage {
  return new BytesImage(content)
}

/** Gives back the memory behind `image.url`, if it was ever read. A later read makes a new one. */
export function revokeImageUrl(image: GeneratedImage): void {
  if (image instanceof Picture) image.revoke()
}

/** The same picture with a URL of its own, for another owner. One with a lasting address belongs to nobody. */
export function withOwnUrl(image: GeneratedImage): GeneratedImage {
  return image instanceof Picture ? image.copy() : image
}

/** What all pictures have in JSON. */
export function toImageJson({ id, mediaType, width, height, byteLength }: GeneratedImage): ImageJson {
  return { id, mediaType, width, height, byteLength }
}

/** A class, because a picture has an identity and lazy parts; `url` sits on the prototype, so that copying or printing a picture makes no URL. */
export abstract class Picture implements GeneratedImage {
  readonly id: string
  readonly mediaType: ImageMediaType
  readonly extension: 'png' | 'jpg' | 'webp'
  readonly width: number
  readonly height: number
  readonly byteLength: number
  #objectUrl: string | null = null

  constructor({ id, mediaType, width, height, byteLength }: ImageJson) {
    this.id = id
    this.mediaType = mediaType
    this.extension = extensions[mediaType]
    this.width = width
    this.height = height
    this.byteLength = byteLength
  }

  abstract get url(): string
  abstract blob(): Promise<Blob>
  abstract bytes(): Promise<Uint8Array<ArrayBuffer>>

  protected objectUrlOf(blob: Blob): string {
    return (this.#objectUrl ??= URL.createObjectURL(blob))
  }

  revoke(): void {
    if (this.#objectUrl !== null) URL.revokeObjectURL(this.#objectUrl)
    this.#objectUrl = null
  }

  copy(): GeneratedImage {
    return this
  }

  /** Without `url`, which nobody else could read. */
  toJSON(): ImageJson {
    return toImageJson(this)
  }
}

class BytesImage extends Picture {
  #data: ImageContent['data']

  constructor(content: ImageContent) {
    const { data } = content
    const byteLength =
      data instanceof Blob ? data.size : data.reduce((sum, piece) => sum + piece.byteLength, 0)
    super({ ...content, byteLength })
    this.#data = data
    // A value: it never changes, and deep proxies, whose reads private fields refuse, leave what is frozen alone.
    Object.freeze(this)
  }

  /** Made when it is first wanted, as it copies. From the pieces: a browser may keep them out of the JS heap. */
  #blob(): Blob {
    const isMade = this.#data instanceof Blob && this.#data.type === this.mediaType
    if (!isMade) this.#data = new Blob(partsOf(this.#data), { type: this.mediaType })
    return this.#data as Blob
  }

  get url(): string {
    return this.objectUrlOf(this.#blob())
  }

  blob(): Promise<Blob> {
    return Promise.resolve(this.#blob())
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#data instanceof Blob
      ? new Uint8Array(await this.#data.arrayBuffer())
      : concatenated(this.#data, this.byteLength)
  }

  override copy(): GeneratedImage {
    return new BytesImage({ ...this.toJSON(), data: this.#data })
  }
}

function partsOf(data: ImageContent['data']): BlobPart[] {
  return data instanceof Blob ? [data] : [...data]
}

function concatenated(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  byteLength: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength)
  let offset = 0
  for (const piece of pieces) {
    bytes.set(piece, offset)
    offset += piece.length
  }
  return bytes
}
