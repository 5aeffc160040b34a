import { createRetryBudget } from '@image-stream/core/gemini'
import { idempotencyHeader, idPattern } from '@image-stream/core/relay'
import { authorizeRequest } from './authorize.ts'
import { cancelRun } from './cancel-run.ts'
import { isReported, notSetUp, refusal, reportToConsole, toErrorResponse, toTypedError } from './errors.ts'
import { followRun } from './follow-run.ts'
import { answerPreflight, checkOrigin, corsHeaders } from './guard.ts'
import type { ImageRelayOptions } from './options.ts'
import { sendPicture } from './pictures.ts'
import { routeOf, type Route } from './routes.ts'
import type { OnRunEnd } from './hooks.ts'
import { createRunning } from './running.ts'
import { serverlessHost } from './serverless.ts'
import type { Setup } from './setup.ts'
import { createShutdown } from './shutdown.ts'
import { startRun } from './start-run.ts'
import { createClaimStore } from './store/claims.ts'
import { createSweep } from './sweep.ts'
import { toTimerMs } from './timer.ts'
import { createUploads } from './uploads.ts'
import { createWork } from './work.ts'

/** Takes a request, and what your framework knows about it. */
export type RelayHandler<Context = unknown> = (
  request: Request,
  ...context: unknown extends Context ? [context?: Context] : [context: Context]
) => Promise<Response>

/** One handler for every route, also under the names that route files export. */
export type ImageRelay<Context = unknown> = RelayHandler<Context> & {
  readonly GET: RelayHandler<Context>
  readonly POST: RelayHandler<Context>
  readonly DELETE: RelayHandler<Context>
  /** Pictures that are kept: frameworks that have no HEAD of their own take it from GET. */
  readonly HEAD: RelayHandler<Context>
  /** Needed with `allowedOrigins` only. */
  readonly OPTIONS: RelayHandler<Context>
  /**
   * Before the process ends: lets no new run in (503), and waits for those that go on, their readers and `onRunEnd`; after
   * so many milliseconds it ends them. @defaultValue 90,000
   */
  drain(ms?: number): Promise<void>
  /** Ends all runs now. The store is yours to close. */
  close(): Promise<void>
}

/** Shorter than every proxy's patience that we know of (30 s and more). */
const defaultHeartbeatMs = 15_000

/**
 * The relay: keeps the API key on the server and answers browsers with the events of their runs.
 * Mount it anywhere; its routes are matched by the end of the path. Nothing is read from the environment before a request.
 *
 * @example
 * export const { GET, POST, DELETE } = createImageRelay({
 *   authorize: async (request) => (await readSession(request))?.userId ?? null,
 * })
 */
export function createImageRelay<Context = unknown>(
  options: ImageRelayOptions<Context> = {},
): ImageRelay<Context> {
  const { allowedOrigins = [], store = null } = options
  const running = createRunning()
  const telling = new Set<string>()
  const work = createWork()
  const shutdown = createShutdown(running, work, () => sweep.stop())
  const setup: Setup<Context> = {
    options,
    store,
    claims: store ?? createClaimStore(),
    heartbeatMs: toTimerMs(options.heartbeatMs ?? defaultHeartbeatMs),
    uploads: createUploads(),
    running,
    work,
    retryBudget: createRetryBudget(),
    closedUntil: shutdown.closedUntil,
    onRunEnd: options.onRunEnd && noting(telling, options.onRunEnd),
    telling,
    // Hooks that fail must not change what a visitor gets.
    onEvent(...event) {
      void quietly(() => options.onEvent?.(...event))
    },
    report(error, runId) {
      if (isReported(error)) void quietly(() => (options.onError ?? reportToConsole)(error, { runId }))
    },
    goOn(going, context) {
      work.add(going)
      try {
        options.waitUntil?.(going, context)
      } catch (cause) {
        setup.report(
          notSetUp('`waitUntil` threw, so the host may end what goes on behind answers.', cause),
          null,
        )
      }
    },
  }
  const sweep = createSweep(setup)
  const checkHost = once(() => {
    const host = store && !store.isShared && serverlessHost()
    if (host) setup.report(notSetUp(wrongStore(host)), null)
  })

  async function handle(request: Request, context: Context): Promise<Response> {
    const headers = corsHeaders(request, allowedOrigins)
    try {
      return withHeaders(await route(request, context), headers)
    } catch (cause) {
      const error = toTypedError(cause)
      setup.report(error, error.runId ?? null)
      return withHeaders(toErrorResponse(error), headers)
    }
  }

  async function route(request: Request, context: Context): Promise<Response> {
    const found = routeOf(new URL(request.url).pathname)
    if (!found) throw refusal(404, 'There is nothing here. A run starts with POST to {api}/runs.')
    const { methods } = found
    if (request.method === 'OPTIONS') return answerPreflight(request, allowedOrigins, methods)
    if (!methods.includes(request.method)) return notAllowed(methods)
    checkHost()
    const sweeping = sweep.touch()
    if (sweeping) setup.goOn(sweeping, context)
    // The token in its path is the permission: a picture is also shown where nothing says who shows it.
    if (found.to === 'picture') return sendPicture(setup, request, found)
    checkOrigin(request, allowedOrigins)
    return answer(found, request, context)
  }

  async function answer(
    found: Exclude<Route, { to: 'picture' }>,
    request: Request,
    context: Context,
  ): Promise<Response> {
    const name = found.to === 'run' ? { runId: found.runId } : { key: readKey(request) }
    const owner = await authorizeRequest(options.authorize, request, context)
    if (owner instanceof Response) return owner
    if (request.method === 'GET') return followRun(setup, request, { owner: owner.owner, ...name })
    if (request.method === 'DELETE') return cancelRun(setup, { owner: owner.owner, ...name })
    return startRun(setup, request, context, { ...owner, key: readKey(request) })
  }

  // The second argument is missing only where Context is unknown.
  const handler = (request: Request, context?: Context): Promise<Response> =>
    handle(request, context as Context)
  return Object.assign(handler, {
    GET: handler,
    POST: handler,
    DELETE: handler,
    HEAD: handler,
    OPTIONS: handler,
    drain: shutdown.drain,
    close: () => shutdown.drain(0),
  })
}

function noting(telling: Set<string>, onRunEnd: OnRunEnd): OnRunEnd {
  return async (end) => {
    telling.add(end.id)
    try {
      return await onRunEnd(end)
    } finally {
      telling.delete(end.id)
    }
  }
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) act()
    isDone = true
  }
}

/** Also where the hook is asynchronous and fails later: nobody would hear of it, and that ends a process of Node's. */
async function quietly(act: () => unknown): Promise<void> {
  try {
    await act()
  } catch {
    // It is the hook's own to report.
  }
}

function wrongStore(host: string): string {
  return `The store keeps runs in this process, and on ${host} the next request may meet another one: resuming, keys and limits then hold by chance. Use createRedisStore.`
}

function readKey(request: Request): string {
  const key = request.headers.get(idempotencyHeader)
  if (key !== null && idPattern.test(key)) return key
  throw refusal(
    400,
    `The header ${idempotencyHeader} is ${key === null ? 'missing' : 'malformed'}: 128 random bits in base64url, 22 characters.`,
  )
}

function withHeaders(response: Response, headers: readonly (readonly [string, string])[]): Response {
  // A copy, as the headers of some responses cannot be changed: redirects, and what `fetch` gave.
  const copy = new Response(response.body, response)
  for (const [name, value] of headers) copy.headers.append(name, value)
  // What a hook answers is meant for whoever asked, and a cache may guess otherwise.
  if (!copy.headers.has('cache-control')) copy.headers.set('cache-control', 'private, no-store')
  return copy
}

function notAllowed(methods: readonly string[]): Response {
  const response = toErrorResponse(refusal(405, `Here is only ${methods.join(', ')}.`))
  response.headers.set('allow', methods.join(', '))
  return response
}
