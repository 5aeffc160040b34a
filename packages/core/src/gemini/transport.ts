import { toBase64 } from '../base64.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import type { Reference } from '../references.ts'
import { readBytes } from '../response-bytes.ts'
import { createStallWatch, type StallWatch, type TimeLimits } from '../stall-watch.ts'
import type { FetchHandler, RunRequest, Transport } from '../transport.ts'
import { toChunk, type Chunk } from './chunk.ts'
import { createChunkReader } from './chunk-events.ts'
import { defaultBaseUrl, endpointOf, type GeminiAuth } from './endpoint.ts'
import { errorOfStatus, toGeminiError } from './error-body.ts'
import { createFrameSplitter, type Frame } from './frames.ts'
import { createPayloadLifter, type Lifted } from './payloads.ts'
import { toRequestBody, type InlinePicture } from './request-body.ts'

export interface GeminiOptions {
  /** A function is asked for each run. */
  readonly apiKey: string | (() => string)
  /** With or without a path and the API version. @defaultValue Google's endpoint */
  readonly baseUrl?: string
  /** @defaultValue `'header'` */
  readonly auth?: GeminiAuth
  /** A handler may stand in for the network. @defaultValue `globalThis.fetch`, read at each call */
  readonly fetch?: FetchHandler
  /** @defaultValue 120 s to the first event, 150 s of silence, 300 s in all: slow models are silent for over a minute */
  readonly timeout?: Partial<TimeLimits>
  /** In a page everybody can read the key. Say so, or use a relay. @defaultValue `false` */
  readonly dangerouslyAllowBrowser?: boolean
}

/** Of the endpoint itself, which sends no keep-alives. In milliseconds. */
const defaultTimeout: TimeLimits = { firstEventMs: 120_000, idleMs: 150_000, totalMs: 300_000 }

/**
 * The transport that speaks to Gemini itself: for servers and scripts, which may hold the key.
 * @throws ImageStreamError `misconfigured` in a page, unless `dangerouslyAllowBrowser` is set.
 */
export function gemini(options: GeminiOptions): Transport {
  if (typeof document !== 'undefined' && !options.dangerouslyAllowBrowser)
    throw createError('misconfigured', {
      message:
        'An API key in a page can be read by everyone who opens it. Use a relay (`api`), or set `dangerouslyAllowBrowser` for a page of your own.',
    })
  return {
    async *run(request, signal) {
      const apiKey = typeof options.apiKey === 'function' ? options.apiKey() : options.apiKey
      const watch = createStallWatch({ ...defaultTimeout, ...options.timeout }, signal)
      try {
        const response = await post(options, apiKey, request, watch)
        yield* readEvents(readBytes(response, watch), apiKey)
      } finally {
        watch.end()
      }
    },
  }
}

async function post(
  options: GeminiOptions,
  apiKey: string,
  { input, references }: RunRequest,
  watch: StallWatch,
): Promise<Response> {
  const { baseUrl = defaultBaseUrl, auth = 'header', fetch = globalThis.fetch } = options
  const { url, headers } = endpointOf({ baseUrl, auth }, input.model, apiKey)
  const pictures = await Promise.all(references.map(toInlinePicture))
  const body = JSON.stringify(toRequestBody(input, pictures))
  // A redirect would carry the key to wherever it points.
  const request = new Request(url, {
    method: 'POST',
    headers,
    body,
    signal: watch.signal,
    redirect: 'error',
    cache: 'no-store',
  })
  const response = await watch.first(fetch(request).catch(unreached))
  if (!response.ok) throw await toHttpError(response, apiKey)
  return response
}

/** Whether the request was read before the connection broke cannot be known. */
function unreached(cause: unknown): never {
  throw createError('network', { cause })
}

async function toInlinePicture({ blob, mediaType, label }: Reference): Promise<InlinePicture> {
  const base64 = toBase64(new Uint8Array(await blob.arrayBuffer()))
  return label === undefined ? { mediaType, base64 } : { mediaType, base64, label }
}

/** The body is JSON whatever its content type says: under `alt=sse` it claims to be an event stream. */
async function toHttpError(response: Response, secret: string): Promise<ImageStreamError> {
  const context = {
    httpStatus: response.status,
    retryAfter: response.headers.get('retry-after'),
    phase: 'sent' as const,
    now: Date.now(),
  }
  const body = withoutSecret(await response.text().catch(() => ''), secret)
  return toGeminiError(parseJson(body), context) ?? errorOfStatus(context)
}

/** The pipe: bytes → payloads → frames → chunks → events. Nothing is read before what was read has been taken. */
async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  secret: string,
): AsyncGenerator<ImageStreamEvent, void, undefined> {
  const lifter = createPayloadLifter()
  const frames = createFrameSplitter()
  const chunks = createChunkReader()

  function* readLifted(lifted: readonly Lifted[]): Generator<ImageStreamEvent> {
    for (const item of lifted)
      if (item.type === 'text') yield* readFrames(frames.push(item.text))
      else yield* chunks.readPayload(item)
  }
  function* readFrames(list: readonly Frame[]): Generator<ImageStreamEvent> {
    for (const frame of list) for (const chunk of toChunks(frame, secret)) yield* chunks.readChunk(chunk)
  }

  for await (const bytes of body) yield* readLifted(lifter.push(bytes))
  yield* readLifted(lifter.end())
  yield* readFrames(frames.end())
  yield* chunks.end()
}

/** What a gateway sends after the last chunk, in OpenAI's manner. */
const endOfGateway = '[DONE]'

function* toChunks(frame: Frame, secret: string): Generator<Chunk> {
  const { isTail } = frame
  // Whatever is shown or logged later comes from here, and an API may repeat what it was sent.
  const text = withoutSecret(frame.text, secret)
  if (text === endOfGateway) return
  const value = parseJson(text)
  const error = toGeminiError(value, { phase: 'streaming', now: Date.now() })
  if (error) throw error
  for (const each of Array.isArray(value) ? value : [value]) {
    const chunk = each === undefined ? null : toChunk(each)
    if (chunk) yield chunk
    // A tail that is not JSON was cut: the missing finish reason will say so.
    else if (!isTail) throw notAChunk(text)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // The callers know what a text that is not JSON means to them.
  }
}

/** How much of an unreadable answer is shown. */
const excerptLength = 80

function notAChunk(text: string): ImageStreamError {
  return createError('protocol', {
    message: `An event of the answer cannot be read; it has ${text.length} characters.`,
    detail: text.slice(0, excerptLength),
  })
}

/** A shorter key guards nothing, such as an emulator's, and could be a word of the answer. */
const minSecretLength = 12

function withoutSecret(text: string, secret: string): string {
  return secret.length < minSecretLength ? text : text.replaceAll(secret, '[secret]')
}
