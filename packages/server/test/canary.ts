import type { ImageStreamError } from '@image-stream/core'
import { inspect } from 'node:util'
import { crc32, deflateSync } from 'node:zlib'
import { onTestFinished, vi } from 'vitest'
import type { ImageRelayOptions, RelayHandler } from '../src/index.ts'

/** What must not be seen where it does not belong: each is looked for in all that leaves a relay. */
export const canaryKey = 'CANARY-key-4f1c9a0b7d'
export const canaryPrompt = 'CANARY-prompt-77ab12'
const canaryPixels = Buffer.from('CANARY+pixels/5e0d9c83f1'.repeat(40))

/** A whole picture whose pixels stand in its file as they are. */
export const canaryPicture: Uint8Array<ArrayBuffer> = paint()

/** What was found, by name: of pixels also as base64, as hex, and as numbers, however they are laid out. */
export function findCanaries(text: string): readonly string[] {
  const dense = text.replaceAll(/\s|"\d+":/g, '')
  return [...needles]
    .filter(([, forms]) => forms.some((form) => text.includes(form) || dense.includes(form)))
    .map(([name]) => name)
}

const pattern = canaryPixels.subarray(0, 48)
const needles: ReadonlyMap<string, readonly string[]> = new Map([
  ['key', [canaryKey, Buffer.from(canaryKey).toString('base64').slice(0, 24)]],
  ['prompt', [canaryPrompt, encodeURIComponent(canaryPrompt)]],
  [
    'pixels',
    [
      pattern.toString('latin1'),
      pattern.toString('hex'),
      [...pattern.subarray(0, 12)].join(','),
      // Wherever in a group of three bytes it begins.
      ...[0, 1, 2].map((start) => pattern.subarray(start, start + 24).toString('base64')),
    ],
  ],
])

/** All of a value that any logger could write. */
export function allOf(value: unknown): string {
  return `${inspect(value, { depth: null, showHidden: true, maxArrayLength: null, maxStringLength: null })}\n${JSON.stringify(value)}`
}

const leaks: string[] = []

/** Whoever said it, said it to the log of an operator: no test may go on as if that were well. */
export function lookForKey(where: string, value: unknown): void {
  if (findCanaries(allOf(value)).includes('key')) leaks.push(where)
}

/** Where the key was found since the last call. */
export function takeLeaks(): readonly string[] {
  return leaks.splice(0)
}

/** What a relay says, apart from its answers' bodies, until the test is over. */
export interface Overheard {
  /** For the relay that is listened to. */
  readonly hooks: Pick<ImageRelayOptions, 'onError' | 'onEvent'>
  /** Also what a default `onError` writes. */
  readonly written: () => string
}

export function overhear(): Overheard {
  const lines: string[] = []
  for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void lines.push(words.map(allOf).join(' ')))
  onTestFinished(() => void vi.restoreAllMocks())
  return {
    hooks: {
      onError: (error: ImageStreamError, context) => void lines.push(allOf([withoutDetail(error), context])),
      onEvent: (...event) => void lines.push(allOf(event)),
    },
    written: () => lines.join('\n'),
  }
}

/** The sentence of an API is its own, and may repeat what it was asked: it is the visitor's, and not logged by default. */
function withoutDetail(error: ImageStreamError): object {
  const { detail: _detail, message, stack, name, ...rest } = error
  return { ...rest, message, stack, name, cause: error.cause }
}

/** What an answer says around its body, and all of that where it is no run and no picture. */
export async function wordsAround(
  response: Response,
): Promise<{ readonly around: string; readonly body: string }> {
  const headers = JSON.stringify([response.status, response.statusText, ...response.headers])
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1')
  const isContent =
    response.ok && /^(?:text\/event-stream|image\/)/.test(response.headers.get('content-type') ?? '')
  return { around: isContent ? headers : `${headers}\n${body}`, body }
}

/** Asks, and fails at once when an answer says what it must not. */
export function watched(relay: RelayHandler): (request: Request) => Promise<string> {
  return async (request) => {
    const { around, body } = await wordsAround(await relay(request))
    const found = [...findCanaries(around), ...findCanaries(body).filter((name) => name === 'key')]
    if (found.length > 0)
      throw new Error(`${request.method} ${request.url} gives away: ${found.join(', ')}.\n${around}`)
    return body
  }
}

function paint(): Uint8Array<ArrayBuffer> {
  const width = canaryPixels.length / 3
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(4, 4)
  // Eight bits for each of red, green and blue.
  header.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.of(0), canaryPixels])
  const rows = deflateSync(Buffer.concat([row, row, row, row]), { level: 0 })
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return new Uint8Array(
    Buffer.concat([
      signature,
      section('IHDR', header),
      section('IDAT', rows),
      section('IEND', Buffer.alloc(0)),
    ]),
  )
}

function section(type: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), content])
  const size = Buffer.alloc(4)
  size.writeUInt32BE(content.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([size, named, sum])
}
