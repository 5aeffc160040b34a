import { createServer, type Socket } from 'node:net'
import type { FaultContext } from './fault.ts'
import { listen } from './listen.ts'

/** A bare TCP server: it reads whole requests, and answers with bytes. */
export interface RawServer {
  readonly url: string
  readonly port: number
  /** How many whole requests came under this path. */
  requestsTo(path: string): number
}

/** One request, read whole, and what it came over. */
export interface RawRequest {
  /** As in the request line, without the query. */
  readonly path: string
  readonly bodyBytes: number
  readonly socket: Socket
}

/** Answers every request with `answer`; what that throws breaks the connection. Closed after the last case. */
export async function openRawServer(
  context: Pick<FaultContext, 'defer'>,
  answer: (request: RawRequest) => void,
): Promise<RawServer> {
  const paths: string[] = []
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    readRequests(socket, (request) => {
      paths.push(request.path)
      answer(request)
    })
  })
  const port = await listen(context, server)
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requestsTo: (path) => paths.filter((each) => each.startsWith(path)).length,
  }
}

const endOfHead = '\r\n\r\n'

/** Requests with a `content-length`, as a client sends them whose body is a text. */
export function readRequests(socket: Socket, onRequest: (request: RawRequest) => void): void {
  let received = Buffer.alloc(0)
  socket.on('data', (bytes) => {
    received = Buffer.concat([received, bytes])
    const end = received.indexOf(endOfHead)
    if (end === -1) return
    const head = received.toString('latin1', 0, end)
    const bodyBytes = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
    const whole = end + endOfHead.length + bodyBytes
    if (received.length < whole) return
    received = received.subarray(whole)
    const path = new URL(head.split(' ')[1] ?? '/', 'http://localhost').pathname
    onRequest({ path, bodyBytes, socket })
  })
}

/** The head of a good answer whose length is not said: it goes on until its end, in chunks. */
export const chunkedHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'

/** One chunk of such an answer. */
export function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

/** The end of such an answer. */
export const chunkedEnd = '0\r\n\r\n'
