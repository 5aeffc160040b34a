import { createError } from '@image-stream/core'
import { notSetUp } from './errors.ts'
import type { OwnerLimits } from './limits.ts'

/** Who is asking, for as long as one request takes. */
export interface Owner {
  /** Your own id of the visitor: runs, caps and idempotency keys belong to it. */
  readonly owner: string
  readonly limits?: OwnerLimits | undefined
}

/** What `authorize` may say: an owner, an answer of its own, or null for nobody (401). */
export type Authorization = string | Owner | Response | null

export type Authorize<Context> = (
  request: Request,
  context: Context,
) => Authorization | Promise<Authorization>

/**
 * Lets everybody draw on your account. In production it has to be written out.
 * All visitors are one owner: `limits.maxLiveRuns` is what they share.
 */
export const allowAnyone: () => string = () => 'anyone'

/**
 * Asks who is there. Closed by default: whatever is no clear yes is a no.
 * @throws ImageStreamError `unauthorized` for nobody; `misconfigured` without `authorize` in production, or when it fails.
 */
export async function authorizeRequest<Context>(
  authorize: Authorize<Context> | undefined,
  request: Request,
  context: Context,
): Promise<Owner | Response> {
  if (!authorize) {
    if (isDevelopment()) return { owner: 'anyone' }
    throw notSetUp(
      'createImageRelay has no `authorize`, so in production it refuses every request. Return the id of the signed-in visitor from it, or write `authorize: allowAnyone`.',
    )
  }
  const authorization = await askHook(authorize, request, context)
  if (authorization instanceof Response) return authorization
  // The types do not allow undefined, but `user?.id` gives it to those who write JavaScript: nobody is there.
  if (authorization === null || authorization === undefined || authorization === '')
    throw createError('unauthorized', {})
  const owner = typeof authorization === 'string' ? { owner: authorization } : authorization
  if (typeof owner !== 'object' || typeof owner.owner !== 'string' || owner.owner === '')
    throw notSetUp('`authorize` returned neither an owner, a Response nor null.')
  return owner
}

async function askHook<Context>(
  authorize: Authorize<Context>,
  request: Request,
  context: Context,
): Promise<Authorization> {
  try {
    return await authorize(request, context)
  } catch (cause) {
    throw notSetUp('`authorize` threw.', cause)
  }
}

interface Runtime {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
  readonly navigator?: { readonly userAgent?: string }
}

/** Only where an environment can be read and does not say otherwise. A worker has none: it counts as production. */
function isDevelopment(): boolean {
  const { process, navigator }: Runtime = globalThis
  const isWorker = navigator?.userAgent === 'Cloudflare-Workers'
  return process?.env !== undefined && process.env['NODE_ENV'] !== 'production' && !isWorker
}

/** An environment variable, where there is an environment. Read when it is needed: a build evaluates modules without secrets. */
export function readEnvironment(name: string): string | undefined {
  const { process }: Runtime = globalThis
  return process?.env?.[name]
}
