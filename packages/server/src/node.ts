import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'

/** Any handler of web requests. It also gets Node's own request, for what your framework put there. */
export type WebHandler = (request: Request, incoming: IncomingMessage) => Response | Promise<Response>

export type NodeListener = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/** How long the rest of a refused upload is read and thrown away, in milliseconds: hanging up earlier loses the answer. */
const lingerMs = 2_000

/**
 * A listener for `node:http`, and for what is built on it, such as Express. Bodies stream both ways, with back-pressure;
 * when the client leaves, the request's signal aborts and the answer's body is cancelled.
 *
 * @example
 * createServer(toNodeListener(createImageRelay())).listen(3000)
 * app.use('/api/images', toNodeListener(relay)) // Express
 */
export function toNodeListener(handler: WebHandler): NodeListener {
  return (incoming, outgoing) => {
    void answer(handler, incoming, outgoing).catch((cause: unknown) => {
      // After its head an answer can only be broken off: an end would look whole.
      if (outgoing.headersSent) outgoing.destroy()
      else sendPlain(outgoing, cause instanceof BadRequest ? 400 : 500)
    })
  }
}

async function answer(
  handler: WebHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const leaving = new AbortController()
  // The request's own close comes with its last byte; the answer's comes when it is over, or when nobody is there.
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) leaving.abort(new DOMException('The client has left.', 'AbortError'))
  })
  const request = toRequest(incoming, leaving.signal)
  requests.set(outgoing, request)
  const response = await handler(request, incoming)
  // Node notes the end of a request a turn after its head, also when both came at once.
  if (!incoming.complete) await new Promise((resolve) => setImmediate(resolve))
  discardAfter(incoming, outgoing)
  await send(response, outgoing, leaving.signal)
}

/** A request that nobody holds is collected, and from then on its signal, which a handler may hold, is dead. */
const requests = new WeakMap<ServerResponse, Request>()

class BadRequest extends Error {}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  try {
    return new Request(toUrl(incoming), {
      method,
      headers: toHeaders(incoming),
      signal,
      ...(hasBody && { body: toBody(incoming), duplex: 'half' }),
    })
  } catch (cause) {
    throw new BadRequest('Not a request that can be answered.', { cause })
  }
}

/** `Host` is what the client says; nothing may depend on it. A value that is no host at all is not used. */
const hostPattern = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

function toUrl(incoming: IncomingMessage & { originalUrl?: string }): string {
  const { host = '' } = incoming.headers
  const scheme = (incoming.socket as Partial<TLSSocket>).encrypted === true ? 'https' : 'http'
  const origin = `${scheme}://${hostPattern.test(host) ? host : 'localhost'}`
  // Express shortens `url` to what is below the mount point.
  const target = incoming.originalUrl ?? incoming.url ?? '/'
  // Joined and not resolved: `//elsewhere/runs` is a path here.
  if (target.startsWith('/')) return origin + target
  const absolute = URL.parse(target)
  return origin + (absolute ? absolute.pathname + absolute.search : '/')
}

function toHeaders({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // HTTP/2 has its method and path among them.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[index + 1] ?? '')
  }
  return headers
}

/** By hand, as `Readable.toWeb` hangs up when its reader cancels, and with it goes the answer that says why. */
function toBody(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let over = false
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        incoming.on('data', (bytes: Uint8Array) => {
          if (over) return
          controller.enqueue(bytes)
          incoming.pause()
        })
        incoming.once('end', () => {
          if (!over) controller.close()
          over = true
        })
        incoming.once('error', fail)
        incoming.once('close', fail)
        incoming.pause()

        function fail(cause?: unknown): void {
          if (!over) controller.error(cause ?? new Error('The client has left.'))
          over = true
        }
      },
      pull: () => void incoming.resume(),
      cancel() {
        over = true
        incoming.pause()
      },
    },
    { highWaterMark: 0 },
  )
}

/**
 * What is left of an upload is thrown away, or the connection would be stuck for its next request. When the answer came
 * before the end of the upload, the connection is closed after the client has had time to read it.
 */
function discardAfter(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const isEarly = !incoming.complete
  if (isEarly) outgoing.setHeader('connection', 'close')
  outgoing.once('finish', () => {
    incoming.resume()
    if (!isEarly) return
    const timer = setTimeout(() => incoming.destroy(), lingerMs)
    incoming.once('close', () => clearTimeout(timer))
  })
}

async function send(response: Response, outgoing: ServerResponse, signal: AbortSignal): Promise<void> {
  const { body } = response
  if (signal.aborted) {
    await body?.cancel(signal.reason)
    return
  }
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies)
  if (!body || outgoing.req.method === 'HEAD') {
    await body?.cancel()
    outgoing.end()
    return
  }
  outgoing.flushHeaders()
  outgoing.socket?.setNoDelay(true)
  await pump(body.getReader(), outgoing, signal)
  outgoing.end()
}

/** Nothing is read from the body before the socket has room for it. */
async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const onLeave = (): void => void reader.cancel(signal.reason).catch(() => {}) // Nobody is there to hear of it.
  signal.addEventListener('abort', onLeave)
  // A body that breaks while the socket is full is not being read, so only this tells.
  reader.closed.catch(() => outgoing.destroy())
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return
      if (!outgoing.write(value)) await drained(outgoing)
    }
  } finally {
    signal.removeEventListener('abort', onLeave)
  }
}

/** Resolves when there is room again, or nobody to make room for. */
async function drained(outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return
  await new Promise<void>((resolve) => {
    function done(): void {
      outgoing.off('drain', done)
      outgoing.off('close', done)
      resolve()
    }
    outgoing.once('drain', done)
    outgoing.once('close', done)
  })
}

function sendPlain(outgoing: ServerResponse, status: number): void {
  outgoing.statusCode = status
  outgoing.setHeader('content-type', 'text/plain; charset=utf-8')
  outgoing.end(status === 400 ? 'Bad Request' : 'Internal Server Error')
}

export interface DrainOptions {
  /** How long runs may take to come to their end, in milliseconds. @defaultValue 90,000 */
  readonly drainMs?: number
}

/** How long answers may take to reach their readers once their runs are over, in milliseconds. */
const flushMs = 5_000

/**
 * Lets a process end when it is told to (SIGTERM): no run is lost that comes to its end in time, and new ones are refused
 * with 503 meanwhile, so that they are sent elsewhere. The exit code is 0. A second signal ends it at once.
 *
 * @example
 * drainOnSignal(createServer(toNodeListener(relay)).listen(3000), relay)
 */
export function drainOnSignal(
  server: Server,
  relay: { readonly drain: (ms?: number) => Promise<void> },
  { drainMs }: DrainOptions = {},
): void {
  let isTold = false
  process.on('SIGTERM', () => {
    if (isTold) process.exit(0)
    isTold = true
    void relay.drain(drainMs).finally(() => {
      server.close(() => process.exit(0))
      server.closeIdleConnections()
      setTimeout(() => process.exit(0), flushMs)
    })
  })
}
