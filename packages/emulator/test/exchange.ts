import { connect } from 'node:net'
import type { Switches } from '../src/options.ts'
import { bodyOf, MODEL } from '../src/test-client.ts'

/** All that a client saw of one exchange, read by hand: no library stands between. */
export interface Exchange {
  /** What came, headers and chunk sizes included. */
  readonly raw: Buffer
  readonly status: number
  readonly headers: Headers
  /** The body without its chunk sizes; what is left when they are broken. */
  readonly body: Buffer
  /** How the connection ended: `ECONNRESET`, or `undefined` for a proper end. */
  readonly code: string | undefined
  readonly ms: number
  /** Lengths of the pieces as the network handed them over. */
  readonly pieces: readonly number[]
}

export interface Exchanging {
  readonly options?: Switches
  readonly scenario?: string
  readonly prompt?: string
  /** The client leaves when this is in what came. */
  readonly leaveAt?: string
}

/** One request over a socket of its own. */
export async function exchange(port: number, asking: Exchanging = {}): Promise<Exchange> {
  const started = performance.now()
  const body = JSON.stringify(bodyOf(asking.prompt ?? 'A red fox asleep in the snow'))
  const lines = [
    `POST /v1beta/models/${MODEL}:streamGenerateContent?key=test&alt=sse HTTP/1.1`,
    'host: localhost',
    'connection: close',
    `content-length: ${Buffer.byteLength(body)}`,
    ...(asking.options === undefined ? [] : [`x-emulator-options: ${JSON.stringify(asking.options)}`]),
    ...(asking.scenario === undefined ? [] : [`x-emulator-scenario: ${asking.scenario}`]),
  ]
  const socket = connect(port, '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  const pieces: Buffer[] = []
  let code: string | undefined
  await new Promise<void>((resolve) => {
    socket.on('data', (piece) => {
      pieces.push(piece)
      if (asking.leaveAt !== undefined && Buffer.concat(pieces).includes(asking.leaveAt)) socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => void (code = error.code))
    socket.on('close', () => resolve())
  })
  const raw = Buffer.concat(pieces)
  const { status, headers, rest } = readHead(raw)
  return {
    raw,
    status,
    headers,
    body: headers.get('transfer-encoding') === 'chunked' ? readChunks(rest) : rest,
    code,
    ms: performance.now() - started,
    pieces: pieces.map(({ length }) => length),
  }
}

function readHead(raw: Buffer): { status: number; headers: Headers; rest: Buffer } {
  const end = raw.indexOf('\r\n\r\n')
  const [first = '', ...lines] = raw.subarray(0, end).toString('latin1').split('\r\n')
  if (end < 0 || !first.startsWith('HTTP/1.1 ')) return { status: 0, headers: new Headers(), rest: raw }
  const headers = new Headers(lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]))
  return { status: Number(first.split(' ')[1]), headers, rest: raw.subarray(end + 4) }
}

function readChunks(rest: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < rest.length;) {
    const lineEnd = rest.indexOf('\r\n', at)
    const size = Number.parseInt(rest.subarray(at, lineEnd).toString('latin1'), 16)
    if (lineEnd < 0 || !Number.isInteger(size)) break
    chunks.push(rest.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
  return Buffer.concat(chunks)
}
