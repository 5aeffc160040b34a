import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createEmulator, type Emulator } from './emulator.ts'
import type { EmulatorOptions } from './options.ts'
import { sharpCodecs } from './sharp-codecs.ts'

export { sharpCodecs } from './sharp-codecs.ts'

export interface ListenOptions extends EmulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number
  /** A loopback name or address. Default `127.0.0.1`. */
  readonly host?: string
}

export interface ListeningEmulator {
  /** Such as `http://127.0.0.1:8787`. */
  readonly url: string
  readonly port: number
  readonly emulator: Emulator
  /** Breaks what is under way and frees the port. */
  readonly close: () => Promise<void>
}

/**
 * An emulator on a port of this machine. It takes any key and any origin, so it refuses to listen
 * where others could reach it.
 * @throws RangeError for an address that is not loopback; what `node:http` says for a taken port.
 * @example
 * const { url, close } = await listenEmulator({ port: 8787 })
 */
export async function listenEmulator(options: ListenOptions = {}): Promise<ListeningEmulator> {
  const { port = 0, host = '127.0.0.1', ...rest } = options
  if (!isLoopback(host)) {
    throw new RangeError(
      `The emulator listens on this machine only: 127.0.0.1, ::1 or localhost, not ${host}. It accepts every key and origin.`,
    )
  }
  const codecs = rest.codecs ?? (await sharpCodecs())
  const emulator = createEmulator(codecs === undefined ? rest : { ...rest, codecs })
  const server = createServer({ noDelay: true }, toNodeListener(emulator))
  const bound = await listen(server, port, host)
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${bound}`,
    port: bound,
    emulator,
    close: async () => await close(server),
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}

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
  const response = await handler(toRequest(incoming, signal))
  if (outgoing.destroyed) {
    await response.body?.cancel()
    return
  }
  outgoing.writeHead(response.status, headersOf(response))
  outgoing.flushHeaders()
  if (response.body === null) outgoing.end()
  else await pour(response.body, outgoing, signal)
}

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
