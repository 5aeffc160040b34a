import assert from 'node:assert/strict'
import { gemini, type GeminiOptions } from '@image-stream/core/gemini'
import { pngBytes } from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { expectError, observeRun, secretKey } from '../../observe-run.ts'
import { openRawServer, type RawRequest } from '../../raw-server.ts'
import { relayed } from '../../relayed.ts'

type Socket = RawRequest['socket']

/** What the server does once it has read the request. */
const endings: Readonly<Record<string, (socket: Socket) => void>> = {
  'a reset': (socket) => socket.resetAndDestroy(),
  'a close': (socket) => socket.end(),
  'a reset after 100 Continue': (socket) =>
    socket.write('HTTP/1.1 100 Continue\r\n\r\n', () => socket.resetAndDestroy()),
  'half a status line, then a reset': (socket) => socket.write('HTTP/1.1 20', () => socket.resetAndDestroy()),
  'half a status line, then a close': (socket) => socket.end('HTTP/1.1 20'),
  'half of the headers, then a close': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/ev'),
}

/** A prompt alone, and one with 5 MB of pictures. */
const inputs = {
  'a prompt': {},
  '5 MB of pictures': { images: [pngBytes(64, 48, 2_500_000), pngBytes(64, 48, 2_500_000)] },
} as const

/** With nothing in between, and with a relay, which comes back to its runs as often as it may. */
const ways = {
  directly: (options: GeminiOptions) => gemini(options),
  'through a relay': (options: GeminiOptions) => relayed(options).transport,
} as const

export const resetBeforeHeaders: Fault = {
  id: 'C2',
  title: 'the connection breaks after the request was read: never asked again',
  async *cases(context) {
    const keys = Object.keys(endings)
    const server = await openRawServer(context, ({ path, socket }) => {
      endings[keys[Number(path.split('/')[2])] ?? '']?.(socket)
    })
    for (const [index, name] of keys.entries())
      for (const [size, [sent, input]] of Object.entries(inputs).entries())
        for (const [way, toTransport] of Object.entries(ways))
          yield {
            name: `${name}, ${sent}, ${way}`,
            async run() {
              const path = `/${size}/${index}/${way.length}`
              const transport = toTransport({ apiKey: secretKey, baseUrl: `${server.url}${path}` })
              const run = await observeRun({ prompt: 'A fox', ...input }, { transport })
              expectError(run, { code: 'network', phase: 'sent', billed: 'maybe', advice: 'retry' })
              assert.equal(server.requestsTo(`${path}/`), 1, 'requests that were read')
            },
          }
  },
}
