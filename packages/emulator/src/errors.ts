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
