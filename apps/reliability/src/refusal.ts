/** An answer of the API that asks to come back later, and everything that it may say about when. */
export interface Refusal {
  readonly status: 429 | 503
  /** The header. */
  readonly retryAfter?: string
  /** Of `google.rpc.RetryInfo`. */
  readonly retryDelay?: string
  readonly quotaId?: string
  readonly message?: string
}

export function refuse({ status, retryAfter, retryDelay, quotaId, message }: Refusal): Response {
  const details = [
    ...(quotaId === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] }]),
    ...(retryDelay === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }]),
  ]
  const error = {
    code: status,
    message: message ?? 'Not now.',
    status: status === 429 ? 'RESOURCE_EXHAUSTED' : 'UNAVAILABLE',
    details,
  }
  const headers: HeadersInit = retryAfter === undefined ? {} : { 'retry-after': retryAfter }
  return Response.json({ error }, { status, headers })
}
