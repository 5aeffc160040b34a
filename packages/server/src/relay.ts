import {
  createError,
  defaultModel,
  isImageStreamError,
  type FetchHandler,
  type ImageStreamError,
  type ImageStreamEvent,
  type ModelId,
  type ResolvedInput,
} from '@image-stream/core'
import { createRetryBudget, gemini, type GeminiAuth } from '@image-stream/core/gemini'
import { idempotencyHeader, idPattern, runEvents, withFields } from '@image-stream/core/relay'
import { authorizeRequest, readEnvironment, type Authorize } from './authorize.ts'
import {
  isReported,
  notSetUp,
  refusal,
  reportToConsole,
  toErrorResponse,
  toTypedError,
  type ReportError,
} from './errors.ts'
import { answerPreflight, checkEncoding, checkOrigin, corsHeaders } from './guard.ts'
import { resolveLimits, type Limits, type RelayLimits } from './limits.ts'
import { createLiveRuns, type LiveRun } from './live-runs.ts'
import { readRun } from './read-run.ts'
import { toRunResponse } from './run-response.ts'

/** Where the relay sends what it was asked. */
export interface Upstream {
  /** @defaultValue Google's endpoint */
  readonly baseUrl?: string
  /** How the key travels. @defaultValue `'header'` */
  readonly auth?: GeminiAuth
  /** A handler may stand in for the network, for example the emulator. @defaultValue `globalThis.fetch` */
  readonly fetch?: FetchHandler
  /** How often a call is made again that proved to have done no work: busy, over a quota by the minute, not reached. @defaultValue 2 */
  readonly maxRetries?: number
}

export interface ImageRelayOptions<Context = unknown> {
  /** @defaultValue the environment variable `GEMINI_API_KEY`, read when a run is asked for */
  readonly apiKey?: string | ((context: Context) => string | Promise<string>)
  readonly upstream?: Upstream
  /** Who is asking: your own id of the visitor, or null for nobody. Required in production; write `allowAnyone` for a public one. */
  readonly authorize?: Authorize<Context>
  /** Models that may be asked for. @defaultValue the cheapest alone: a dearer one is your decision, never a visitor's */
  readonly models?: readonly ModelId[]
  readonly limits?: RelayLimits
  /** Other origins whose pages may draw here, such as `https://app.example.com`. This one always may. */
  readonly allowedOrigins?: readonly string[]
  /** Milliseconds of silence before a comment is sent, so that nothing on the way takes the connection for dead. @defaultValue 15,000 */
  readonly heartbeatMs?: number
  /** Hears of failures that a visitor can do nothing about. @defaultValue one line on the console */
  readonly onError?: ReportError
}

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
  /** Needed with `allowedOrigins` only. */
  readonly OPTIONS: RelayHandler<Context>
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
  const { allowedOrigins = [], models = [defaultModel], heartbeatMs = defaultHeartbeatMs } = options
  const { onError = reportToConsole } = options
  const liveRuns = createLiveRuns()
  const retryBudget = createRetryBudget()

  async function handle(request: Request, context: Context): Promise<Response> {
    const response = await route(request, context).catch((cause: unknown) => {
      const error = toTypedError(cause)
      report(error, null)
      return toErrorResponse(error)
    })
    return withHeaders(response, corsHeaders(request, allowedOrigins))
  }

  async function route(request: Request, context: Context): Promise<Response> {
    const { pathname } = new URL(request.url)
    const methods = methodsOf(pathname)
    if (!methods) throw refusal(404, 'There is nothing here. A run starts with POST to {api}/runs.')
    if (request.method === 'OPTIONS') return answerPreflight(request, allowedOrigins, methods)
    if (!methods.includes(request.method)) return notAllowed(methods)
    checkOrigin(request, allowedOrigins)
    if (!isRunsPath(pathname)) throw notKept()
    return request.method === 'POST' ? startRun(request, context) : cancelRun(request, context)
  }

  async function startRun(request: Request, context: Context): Promise<Response> {
    checkEncoding(request)
    const key = readKey(request)
    const owner = await authorizeRequest(options.authorize, request, context)
    if (owner instanceof Response) return owner
    const limits = resolveLimits(options.limits, owner.limits)
    const run = liveRuns.claim(owner.owner, key, limits)
    try {
      const asked = await readAsked(request, context, run, limits)
      run.spend()
      const events = asked ? drawnEvents(request, run, key, asked) : cancelledEvents(run)
      const secret = asked?.apiKey ?? ''
      return toRunResponse(events, { heartbeatMs, secret, onLeave: () => run.abort() })
    } catch (error) {
      run.end()
      throw error
    }
  }

  /** Everything that can be refused is refused here, before the answer begins. Null for a run that was cancelled first. */
  async function readAsked(
    request: Request,
    context: Context,
    run: LiveRun,
    limits: Limits,
  ): Promise<Asked | null> {
    try {
      run.signal.throwIfAborted()
      const input = await readRun(request, { models, limits }, run.signal)
      return { input, apiKey: await readApiKey(context) }
    } catch (error) {
      // There is nothing to pay, and nobody to tell what else was wrong.
      if (wasCancelled(run)) return null
      throw error
    }
  }

  /** The events of one run, from `start` to the one that ends it. */
  async function* drawnEvents(request: Request, run: LiveRun, key: string, asked: Asked): RunEvents {
    const { input, apiKey } = asked
    // Holding the request here also keeps its signal alive: some runtimes let go of both together.
    const onLeave = (): void => run.abort()
    request.signal.addEventListener('abort', onLeave)
    if (request.signal.aborted) onLeave()
    try {
      yield { type: 'start', runId: run.id }
      for await (const event of runEvents(
        transportOf(apiKey),
        { input, intentId: key, history: [] },
        run.signal,
      )) {
        const error = errorOf(event, run)
        if (error) report(error, run.id)
        yield error ? { type: 'error', error } : event
      }
    } finally {
      run.end()
      request.signal.removeEventListener('abort', onLeave)
    }
  }

  function transportOf(apiKey: string): ReturnType<typeof gemini> {
    const { upstream = {} } = options
    // In a page, which has no secrets, a relay makes sense only with a handler in place of the network.
    return gemini({
      ...upstream,
      apiKey,
      retryBudget,
      keepAnswers: false,
      dangerouslyAllowBrowser: upstream.fetch !== undefined,
    })
  }

  async function cancelRun(request: Request, context: Context): Promise<Response> {
    const key = readKey(request)
    const owner = await authorizeRequest(options.authorize, request, context)
    if (owner instanceof Response) return owner
    liveRuns.cancel(owner.owner, key)
    return new Response(null, { status: 204, headers: { 'cache-control': 'private, no-store' } })
  }

  async function readApiKey(context: Context): Promise<string> {
    const { apiKey = readEnvironment('GEMINI_API_KEY') } = options
    const key = typeof apiKey === 'function' ? await askForKey(apiKey, context) : apiKey
    if (typeof key === 'string' && key !== '') return key
    throw notSetUp('There is no API key. Set the environment variable GEMINI_API_KEY, or pass `apiKey`.')
  }

  function report(error: ImageStreamError, runId: string | null): void {
    if (!isReported(error)) return
    try {
      onError(error, { runId })
    } catch {
      // A hook that fails must not change what its visitor gets.
    }
  }

  // The second argument is missing only where Context is unknown.
  const handler = (request: Request, context?: Context): Promise<Response> =>
    handle(request, context as Context)
  return Object.assign(handler, { GET: handler, POST: handler, DELETE: handler, OPTIONS: handler })
}

/** A run that was let in: what to draw, and the key to draw it with. */
interface Asked {
  readonly input: ResolvedInput
  readonly apiKey: string
}

type RunEvents = AsyncGenerator<ImageStreamEvent, void, undefined>

async function* cancelledEvents(run: LiveRun): RunEvents {
  run.end()
  yield { type: 'start', runId: run.id }
  yield { type: 'stopped', billed: 'no' }
}

function wasCancelled({ signal }: LiveRun): boolean {
  return signal.aborted && !isImageStreamError(signal.reason)
}

/** The error that an event is, with the id of its run, so that it can be found again. A time limit ends as one too. */
function errorOf(event: ImageStreamEvent, run: LiveRun): ImageStreamError | null {
  const reason: unknown = run.signal.reason
  const endedByLimit = event.type === 'stopped' && isImageStreamError(reason) ? reason : null
  const error = event.type === 'error' ? event.error : endedByLimit
  return error && withFields(error, { runId: run.id })
}

async function askForKey<Context>(
  apiKey: (context: Context) => string | Promise<string>,
  context: Context,
): Promise<string> {
  try {
    return await apiKey(context)
  } catch (cause) {
    throw notSetUp('`apiKey` threw.', cause)
  }
}

function readKey(request: Request): string {
  const key = request.headers.get(idempotencyHeader)
  if (key !== null && idPattern.test(key)) return key
  throw refusal(
    400,
    `The header ${idempotencyHeader} is ${key === null ? 'missing' : 'malformed'}: 128 random bits in base64url, 22 characters.`,
  )
}

/** Runs are not kept: what ends, or loses its reader, is gone. */
function notKept(): ImageStreamError {
  return createError('expired', {
    httpStatus: 404,
    message: 'This server keeps no runs, so there is none to come back to.',
  })
}

function withHeaders(response: Response, headers: readonly (readonly [string, string])[]): Response {
  // A copy, as the headers of some responses cannot be changed: redirects, and what `fetch` gave.
  const copy = new Response(response.body, response)
  for (const [name, value] of headers) copy.headers.append(name, value)
  return copy
}

const runsPath = /\/runs\/?$/
/** A run's own address. Runs that are kept get an answer there. */
const runPath = /\/runs\/[A-Za-z0-9_-]{22}\/?$/

function isRunsPath(pathname: string): boolean {
  return runsPath.test(pathname)
}

function methodsOf(pathname: string): readonly string[] | null {
  if (isRunsPath(pathname)) return ['POST', 'DELETE', 'OPTIONS']
  return runPath.test(pathname) ? ['GET', 'DELETE', 'OPTIONS'] : null
}

function notAllowed(methods: readonly string[]): Response {
  const response = toErrorResponse(refusal(405, `Here is only ${methods.join(', ')}.`))
  response.headers.set('allow', methods.join(', '))
  return response
}
