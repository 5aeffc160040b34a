import { createError, type ImageStreamError } from '../errors.ts'
import { createRequest } from '../request.ts'
import { readText } from '../response-bytes.ts'
import type { StallWatch, TimeLimits } from '../stall-watch.ts'
import type { RelayOptions } from './transport.ts'
import { idempotencyHeader, lastEventIdHeader } from './run-protocol.ts'
import { errorFromWire } from './wire-error.ts'
import { parseWire, type Wire } from './wire-fields.ts'

/** Where a relay is expected when `api` is not given. */
export const defaultApi = '/api/images'

/** Between a browser and a relay, which has limits of its own. In milliseconds. */
const defaultTimeout: TimeLimits = { firstEventMs: 120_000, idleMs: 45_000, totalMs: Infinity }

/** A page has an address to resolve `api` against; without one only a handler can answer, which never looks at the host. */
const originOfNoPage = 'http://localhost'

/** A request about one run. */
interface RunRequestInit extends Pick<RequestInit, 'body' | 'signal' | 'keepalive'> {
  readonly method: 'POST' | 'GET' | 'DELETE'
  /** Behind `api`. @defaultValue `'runs'`: the run is named by its key alone */
  readonly path?: string
  /** Number of the last event that was seen. */
  readonly lastId?: number
}

/** @throws ImageStreamError `network` when nobody answers. */
export async function sendToRelay(
  options: RelayOptions,
  intentId: string,
  { path = 'runs', lastId = 0, ...init }: RunRequestInit,
): Promise<Response> {
  const { credentials = 'same-origin', fetch = globalThis.fetch } = options
  const given = typeof options.headers === 'function' ? options.headers() : options.headers
  const headers = new Headers(given)
  headers.set(idempotencyHeader, intentId)
  if (lastId > 0) headers.set(lastEventIdHeader, String(lastId))
  try {
    return await fetch(
      createRequest(relayUrl(options, path), { headers, credentials, cache: 'no-store', ...init }),
    )
  } catch (cause) {
    throw createError('network', { cause, phase: 'connect' })
  }
}

/** Of what lies behind `api`. */
export function relayUrl({ api = defaultApi }: RelayOptions, path: string): URL {
  return new URL(`${api.replace(/\/$/, '')}/${path}`, globalThis.location?.href ?? originOfNoPage)
}

export function relayLimits({ timeout }: RelayOptions): TimeLimits {
  return { ...defaultTimeout, ...timeout }
}

/** A page that a server gives for every path it does not know is no run. */
export function isRun(response: Response): boolean {
  const type = response.headers.get('content-type')
  return response.ok && (type?.startsWith('text/event-stream') ?? false)
}

/** What is said instead of a run. `isOwn`: by the relay, and not by something in front of it. */
export async function readRefusal(
  response: Response,
  watch: StallWatch,
): Promise<{ readonly error: ImageStreamError; readonly isOwn: boolean }> {
  const { status: httpStatus } = response
  const { error, message } = parseBody(await readText(response, watch))
  if (error !== undefined) return { error: errorFromWire(error), isOwn: true }
  // A hook of the relay may refuse in its own way.
  const told = typeof message === 'string' && httpStatus < 500 ? message : null
  const unknown = `The relay answered with status ${httpStatus} and no error of its own. Check that it is mounted where \`api\` says.`
  return { error: createError('relay', { httpStatus, message: told ?? unknown }), isOwn: false }
}

function parseBody(body: string): Wire {
  try {
    return parseWire(body)
  } catch {
    // Something in front of the relay answered.
    return {}
  }
}
