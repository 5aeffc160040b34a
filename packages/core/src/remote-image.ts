import { createError } from './errors.ts'
import { headerProbeBytes, readImageHeader, type ImageMediaType } from './image-header.ts'
import { extensions, toImageJson, type GeneratedImage, type ImageJson } from './image.ts'

/** A picture at an address of its own: nothing is fetched before its bytes are asked for. */
export function createRemoteImage(json: ImageJson & { readonly url: string }): GeneratedImage {
  return new RemoteImage(json)
}

class RemoteImage implements GeneratedImage {
  readonly id: string
  readonly mediaType: ImageMediaType
  readonly extension: GeneratedImage['extension']
  readonly width: number
  readonly height: number
  readonly byteLength: number
  readonly url: string
  #blob: Promise<Blob> | null = null

  constructor({ id, mediaType, width, height, byteLength, url }: ImageJson & { readonly url: string }) {
    this.id = id
    this.mediaType = mediaType
    this.extension = extensions[mediaType]
    this.width = width
    this.height = height
    this.byteLength = byteLength
    this.url = url
    // A value, as every picture: deep proxies leave it alone.
    Object.freeze(this)
  }

  /** @throws ImageStreamError `expired` when it is gone, `network`, `bad-image`. The next call tries again. */
  async blob(): Promise<Blob> {
    this.#blob ??= fetchPicture(this.url)
    try {
      return await this.#blob
    } catch (error) {
      this.#blob = null
      throw error
    }
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await (await this.blob()).arrayBuffer())
  }

  toJSON(): ImageJson {
    const json = toImageJson(this)
    return this.url.startsWith('blob:') ? json : { ...json, url: this.url }
  }
}

/** The address is in no message: it may hold a token. */
async function fetchPicture(url: string): Promise<Blob> {
  const response = await fetch(url).catch((cause: unknown) => {
    const message =
      'A picture cannot be fetched from its address. Check the connection, and that the address allows other origins (CORS).'
    throw createError('network', { cause, message, ...unpaid })
  })
  const { ok, status: httpStatus } = response
  if (!ok) {
    const isGone = httpStatus === 404 || httpStatus === 410
    const message = isGone
      ? 'A picture is no longer at its address.'
      : `A picture cannot be fetched from its address, which answered with status ${httpStatus}.`
    throw createError(isGone ? 'expired' : 'network', { httpStatus, message, ...unpaid })
  }
  const blob = await response.blob()
  const header = readImageHeader(new Uint8Array(await blob.slice(0, headerProbeBytes).arrayBuffer()))
  if (!header)
    throw createError('bad-image', {
      message: 'What lies at the address of a picture is no JPEG, PNG or WebP.',
      ...unpaid,
    })
  return new Blob([blob], { type: header.mediaType })
}

const unpaid = { phase: 'input', billed: 'no' } as const
