import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { MalformedHttp } from '../malformed-http.ts'

/** Sends a Response as HTTP that no client should take for whole, and ends the connection. */
export async function sendMalformed(
  response: Response,
  how: MalformedHttp,
  { socket }: ServerResponse,
): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer())
  if (socket === null || socket.destroyed) return
  socket.write(messages[how](response, body))
  await ended(socket)
}

async function ended(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => socket.end(resolve))
}

const messages: Readonly<Record<MalformedHttp, (response: Response, body: Buffer) => Buffer>> = {
  'bad-chunk-size': (response, body) => {
    const half = Math.ceil(body.length / 2)
    return message(head(response, ['transfer-encoding: chunked']), [
      chunk(body.subarray(0, half)),
      'zz\r\n',
      body.subarray(half),
    ])
  },
  'length-too-long': (response, body) =>
    message(head(response, [`content-length: ${body.length + 1_000}`]), [body]),
  'length-too-short': (response, body) =>
    message(head(response, [`content-length: ${Math.floor(body.length / 2)}`]), [body]),
  'huge-header': (response, body) => {
    const huge = `x-padding: ${'x'.repeat(HUGE_HEADER_BYTES)}`
    return message(head(response, [huge, 'transfer-encoding: chunked']), [
      chunk(body),
      chunk(Buffer.alloc(0)),
    ])
  },
  'http-0.9': (_response, body) => body,
}

/** Node's client takes 16 KiB of headers, browsers a few hundred. */
const HUGE_HEADER_BYTES = 20 * 1024

function head({ status, headers }: Response, more: readonly string[]): string {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, ...more, '', ''].join('\r\n')
}

function chunk(bytes: Buffer): Buffer {
  return message(`${bytes.length.toString(16)}\r\n`, [bytes, '\r\n'])
}

function message(start: string, rest: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat([start, ...rest].map((piece) => Buffer.from(piece as string)))
}
