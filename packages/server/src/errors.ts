import { createError, isImageStreamError, type ErrorCode, type ImageStreamError } from '@image-stream/core'
import { errorToWire } from '@image-stream/core/relay'
import { StoreError } from './store/run-store.ts'

/** Hears of every failure that its visitor can do nothing about. The default writes one line to the console. */
export type ReportError = (error: ImageStreamError, context: { readonly runId: string | null }) => void

/** HTTP status of an error that is answered instead of a stream. `httpStatus` on the error wins. */
const statuses: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  unauthorized: 401,
  misconfigured: 500,
  quota: 429,
  'rate-limit': 429,
  overloaded: 503,
  blocked: 422,
  'no-image': 422,
  truncated: 502,
  stalled: 504,
  timeout: 504,
  network: 502,
  lost: 500,
  'too-large': 413,
  expired: 410,
  protocol: 502,
  'bad-image': 502,
  upstream: 502,
  relay: 400,
}

/** A refusal of the relay itself, with the status that says it best. Nothing was charged. */
export function refusal(httpStatus: number, message: string): ImageStreamError {
  return createError('relay', { httpStatus, message })
}

/**
 * The relay is not set up: the visitor learns only that it is not them. `toDo` is for the one who reads the log.
 */
export function notSetUp(toDo: string, cause?: unknown): ImageStreamError {
  return createError('misconfigured', { phase: 'relay', cause: new Error(toDo, { cause }) })
}

const storeIsAway = 'The server cannot reach its store. Nothing was charged; try again in a moment.'

/** Anything that was thrown, typed. What is not ours broke inside, and says nothing to the outside. */
export function toTypedError(cause: unknown): ImageStreamError {
  if (isImageStreamError(cause)) return cause
  // Without it nobody knows what was spent, so nothing is.
  if (cause instanceof StoreError)
    return createError('relay', { cause, httpStatus: 503, message: storeIsAway, advice: 'retry' })
  return createError('relay', { cause, httpStatus: 500, message: 'The server failed. Nothing was charged.' })
}

/** True for failures that whoever runs the relay should hear of: those that would be a 5xx if they were answered so. */
export function isReported(error: ImageStreamError): boolean {
  return (error.phase === 'relay' ? statusOf(error) : statuses[error.code]) >= 500
}

/** `{ "error": … }` with its status, never kept by any cache. */
export function toErrorResponse(error: ImageStreamError): Response {
  const headers = new Headers({ 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' })
  if ('retryAt' in error && error.retryAt !== null)
    headers.set('retry-after', String(Math.max(1, Math.ceil((error.retryAt - Date.now()) / 1000))))
  return Response.json({ error: errorToWire(error) }, { status: statusOf(error), headers })
}

function statusOf(error: ImageStreamError): number {
  return error.httpStatus ?? statuses[error.code]
}

/**
 * Code, status and run id. An API's sentence may repeat what it was sent, so it stays out; the cause of the relay's own
 * errors is a sentence of ours, or what a hook threw.
 */
export const reportToConsole: ReportError = (error, { runId }) => {
  const about = [error.code, error.httpStatus, error.reason, runId && `run ${runId}`]
    .filter(Boolean)
    .join(' ')
  // oxlint-disable-next-line no-console -- The one line that a server's log gets, unless `onError` takes it.
  console.error(`[image-stream] ${about}`, ...(error.phase === 'relay' && error.cause ? [error.cause] : []))
}
