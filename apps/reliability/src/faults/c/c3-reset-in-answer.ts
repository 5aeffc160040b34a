import assert from 'node:assert/strict'
import type { ImageStreamEvent, Transport } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import {
  base64,
  finish,
  parts,
  pngBytes,
  sse,
  thought,
  usageMetadata,
} from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { expectError, expectSuccess, observeRun, secretKey, type ObservedRun } from '../../observe-run.ts'
import { chunked, chunkedHead, openRawServer, type RawRequest } from '../../raw-server.ts'
import { relayed } from '../../relayed.ts'

type Socket = RawRequest['socket']

/** Bytes of the picture, and characters of its signature: small, and as recorded. */
const sizes = {
  'a small answer': { pictureBytes: 8_000, signatureLength: 256 },
  'an answer of 2.5 MB': { pictureBytes: 781_461, signatureLength: 1_459_200 },
} as const

/** How far the answer had come, the event that says so, and the pictures that were whole by then. */
const places: readonly {
  readonly name: string
  readonly seen: ImageStreamEvent['type'] | null
  readonly images: number
}[] = [
  { name: 'after the headers', seen: null, images: 0 },
  { name: 'while thinking', seen: 'thought', images: 0 },
  { name: 'in the middle of the picture', seen: 'image-start', images: 0 },
  { name: 'after the picture', seen: 'image-end', images: 1 },
  { name: 'after the finish reason', seen: 'finish', images: 1 },
]

/** The ways in which a connection breaks: both say that the body is not whole. */
const breaks: Readonly<
  Record<string, { readonly head: (length: number) => string; readonly end: (socket: Socket) => void }>
> = {
  'a reset': { head: () => chunkedHead, end: (socket) => socket.resetAndDestroy() },
  'a close without the last chunk': { head: () => chunkedHead, end: (socket) => socket.end() },
  'a close before the length that was said': {
    head: (length) =>
      `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${length + 1}\r\n\r\n`,
    end: (socket) => socket.end(),
  },
}

export const resetInAnswer: Fault = {
  id: 'C3',
  title: 'the connection breaks in the answer: what had come is kept, and nothing is asked again',
  async *cases(context) {
    const waiting = new Map<string, Socket>()
    const server = await openRawServer(context, ({ path, socket }) => {
      const [, size = '', place = '', how = ''] = path.split('/').map(decodeURIComponent)
      const body = bodyUntil(Number(place), sizes[size as keyof typeof sizes])
      const isChunked = breaks[how]?.head(0) === chunkedHead
      socket.write((breaks[how]?.head(body.length) ?? '') + (isChunked ? chunkedIfAny(body) : body))
      waiting.set(path.slice(0, path.indexOf('/v1beta')), socket)
    })
    for (const size of Object.keys(sizes))
      for (const [index, { name, seen, images }] of places.entries())
        for (const [how, { end }, way] of Object.entries(breaks).flatMap(([how, each]) =>
          (['directly', 'through a relay'] as const).map((way) => [how, each, way] as const),
        ))
          yield {
            name: `${how} ${name}, ${size}, ${way}`,
            async run() {
              const path = ['', size, String(index), how, way].map(encodeURIComponent).join('/')
              // Broken off when the reader has come as far, as a reset takes back what is still on its way.
              const breakOff = (): void => {
                const socket = waiting.get(path)
                if (socket) end(socket)
                waiting.delete(path)
              }
              const run = await observeRun(
                'A fox',
                { transport: transportTo(`${server.url}${path}`, way, seen === null ? breakOff : null) },
                (event) => event.type === seen && breakOff(),
              )
              expectKept(run, seen, images)
              assert.equal(server.requestsTo(`${path}/`), 1, 'requests')
            },
          }
  },
}

function transportTo(
  baseUrl: string,
  way: 'directly' | 'through a relay',
  onHeaders: (() => void) | null,
): Transport {
  const options = {
    apiKey: secretKey,
    baseUrl,
    async fetch(request: Request): Promise<Response> {
      const response = await fetch(request)
      onHeaders?.()
      return response
    },
  }
  return way === 'directly' ? gemini(options) : relayed(options).transport
}

function expectKept(run: ObservedRun, seen: string | null, images: number): void {
  if (seen === 'finish') {
    const { warnings } = expectSuccess(run)
    return assert.deepEqual(
      warnings.map(({ code }) => code),
      ['usage-unknown'],
    )
  }
  const { partial } = expectError(run, { code: 'network', phase: 'streaming', billed: 'maybe' })
  assert.equal(partial.images.length, images, 'whole pictures are kept')
  if (seen !== null) assert.equal(partial.thoughts, 'I see a fox.')
}

/** The answer as far as one place. */
function bodyUntil(
  place: number,
  { pictureBytes, signatureLength }: (typeof sizes)[keyof typeof sizes],
): string {
  const data = base64(pngBytes(1024, 1024, pictureBytes))
  const drawn = sse(
    parts({ inlineData: { mimeType: 'image/png', data }, thoughtSignature: 'A'.repeat(signatureLength) }),
  )
  const pieces = [
    sse(thought('I see a fox.')),
    drawn.slice(0, Math.floor(data.length / 2)),
    drawn.slice(Math.floor(data.length / 2)),
    sse(finish('STOP')),
    sse({ usageMetadata }),
  ]
  return pieces.slice(0, place).join('')
}

function chunkedIfAny(body: string): string {
  return body === '' ? '' : chunked(body)
}
