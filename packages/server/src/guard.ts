import { createError } from '@image-stream/core'
import { refusal } from './errors.ts'

/**
 * Who may send what from where. A page of another site must not start paid runs with a visitor's cookie.
 *
 * `Sec-Fetch-Site` is the browser's own word and no page can set it: `same-origin` suffices, also behind a proxy that
 * changed host and scheme. Browsers leave it out on plain HTTP other than localhost; there `Origin` is compared with the
 * request's own address. A request with neither comes from no page, or it could not carry the idempotency key without a
 * preflight, which only allowed origins pass.
 * @throws ImageStreamError `relay`, 403.
 */
export function checkOrigin(request: Request, allowedOrigins: readonly string[]): void {
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  if (origin !== null && allowedOrigins.includes(origin)) return
  const isSame =
    site === null
      ? origin === null || origin === originOf(request)
      : site === 'same-origin' || site === 'none'
  if (!isSame)
    throw refusal(
      403,
      'This page is not allowed to draw here: its origin is neither this one nor in the list.',
    )
}

/** What lets a page of an allowed origin read the answer; nothing for all others. */
export function corsHeaders(
  request: Request,
  allowedOrigins: readonly string[],
): readonly [string, string][] {
  const origin = request.headers.get('origin')
  const vary: [string, string] = ['vary', 'Origin']
  if (origin === null || !allowedOrigins.includes(origin)) return [vary]
  return [
    vary,
    ['access-control-allow-origin', origin],
    ['access-control-allow-credentials', 'true'],
    ['access-control-expose-headers', 'Retry-After'],
  ]
}

/** How long a browser may remember the answer to a preflight, in seconds. */
const preflightSeconds = 600

/** Answers OPTIONS. An allowed origin may send whatever headers its page was given: it is trusted with the cookie as well. */
export function answerPreflight(
  request: Request,
  allowedOrigins: readonly string[],
  methods: readonly string[],
): Response {
  const headers = new Headers({ allow: methods.join(', ') })
  const origin = request.headers.get('origin')
  if (origin === null) return new Response(null, { status: 204, headers })
  checkOrigin(request, allowedOrigins)
  headers.set('access-control-allow-methods', methods.join(', '))
  headers.set('access-control-allow-headers', headerNames(request).join(', '))
  headers.set('access-control-max-age', String(preflightSeconds))
  return new Response(null, { status: 204, headers })
}

/** @throws ImageStreamError `relay`, 415, for a body that would have to be unpacked: its true size is unknown. */
export function checkEncoding(request: Request): void {
  const encoding = request.headers.get('content-encoding')
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity')
    throw createError('relay', {
      httpStatus: 415,
      message: 'A compressed request is not read. Send it without Content-Encoding.',
    })
}

function originOf(request: Request): string {
  return new URL(request.url).origin
}

/** Only names as RFC 9110 writes them are repeated. */
function headerNames(request: Request): readonly string[] {
  const asked = request.headers.get('access-control-request-headers') ?? ''
  return asked
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^[a-z0-9-]{1,64}$/.test(name))
}
