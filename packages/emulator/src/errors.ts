import type { WireObject } from './wire-json.ts'

/** A refusal in the shape of `google.rpc.Status`; thrown by checks, answered by the emulator. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly reason: string
  readonly details: readonly WireObject[]

  constructor(status: number, reason: string, message: string, details: readonly WireObject[] = []) {
    super(message)
    this.status = status
    this.reason = reason
    this.details = details
  }
}

export function invalidArgument(message: string, details: readonly WireObject[] = []): ApiError {
  return new ApiError(400, 'INVALID_ARGUMENT', message, details)
}

/** 400 with `google.rpc.BadRequest`, which names each field. */
export function badFields(
  violations: readonly { readonly field: string; readonly description: string }[],
): ApiError {
  return invalidArgument(violations.map(({ description }) => description).join('\n'), [
    {
      '@type': 'type.googleapis.com/google.rpc.BadRequest',
      fieldViolations: violations.map(({ field, description }) =>
        field === '' ? { description } : { field, description },
      ),
    },
  ])
}

/** What the tables below need to know of a request. */
export interface ErrorContext {
  readonly model: string
  readonly version: string
}

const SERVICE = 'generativelanguage.googleapis.com'
const QUOTA = 'You exceeded your current quota, please check your plan and billing details.'
const HIGH_DEMAND =
  'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.'
const BAD_KEY = 'API key not valid. Please pass a valid API key.'

export type ErrorName =
  | 'bad-key'
  | 'missing-key'
  | 'service-disabled'
  | 'referrer-blocked'
  | 'region'
  | 'unknown-model'
  | 'quota-minute'
  | 'quota-day'
  | 'no-free-tier'
  | 'overloaded'
  | 'internal'
  | 'deadline'
  | 'cancelled'
  | 'invalid-argument'
  | 'bad-image'

/** Each error that the endpoint is known to send, by the name that options and scenarios use. */
const errors: Readonly<Record<ErrorName, (context: ErrorContext) => ApiError>> = {
  'bad-key': () =>
    invalidArgument(BAD_KEY, [
      errorInfo('API_KEY_INVALID', { service: SERVICE }),
      {
        '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
        locale: 'en-US',
        message: BAD_KEY,
      },
    ]),
  'missing-key': () =>
    new ApiError(
      403,
      'PERMISSION_DENIED',
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    ),
  'service-disabled': () =>
    new ApiError(
      403,
      'PERMISSION_DENIED',
      'Generative Language API has not been used in project 123456 before or it is disabled.',
      [
        {
          '@type': 'type.googleapis.com/google.rpc.Help',
          links: [
            {
              description: 'Google developers console API activation',
              url: 'https://console.developers.google.com/',
            },
          ],
        },
        errorInfo('SERVICE_DISABLED', { service: SERVICE, consumer: 'projects/123456' }),
      ],
    ),
  'referrer-blocked': () =>
    new ApiError(403, 'PERMISSION_DENIED', 'Requests from this referer are blocked.', [
      errorInfo('API_KEY_HTTP_REFERRER_BLOCKED', { service: SERVICE }),
    ]),
  region: () => new ApiError(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
  'unknown-model': ({ model, version }) =>
    new ApiError(
      404,
      'NOT_FOUND',
      `models/${model} is not found for API version ${version}, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
    ),
  'quota-minute': ({ model }) =>
    quota('GenerateRequestsPerMinutePerProjectPerModel', 'generate_requests_per_model', '10', model, '34.4s'),
  'quota-day': ({ model }) =>
    quota(
      'GenerateRequestsPerDayPerProjectPerModel',
      'generate_requests_per_model_per_day',
      '250',
      model,
      null,
    ),
  'no-free-tier': ({ model }) =>
    quota(
      'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
      'generate_content_free_tier_requests',
      '0',
      model,
      '40s',
    ),
  overloaded: () => new ApiError(503, 'UNAVAILABLE', HIGH_DEMAND),
  internal: () =>
    new ApiError(
      500,
      'INTERNAL',
      'An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting',
    ),
  deadline: () => new ApiError(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
  cancelled: () => new ApiError(499, 'CANCELLED', 'The operation was cancelled.'),
  'invalid-argument': () => invalidArgument('Request contains an invalid argument.'),
  'bad-image': () => invalidArgument(UNREADABLE_IMAGE),
}

export const UNREADABLE_IMAGE =
  'Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting'

export const errorNames: readonly ErrorName[] = Object.keys(errors) as ErrorName[]

/** The named error, or a bare one for an HTTP status. */
export function errorOf(name: ErrorName | number, context: ErrorContext, retryDelay?: string): ApiError {
  const error =
    typeof name === 'number'
      ? new ApiError(name, reasonOf(name), `The emulator was asked for HTTP ${name}.`)
      : errors[name](context)
  return retryDelay === undefined ? error : withRetryDelay(error, retryDelay)
}

function withRetryDelay(error: ApiError, retryDelay: string): ApiError {
  const others = error.details.filter((detail) => detail['@type'] !== RETRY_INFO)
  return new ApiError(error.status, error.reason, error.message, [
    ...others,
    { '@type': RETRY_INFO, retryDelay },
  ])
}

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo'

function quota(
  quotaId: string,
  metric: string,
  limit: string,
  model: string,
  retryDelay: string | null,
): ApiError {
  const quotaMetric = `${SERVICE}/${metric}`
  const wait = retryDelay === null ? '' : `\nPlease retry in ${retryDelay}.`
  return new ApiError(
    429,
    'RESOURCE_EXHAUSTED',
    `${QUOTA}\n* Quota exceeded for metric: ${quotaMetric}, limit: ${limit}, model: ${model}${wait}`,
    [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          { quotaMetric, quotaId, quotaDimensions: { location: 'global', model }, quotaValue: limit },
        ],
      },
      ...(retryDelay === null ? [] : [{ '@type': RETRY_INFO, retryDelay }]),
    ],
  )
}

function errorInfo(reason: string, metadata: WireObject): WireObject {
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason,
    domain: 'googleapis.com',
    metadata,
  }
}

function reasonOf(status: number): string {
  const reasons: Readonly<Record<number, string>> = {
    400: 'INVALID_ARGUMENT',
    401: 'UNAUTHENTICATED',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
    409: 'ABORTED',
    429: 'RESOURCE_EXHAUSTED',
    499: 'CANCELLED',
    500: 'INTERNAL',
    501: 'UNIMPLEMENTED',
    503: 'UNAVAILABLE',
    504: 'DEADLINE_EXCEEDED',
  }
  return reasons[status] ?? 'UNKNOWN'
}

/** Google's envelope. */
export function googleEnvelope(error: ApiError): WireObject {
  return {
    error: {
      code: error.status,
      message: error.message,
      status: error.reason,
      details: error.details.length > 0 ? error.details : undefined,
    },
  }
}

/** AnyFast's: OpenAI's shape, where `code` is a text and there is no `status`. */
export function openAiEnvelope(error: ApiError): WireObject {
  const types: Readonly<Record<number, readonly [type: string, code: string]>> = {
    401: ['authentication_error', 'invalid_api_key'],
    404: ['invalid_request_error', 'model_not_found'],
    429: ['rate_limit_error', 'rate_limit_exceeded'],
    500: ['server_error', 'internal_error'],
    503: ['server_error', 'service_unavailable'],
  }
  const [type, code] = types[error.status] ?? ['invalid_request_error', error.reason.toLowerCase()]
  return { error: { message: error.message, type, code } }
}
