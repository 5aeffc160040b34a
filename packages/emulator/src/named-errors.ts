import { MAX_REQUEST_BYTES } from './body.ts'
import { ApiError, badFields, invalidArgument } from './errors.ts'
import {
  corruptedSignature,
  invalidSignature,
  missingFile,
  missingSignature,
  tooLarge,
  unknownName,
  unreadableImage,
  unsupportedFile,
  unsupportedType,
} from './refused-input.ts'
import type { WireObject } from './wire-json.ts'

/** What the tables below need to know of a request. */
export interface ErrorContext {
  readonly model: string
  readonly version: string
  readonly key: string | null
}

const SERVICE = 'generativelanguage.googleapis.com'
const QUOTA = 'You exceeded your current quota, please check your plan and billing details.'
const HIGH_DEMAND =
  'This model is currently experiencing high demand. Spikes in demand are usually temporary. Please try again later.'
const CONSOLE = `https://console.developers.google.com/apis/api/${SERVICE}/overview?project=123456`
const BAD_KEY = 'API key not valid. Please pass a valid API key.'

export type ErrorName =
  | 'bad-key'
  | 'missing-key'
  | 'service-disabled'
  | 'referrer-blocked'
  | 'ip-blocked'
  | 'service-blocked'
  | 'region'
  | 'unknown-model'
  | 'quota-minute'
  | 'quota-day'
  | 'no-free-tier'
  | 'rate-limit'
  | 'overloaded'
  | 'internal'
  | 'deadline'
  | 'cancelled'
  | 'invalid-argument'
  | 'unknown-field'
  | 'too-large'
  | 'bad-image'
  | 'unsupported-type'
  | 'unsupported-file'
  | 'missing-file'
  | 'missing-signature'
  | 'missing-text-signature'
  | 'corrupted-signature'
  | 'invalid-signature'

/** Each error that the endpoint is known to send, by the name that options and scenarios use. */
const errors: Readonly<Record<ErrorName, (context: ErrorContext) => ApiError>> = {
  'bad-key': ({ key }) =>
    invalidArgument(BAD_KEY, [
      errorInfo('API_KEY_INVALID', { service: SERVICE }),
      {
        '@type': 'type.googleapis.com/google.rpc.LocalizedMessage',
        locale: 'en-US',
        message: BAD_KEY,
      },
      // The real one repeats the key too, as recorded: a client must not pass it on.
      ...(key === null ? [] : [debugInfo(`Invalid API key: ${key}`)]),
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
      `Generative Language API has not been used in project 123456 before or it is disabled. Enable it by visiting ${CONSOLE} then retry.`,
      [
        {
          '@type': 'type.googleapis.com/google.rpc.Help',
          links: [
            {
              description: 'Google developers console API activation',
              url: CONSOLE,
            },
          ],
        },
        errorInfo('SERVICE_DISABLED', { service: SERVICE, consumer: 'projects/123456' }),
      ],
    ),
  'referrer-blocked': () =>
    blocked('API_KEY_HTTP_REFERRER_BLOCKED', 'Requests from this referer are blocked.'),
  'ip-blocked': () =>
    blocked('API_KEY_IP_ADDRESS_BLOCKED', 'The provided API key has an IP address restriction.'),
  'service-blocked': () => blocked('API_KEY_SERVICE_BLOCKED', `Requests to this API ${SERVICE} are blocked.`),
  region: () => new ApiError(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
  'unknown-model': ({ model, version }) => {
    const message = `models/${model} is not found for API version ${version}, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`
    return new ApiError(404, 'NOT_FOUND', message, [
      debugInfo(`[ORIGINAL ERROR] generic::not_found: ${message}`),
    ])
  },
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
  // The older of two shapes, seen from Vertex as well.
  'rate-limit': () =>
    new ApiError(
      429,
      'RESOURCE_EXHAUSTED',
      `Quota exceeded for quota metric 'Generate Content API requests per minute' and limit 'GenerateContent request limit per minute for a region' of service '${SERVICE}' for consumer 'project_number:123456'.`,
      [
        errorInfo('RATE_LIMIT_EXCEEDED', {
          service: SERVICE,
          consumer: 'projects/123456',
          quota_limit_value: '10',
          quota_limit: 'GenerateContentRequestsPerMinutePerProjectPerRegion',
          quota_location: 'us-east1',
          quota_metric: `${SERVICE}/generate_content_requests`,
        }),
      ],
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
  'unknown-field': () =>
    badFields([{ field: 'generation_config', description: unknownName('generation_config', 'novelty') }]),
  'too-large': () => tooLarge(MAX_REQUEST_BYTES),
  'bad-image': unreadableImage,
  'unsupported-type': () => unsupportedType('image/gif'),
  'unsupported-file': () => unsupportedFile('https://example.com/picture.png'),
  'missing-file': () => missingFile('abc-123'),
  'missing-signature': () => missingSignature('Image', 2, 1),
  'missing-text-signature': () => missingSignature('Text', 2, 1),
  'corrupted-signature': corruptedSignature,
  'invalid-signature': invalidSignature,
}

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

function blocked(reason: string, message: string): ApiError {
  return new ApiError(403, 'PERMISSION_DENIED', message, [errorInfo(reason, { service: SERVICE })])
}

function debugInfo(detail: string): WireObject {
  return { '@type': 'type.googleapis.com/google.rpc.DebugInfo', detail }
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
