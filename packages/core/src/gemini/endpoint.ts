import { createError } from '../errors.ts'
import type { ModelId } from '../models.ts'

/** How the key travels: `header` is `x-goog-api-key`; `query` is `?key=`, for gateways that take nothing else; `bearer` is `Authorization`. */
export type GeminiAuth = 'header' | 'query' | 'bearer'

export interface Endpoint {
  readonly baseUrl: string
  readonly auth: GeminiAuth
}

export const defaultBaseUrl = 'https://generativelanguage.googleapis.com'

const apiVersion = 'v1beta'

/** Visible ASCII. Anything else would make the platform throw, with the key in its words. */
const sendableKey = /^[\x21-\x7E]+$/

/**
 * Where and with what headers one run is requested. A base URL may have a path, with or without the API version at its end.
 * @throws ImageStreamError `misconfigured` for a base URL that is none, or that would send the key unencrypted; for a key that cannot be sent.
 */
export function endpointOf(
  { baseUrl, auth }: Endpoint,
  model: ModelId,
  apiKey: string,
): { readonly url: URL; readonly headers: Headers } {
  // Not only by type: `process.env.GEMINI_API_KEY!` is undefined where it is not set.
  if (typeof apiKey !== 'string' || !sendableKey.test(apiKey))
    throw createError('misconfigured', {
      message: 'There is no API key, or it has characters that no request can carry. Set `apiKey`.',
    })
  const base = parseBaseUrl(baseUrl)
  const path = base.pathname.replace(/\/+$/, '')
  const versioned = /\/v\d+(?:beta\d*|alpha)?$/.test(path) ? path : `${path}/${apiVersion}`
  const url = new URL(`${versioned}/models/${model}:streamGenerateContent`, base)
  // Without it Google answers with a JSON array, all at the end.
  url.searchParams.set('alt', 'sse')
  const headers = new Headers({ 'content-type': 'application/json' })
  if (auth === 'query') url.searchParams.set('key', apiKey)
  if (auth === 'header') headers.set('x-goog-api-key', apiKey)
  if (auth === 'bearer') headers.set('authorization', `Bearer ${apiKey}`)
  return { url, headers }
}

function parseBaseUrl(baseUrl: string): URL {
  const url = URL.parse(baseUrl)
  // With a user name in it the platform would throw, and its words would have the password.
  if (!url || !/^https?:$/.test(url.protocol) || url.username + url.password !== '')
    throw createError('misconfigured', {
      message: 'baseUrl is not an http(s) address, or has a user name in it.',
    })
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw createError('misconfigured', {
      message: 'baseUrl is not encrypted, so it would show the API key on the way. Use https.',
    })
  return url
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname)
}
