import { ApiError, invalidArgument } from './errors.ts'
import { errorOf, type ErrorContext } from './named-errors.ts'
import type { Flavour } from './options.ts'

/** The key of a request, in whichever of the three forms it came. */
export function readKey(request: Request): string | null {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  const inQuery = new URL(request.url).searchParams.get('key')
  return [request.headers.get('x-goog-api-key'), inQuery, bearer].find(Boolean) ?? null
}

/** API keys (`AIza…`, `AQ.…`), access tokens (`ya29.…`), and gateway keys as long as real ones. */
const REAL_KEYS = /^(AIza[\w-]{30,}|AQ\.[\w-]{20,}|ya29\.[\w.-]{20,}|sk-[\w-]{32,})$/

/**
 * Lets a key through. What looks like a real one is refused, and nothing keeps it: it has no
 * business here, and somebody is about to believe that they reached the real endpoint.
 * @throws ApiError
 */
export function checkKey(
  key: string | null,
  accepted: readonly string[] | undefined,
  flavour: Flavour,
  context: ErrorContext,
): void {
  if (key === null) throw flavour === 'anyfast' ? unauthorized() : errorOf('missing-key', context)
  if (REAL_KEYS.test(key)) {
    throw invalidArgument(
      'This key looks like a real one, and this is the image-stream emulator, which needs none. It was not stored. Use any other word, such as "test".',
    )
  }
  if (accepted === undefined || accepted.includes(key)) return
  throw flavour === 'anyfast' ? unauthorized() : errorOf('bad-key', context)
}

function unauthorized(): ApiError {
  return new ApiError(401, 'UNAUTHENTICATED', 'Invalid API key provided.')
}
