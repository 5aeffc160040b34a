import { takeConnection } from './connections.ts'
import { createError } from './errors.ts'
import { headerProbeBytes, readImageHeader } from './image-header.ts'
import { Picture, type GeneratedImage, type ImageJson } from './image.ts'
import { createStallWatch, type TimeLimits } from './stall-watch.ts'

/** What answers when a picture is fetched. */
export type PictureFetch = (request: Request) => Promise<Response>

/** Where the bytes of a picture come from, and how long its address lasts. */
interface RemoteSource {
  /** @defaultValue `globalThis.fetch`, read at call time */
  readonly fetch?: PictureFetch | null
  /** A relay keeps it there for a while. What was fetched of it is shown when that is over. @defaultValue false */
  readonly isTemporary?: boolean
  /** The same picture, which has the bytes or knows where they are. */
  readonly source?: GeneratedImage
}

/** A picture at an address of its own: nothing is fetched before its bytes are asked for. */
export function createRemoteImage(
  json: ImageJson & { readonly url: string },
  source: RemoteSource = {},
): GeneratedImage {
  return new RemoteImage(json, source)
}

/** Takes the bytes of a picture that will not stay where it is, in the background and once: a browser has them in its cache. */
export function keepBytes(image: GeneratedImage): void {
  if (image instanceof RemoteImage) image.keep()
}

class RemoteImage extends Picture {
  readonly #address: string
  readonly #source: RemoteSource
  #loading: Promise<Blob> | null = null
  /** As far as it is here. */
  #kept: Kept | null = null

  constructor(json: ImageJson & { readonly url: string }, source: RemoteSource) {
    super(json)
    this.#address = json.url
    this.#source = source
    // A value, as every picture: deep proxies leave it alone.
    Object.freeze(this)
  }

  get url(): string {
    const isOver = this.#kept !== null && this.#kept.expiresAt <= Date.now()
    return this.#kept && isOver ? this.objectUrlOf(this.#kept.blob) : this.#address
  }

  /** @throws ImageStreamError `expired` when it is gone, `network`, `bad-image`. The next call tries again. */
  async blob(): Promise<Blob> {
    this.#loading ??= this.#load()
    try {
      return await this.#loading
    } catch (error) {
      this.#loading = null
      throw error
    }
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await (await this.blob()).arrayBuffer())
  }

  keep(): void {
    const { isTemporary, source } = this.#source
    if (isTemporary) whenIdle(() => void this.blob().catch(ignoreForNow))
    if (source) keepBytes(source)
  }

  override toJSON(): ImageJson {
    const { isTemporary } = this.#source
    const json = super.toJSON()
    return isTemporary || this.#address.startsWith('blob:') ? json : { ...json, url: this.#address }
  }

  async #load(): Promise<Blob> {
    const { fetch, isTemporary, source } = this.#source
    const elsewhere = await source?.blob().catch(ignoreForNow)
    if (elsewhere) return elsewhere
    const kept = await fetchPicture(this.#address, fetch ?? globalThis.fetch)
    if (!isTemporary) return kept.blob
    if (kept.blob.size !== this.byteLength) throw createError('truncated', unpaid)
    this.#kept = kept
    return kept.blob
  }
}

interface Kept {
  readonly blob: Blob
  /** When its address stops to answer, in milliseconds since the epoch. */
  readonly expiresAt: number
}

/** It is asked for again when somebody needs it. */
function ignoreForNow(): void {}

/** The address is in no message: it may hold a token. */
async function fetchPicture(url: string, fetch: PictureFetch): Promise<Kept> {
  const { response, blob } = await read(url, fetch).catch(unreachable)
  const { ok, status: httpStatus } = response
  if (!ok) {
    const isGone = httpStatus === 404 || httpStatus === 410
    const message = isGone
      ? 'A picture is no longer at its address.'
      : `A picture cannot be fetched from its address, which answered with status ${httpStatus}.`
    throw createError(isGone ? 'expired' : 'network', { httpStatus, message, ...unpaid })
  }
  const header = readImageHeader(new Uint8Array(await blob.slice(0, headerProbeBytes).arrayBuffer()))
  if (!header)
    throw createError('bad-image', {
      message: 'What lies at the address of a picture is no JPEG, PNG or WebP.',
      ...unpaid,
    })
  const seconds = /max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1] ?? Infinity
  return {
    blob: new Blob([blob], { type: header.mediaType }),
    expiresAt: Date.now() + Number(seconds) * 1000,
  }
}

/** Behind whatever else the page loads, as it is seldom wanted at once. */
async function read(
  url: string,
  fetch: PictureFetch,
): Promise<{ readonly response: Response; readonly blob: Blob }> {
  const address = new URL(url, globalThis.location?.href)
  const release = await takeConnection(address.origin)
  const watch = createStallWatch(limits, new AbortController().signal)
  try {
    const { signal } = watch
    const response = await watch.first(fetch(new Request(address, { priority: 'low', signal })))
    // Not by the piece: a browser keeps a blob out of the page's thread and its memory.
    return { response, blob: await watch.next(response.blob()) }
  } finally {
    watch.end()
    release()
  }
}

/** For the head of an answer, and for its body: a connection that is dead says nothing of it, and would keep its place. In milliseconds. */
const patienceMs = 120_000
const limits: TimeLimits = { firstEventMs: patienceMs, idleMs: patienceMs, totalMs: Infinity }

/** How long a page may have better things to do, such as painting that very picture. In milliseconds. */
const busyMs = 2_000

function whenIdle(work: () => void): void {
  // Safari has none.
  const { requestIdleCallback } = globalThis as { requestIdleCallback?: Window['requestIdleCallback'] }
  if (requestIdleCallback) requestIdleCallback(work, { timeout: busyMs })
  else work()
}

function unreachable(cause: unknown): never {
  const message =
    'A picture cannot be fetched from its address. Check the connection, and that the address allows other origins (CORS).'
  throw createError('network', { cause, message, ...unpaid })
}

const unpaid = { phase: 'input', billed: 'no' } as const
