import { createError, type ImageStreamError } from '../errors.ts'
import type { ModelId } from '../models.ts'
import { createRequest } from '../request.ts'
import { readText } from '../response-bytes.ts'
import { errorWithoutSecret, withoutSecret } from '../secret.ts'
import type { StallWatch } from '../stall-watch.ts'
import type { FetchHandler } from '../transport.ts'
import { isConnectFailure } from './connect-failure.ts'
import { defaultBaseUrl, endpointOf, type GeminiAuth } from './endpoint.ts'
import { errorOfStatus, parseJson, toGeminiError } from './error-body.ts'

/** Where a call goes. */
export interface Endpoint {
  readonly apiKey: string
  readonly baseUrl?: string
  readonly auth?: GeminiAuth
  readonly fetch?: FetchHandler
}

/**
 * Makes one call, and gives its answer when that is a good one.
 * @throws ImageStreamError what the API, or something on the way, says instead; `network`; `stalled`, `timeout` of the watch.
 */
export async function post(
  endpoint: Endpoint,
  model: ModelId,
  body: string | Blob,
  watch: StallWatch,
): Promise<Response> {
  const { apiKey, baseUrl = defaultBaseUrl, auth = 'header', fetch = globalThis.fetch } = endpoint
  const { url, headers } = endpointOf({ baseUrl, auth }, model, apiKey)
  const request = createRequest(url, {
    method: 'POST',
    headers,
    body,
    signal: watch.signal,
    redirect: 'manual',
    cache: 'no-store',
  })
  const response = await watch.first(fetch(request).catch((failure: unknown) => unreached(failure, apiKey)))
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
function unreached(failure: unknown, secret: string): never {
  const cause = errorWithoutSecret(failure, secret)
  if (!isConnectFailure(failure)) throw createError('network', { cause })
  throw createError('network', {
    cause,
    phase: 'connect',
    billed: 'no',
    message:
      'The image service could not be reached, so nothing was sent. Check the connection and try again.',
  })
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
