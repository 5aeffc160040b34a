import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { malformationOf } from '../malformed-http.ts'
import { sendMalformed } from './malformed.ts'

/** Anything fetch-shaped. */
export type Handler = (request: Request) => Promise<Response>

/**
 * Makes a `node:http` listener of a handler. Bytes go out as they come, at the client's speed; a
 * client that leaves aborts `request.signal` and cancels the body; a handler or a body that fails
 * breaks the connection (a real TCP reset), as nothing honest could follow.
 */
export function toNodeListener(handler: Handler): RequestListener {
  return (incoming, outgoing) => {
    const leaving = new AbortController()
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) leaving.abort(new DOMException('The client left.', 'AbortError'))
    })
    answer(handler, incoming, outgoing, leaving.signal).catch(() => {
      // Whatever broke, the client must not take what it has for the whole.
      outgoing.socket?.resetAndDestroy()
    })
  }
}

async function answer(
  handler: Handler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const request = toRequest(incoming, signal)
  requests.set(outgoing, request)
  const response = await handler(request)
  if (outgoing.destroyed) {
    await response.body?.cancel()
    return
  }
  const malformation = malformationOf(response)
  if (malformation !== null) {
    await sendMalformed(response, malformation, outgoing)
    return
  }
  outgoing.writeHead(response.status, headersOf(response))
  outgoing.flushHeaders()
  if (response.body === null) outgoing.end()
  else await pour(response.body, outgoing, signal)
}

/** A request that nobody holds is collected, and from then on its signal, which a handler may hold, is dead. */
const requests = new WeakMap<ServerResponse, Request>()

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? 'GET'
  const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`)
  const headers = new Headers()
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
  }
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal })
  // `duplex` is required for a streamed body and is missing in the DOM's types.
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers,
    signal,
    body: bodyOf(incoming),
    duplex: 'half',
  }
  return new Request(url, init)
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next()
        if (next.done === true) controller.close()
        else controller.enqueue(new Uint8Array(next.value))
      },
    },
    { highWaterMark: 0 },
  )
}

function headersOf(response: Response): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of response.headers) headers[name] = value
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) headers['set-cookie'] = cookies
  return headers
}

async function pour(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const reader = body.getReader()
  const leave = (): void => void reader.cancel(signal.reason).catch(() => undefined)
  if (signal.aborted) leave()
  signal.addEventListener('abort', leave, { once: true })
  let handedOver: Promise<void> = Promise.resolve()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { promise, resolve } = Promise.withResolvers<void>()
      handedOver = promise
      if (!outgoing.write(next.value, () => resolve())) await drained(outgoing)
    }
    outgoing.end()
  } catch (error) {
    // What was sent before a break is part of it: let it leave before the reset.
    await handedOver
    throw error
  }
}

/** Resolves when the client has taken what was written, or left. */
async function drained(outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return
  await new Promise<void>((resolve) => {
    const go = (): void => {
      outgoing.off('drain', go)
      outgoing.off('close', go)
      resolve()
    }
    outgoing.on('drain', go)
    outgoing.on('close', go)
  })
}
