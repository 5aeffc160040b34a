import { toBase64 } from '../base64.ts'
import { createError, isImageStreamError, type ErrorCode, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import type { Reference } from '../references.ts'
import { readBytes, readText } from '../response-bytes.ts'
import { withoutSecret } from '../secret.ts'
import { createStallWatch, type StallWatch, type TimeLimits } from '../stall-watch.ts'
import type { FetchHandler, RunRequest, Transport } from '../transport.ts'
import { toChunk, type Chunk } from './chunk.ts'
import { createChunkReader } from './chunk-events.ts'
import { defaultBaseUrl, endpointOf, type GeminiAuth } from './endpoint.ts'
import { errorOfStatus, toGeminiError } from './error-body.ts'
import { isConnectFailure } from './connect-failure.ts'
import { createFrameSplitter, type Frame } from './frames.ts'
import { createPayloadLifter, type Lifted } from './payloads.ts'
import { createRetryBudget, defaultMaxRetries, waitBeforeRetry, type RetryBudget } from './retry.ts'
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
  /**
   * How often a call is made again that proved to have done no work: no connection, busy, or over a quota by the minute,
   * which the API says how long to wait for. Others are never made again. @defaultValue 2
   */
  readonly maxRetries?: number
  /** Shared by transports that speak to one endpoint, so that an outage is not made worse. @defaultValue one of its own */
  readonly retryBudget?: RetryBudget
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
  const { maxRetries = defaultMaxRetries, retryBudget = createRetryBudget() } = options

  async function* attempt(apiKey: string, request: RunRequest, signal: AbortSignal): Events {
    const watch = createStallWatch({ ...defaultTimeout, ...options.timeout }, signal)
    try {
      const response = await post(options, apiKey, request, watch)
      retryBudget.deposit()
      yield* readEvents(response, watch, { secret: apiKey, hasReferences: request.references.length > 0 })
    } finally {
      watch.end()
    }
  }

  return {
    async *run(request, signal) {
      const apiKey = readKey(options)
      for (let retries = 0; ; retries += 1) {
        let waitMs: number | null
        try {
          yield* attempt(apiKey, request, signal)
          return
        } catch (error) {
          if (!isImageStreamError(error)) throw error
          waitMs = waitBeforeRetry(error, { retries, now: Date.now(), random: Math.random() })
          if (waitMs === null || !retryBudget.withdraw() || retries >= maxRetries) throw error
        }
        yield { type: 'wait', retryAt: Math.round(Date.now() + waitMs) }
        await pause(waitMs, signal)
        yield { type: 'wait', retryAt: null }
      }
    },
  }
}

type Events = AsyncGenerator<ImageStreamEvent, void, undefined>

/** @throws the signal's reason when it aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    function onAbort(): void {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
}

function readKey({ apiKey }: GeminiOptions): string {
  try {
    return typeof apiKey === 'function' ? apiKey() : apiKey
  } catch (cause) {
    throw createError('misconfigured', { cause, message: '`apiKey` threw, so nothing was sent.' })
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
  const request = new Request(url, {
    method: 'POST',
    headers,
    body,
    signal: watch.signal,
    redirect: 'manual',
    cache: 'no-store',
  })
  const response = await watch.first(fetch(request).catch(unreached))
  if (emptyStatuses.has(response.status)) throw notWhole(response.status)
  if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400))
    throw redirected()
  if (!response.ok) throw await toHttpError(response, apiKey, watch)
  return response
}

const emptyStatuses: ReadonlySet<number> = new Set([204, 206, 304])

/** Something on the way answered: the endpoint itself never leaves out its body, and is never asked for a part of it. */
function notWhole(httpStatus: number): ImageStreamError {
  return createError('protocol', {
    httpStatus,
    phase: 'sent',
    message: `The answer has status ${httpStatus}, which no answer of Gemini's has. Check \`baseUrl\`, and what stands between.`,
  })
}

/** A redirect would carry the key to wherever it points. */
function redirected(): ImageStreamError {
  return createError('misconfigured', {
    message:
      'baseUrl redirects elsewhere, and the API key is not sent after it. Set the address that it leads to.',
  })
}

/** Whether the request was read before the connection broke cannot be known, unless there never was one. */
function unreached(cause: unknown): never {
  if (!isConnectFailure(cause)) throw createError('network', { cause })
  throw createError('network', {
    cause,
    phase: 'connect',
    billed: 'no',
    message:
      'The image service could not be reached, so nothing was sent. Check the connection and try again.',
  })
}

async function toInlinePicture({ blob, mediaType, label }: Reference): Promise<InlinePicture> {
  const base64 = toBase64(new Uint8Array(await blob.arrayBuffer()))
  return label === undefined ? { mediaType, base64 } : { mediaType, base64, label }
}

/** The body is JSON whatever its content type says: under `alt=sse` it claims to be an event stream. */
async function toHttpError(response: Response, secret: string, watch: StallWatch): Promise<ImageStreamError> {
  const context = {
    httpStatus: response.status,
    retryAfter: response.headers.get('retry-after'),
    phase: 'sent' as const,
    now: Date.now(),
  }
  const body = withoutSecret(await readText(response, watch), secret)
  return toGeminiError(parseJson(body), context) ?? errorOfStatus(context)
}

/** Bytes of one answer at most, signatures and all else included: ten pictures at 1K in base64, and room. */
export const maxStreamBytes: number = 256 * 1024 * 1024

/**
 * How long a stream may stay open behind a finish reason and whole pictures before it is taken as ended. Usage comes
 * with them or at once. In milliseconds.
 */
const afterFinishMs = 5_000

/** The pipe: bytes → payloads → frames → chunks → events. Nothing is read before what was read has been taken. */
async function* readEvents(
  response: Response,
  watch: StallWatch,
  { secret, hasReferences }: { readonly secret: string; readonly hasReferences: boolean },
): Events {
  const lifter = createPayloadLifter()
  const frames = createFrameSplitter()
  const chunks = createChunkReader({ hasReferences })
  const values = createValueReader(secret)

  function* readLifted(lifted: readonly Lifted[]): Generator<ImageStreamEvent> {
    for (const item of lifted)
      if (item.type === 'text') yield* readFrames(frames.push(item.text))
      else yield* chunks.readPayload(item)
  }
  function* readFrames(list: readonly Frame[]): Generator<ImageStreamEvent> {
    for (const frame of list) for (const chunk of values.read(frame)) yield* chunks.readChunk(chunk)
  }

  let broken: ImageStreamError | null = null
  let length = 0
  try {
    for await (const bytes of readBytes(response, watch)) {
      length += bytes.length
      if (length > maxStreamBytes) throw endless()
      yield* readLifted(lifter.push(bytes))
      watch.limitIdle(chunks.isComplete() ? afterFinishMs : Infinity)
    }
  } catch (error) {
    if (!isImageStreamError(error) || !connectionErrors.has(error.code)) throw error
    broken = error
  }
  yield* readLifted(lifter.end())
  yield* readFrames(frames.end())
  const ending = chunks.end()
  // What was whole before the connection broke stays whole: only its tail was lost.
  const isWhole = !ending.some((event) => event.type === 'error' && event.error.code === 'truncated')
  if (broken && !isWhole) throw broken
  if (!isWhole) values.explain()
  yield* ending
}

/** What ends the reading and says nothing about what had been read. */
const connectionErrors: ReadonlySet<ErrorCode> = new Set(['network', 'stalled', 'timeout'])

function endless(): ImageStreamError {
  return createError('too-large', {
    phase: 'streaming',
    billed: 'maybe',
    advice: 'retry',
    message: `The answer has more than ${maxStreamBytes} bytes, so the rest was not read.`,
  })
}

/** What a gateway sends after the last chunk, in OpenAI's manner. */
const endOfGateway = '[DONE]'

/** How much of an unreadable answer is shown. */
const excerptLength = 80

/** Turns frames into chunks, and passes over what proxies add: comments, `[DONE]`, pings. */
interface ValueReader {
  /** @throws ImageStreamError what the API itself says is wrong; `protocol` for an event that is broken. */
  read(frame: Frame): Generator<Chunk>
  /** @throws ImageStreamError `protocol` when nothing of the answer was Gemini's, such as a sign-in page. */
  explain(): void
}

function createValueReader(secret: string): ValueReader {
  let hasChunk = false
  let noise = ''

  return {
    *read(frame) {
      // Whatever is shown or logged later comes from here, and an API may repeat what it was sent.
      const text = withoutSecret(frame.text, secret).trim()
      if (text === endOfGateway) return
      const value = parseJson(text)
      // A tail that is not JSON was cut: the missing finish reason will say so.
      if (value === undefined && !frame.isTail && /^[{[]/.test(text)) throw notAnAnswer(text)
      for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
        const error = toGeminiError(each, { phase: 'streaming', now: Date.now() })
        if (error) throw error
        const chunk = toChunk(each)
        if (chunk) yield chunk
        hasChunk ||= chunk !== null
      }
      if (value === undefined) noise ||= text
    },
    explain() {
      if (!hasChunk && noise !== '' && !/^[{[]/.test(noise)) throw notAnAnswer(noise)
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // The callers know what a text that is not JSON means to them.
  }
}

function notAnAnswer(text: string): ImageStreamError {
  return createError('protocol', {
    message: `What came is not an answer of Gemini's. Check \`baseUrl\`, and what stands between.`,
    detail: text.slice(0, excerptLength),
  })
}
