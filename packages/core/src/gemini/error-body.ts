import { createError, type ErrorPhase, type ImageStreamError } from '../errors.ts'
import { parseDuration, parseRetryAfter } from './wait-time.ts'

/** Where an error body was met. */
export interface ErrorContext {
  readonly httpStatus?: number
  /** Seconds or a date, as in RFC 9110 10.2.3. */
  readonly retryAfter?: string | null
  /** `streaming` when it came in an answer that had begun. */
  readonly phase: ErrorPhase
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** How long to wait when a quota by the minute does not say. In milliseconds. */
export const defaultQuotaWaitMs = 60_000
/** How long to wait when an overloaded model does not say. In milliseconds. */
export const defaultOverloadWaitMs = 5_000

/** An error body, whichever of the two envelopes it came in. */
interface ErrorBody {
  readonly status: number
  /** Google's `status`, an ErrorInfo reason, or an OpenAI-shaped `code` or `type`. */
  readonly reasons: readonly string[]
  readonly message: string
  readonly quotaIds: readonly string[]
  readonly retryDelay: string | undefined
}

/**
 * Reads Google's envelope (`error.code` is a number) and the OpenAI-shaped one (a string), also inside an array, as the
 * endpoint wraps it when SSE was not asked for. Null for a value that is no error body.
 */
export function toGeminiError(value: unknown, context: ErrorContext): ImageStreamError | null {
  const envelope: unknown = Array.isArray(value) ? value[0] : value
  if (!isRecord(envelope)) return null
  const { error } = envelope
  if (isText(error)) return toTyped(readBody({ message: error }, context), context)
  return isRecord(error) ? toTyped(readBody(error, context), context) : null
}

/** The error for an answer that has a bad status and no body that says more. */
export function errorOfStatus(context: ErrorContext & { readonly httpStatus: number }): ImageStreamError {
  const body = { status: context.httpStatus, reasons: [], message: '', quotaIds: [], retryDelay: undefined }
  return toTyped(body, context)
}

function readBody(error: Record, { httpStatus }: ErrorContext): ErrorBody {
  const { code, status, type, message } = error
  const details = Array.isArray(error['details']) ? error['details'].filter(isRecord) : []
  const violations = details.flatMap(({ violations: list }) =>
    Array.isArray(list) ? list.filter(isRecord) : [],
  )
  return {
    status: typeof code === 'number' ? code : (httpStatus ?? 0),
    reasons: [...details.map(({ reason }) => reason), status, code, type].filter(isText),
    message: isText(message) ? message : '',
    quotaIds: violations.map(({ quotaId }) => quotaId).filter(isText),
    retryDelay: details.map(({ retryDelay }) => retryDelay).find(isText),
  }
}

function toTyped(body: ErrorBody, context: ErrorContext): ImageStreamError {
  const { status, reasons, message } = body
  const { httpStatus, phase } = context
  const common = {
    httpStatus,
    phase,
    reason: reasons[0],
    detail: message || undefined,
    ...billedOf(body, context),
  }
  const has = (...names: readonly string[]): boolean => names.some((name) => reasons.includes(name))

  if (status === 429 || has('RESOURCE_EXHAUSTED', 'rate_limit_error', 'insufficient_quota'))
    return createError('quota', { ...common, retryAt: quotaRetryAt(body, context) })
  if (status === 503 || has('UNAVAILABLE'))
    return createError('overloaded', {
      ...common,
      retryAt: context.now + (waitMs(body, context) ?? defaultOverloadWaitMs),
    })
  if (status === 413 || /payload size exceeds/i.test(message)) return createError('too-large', common)
  if (isSetUp(status, has, message)) return createError('misconfigured', common)
  if (status === 400 && /thought.signature/i.test(message))
    return createError('expired', { ...common, message: cannotContinue })
  if (status === 400) return refusedInput(message, common)
  return createError('upstream', common)
}

/** Whether money may be gone: a call that had begun is one, and so is one that the API does not say it refused. */
function billedOf(
  { status, reasons }: ErrorBody,
  { phase }: ErrorContext,
): { readonly billed?: 'no' | 'maybe'; readonly message?: string } {
  if (phase === 'streaming') return { billed: 'maybe', message: brokenOff }
  // 408 and 499 are about calls that were under way.
  if (status >= 400 && status < 500 && status !== 408 && status !== 499) return { billed: 'no' }
  // Anything in front of the API may have made a bare 503, also after the API had begun.
  if (status === 503 && reasons.length === 0) return { billed: 'maybe', message: unavailable }
  return {}
}

const unavailable =
  'Something in front of the image service answered that it is not available. The call may have been charged.'

const cannotContinue =
  'The API no longer takes the earlier picture as part of the conversation. Give it as a reference picture instead; nothing was charged.'

const brokenOff = 'The API broke off with an error of its own after it had begun. It may have been charged.'

function isSetUp(status: number, has: (...names: readonly string[]) => boolean, message: string): boolean {
  return (
    [401, 403, 404].includes(status) ||
    has('API_KEY_INVALID', 'invalid_api_key', 'authentication_error', 'FAILED_PRECONDITION') ||
    // Some gateways send the key's error as a plain 400 without details.
    /api key not valid|location is not supported/i.test(message)
  )
}

/** The API refused what our own check let through: its sentence is the issue. */
function refusedInput(message: string, common: object): ImageStreamError {
  const field = /input image|mime type/i.test(message) ? 'images' : 'request'
  const sentence = message || 'The API refused the request as invalid.'
  return createError('invalid-input', {
    message: sentence,
    ...common,
    issues: [{ field, value: undefined, allowed: [], message: sentence }],
  })
}

/** Null where waiting does not help: a quota by the day, or one of zero, whatever delay the message names beside it. */
function quotaRetryAt(body: ErrorBody, context: ErrorContext): number | null {
  const byDay = body.quotaIds.some((id) => /PerDay/i.test(id))
  if (byDay || /\blimit: 0\b/.test(body.message) || body.reasons.includes('insufficient_quota')) return null
  return context.now + (waitMs(body, context) ?? defaultQuotaWaitMs)
}

function waitMs({ retryDelay, message }: ErrorBody, { retryAfter, now }: ErrorContext): number | null {
  const inWords = /retry in (\d+(?:\.\d+)?s)/i.exec(message)?.[1]
  return (
    parseDuration(retryDelay ?? '') ?? parseDuration(inWords ?? '') ?? parseRetryAfter(retryAfter ?? '', now)
  )
}

/** The value of a JSON text, or undefined when it is none: the callers know what that means to them. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // As documented.
  }
}

type Record = { readonly [field: string]: unknown }

function isRecord(value: unknown): value is Record {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
