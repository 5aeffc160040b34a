import type { ImageStreamError } from '@image-stream/core'
import { idempotencyHeader, randomId, type WireInput } from '@image-stream/core/relay'
import { createEmulator, type Emulator, type EmulatorOptions } from '@image-stream/emulator'
import { createServer, type Server } from 'node:http'
import { onTestFinished } from 'vitest'
import { createImageRelay, type ImageRelay, type ImageRelayOptions } from '../src/index.ts'
import { toNodeListener, type WebHandler } from '../src/node.ts'
import { canaryKey, lookForKey } from './canary.ts'

export interface RelayUnderTest {
  readonly relay: ImageRelay
  readonly emulator: Emulator
  /** What the relay's operator heard of. */
  readonly reported: readonly ImageStreamError[]
}

/** A relay in front of an emulator that is quick and small. */
export function relayUnderTest(
  options: ImageRelayOptions = {},
  emulatorOptions: EmulatorOptions = {},
): RelayUnderTest {
  const emulator = createEmulator({ pace: 'instant', pictureSize: 'small', ...emulatorOptions })
  const reported: ImageStreamError[] = []
  const relay = createImageRelay({
    apiKey: canaryKey,
    upstream: { fetch: emulator, maxRetries: 0 },
    onError(error) {
      lookForKey('onError', error)
      reported.push(error)
    },
    onEvent: (...event) => lookForKey('onEvent', event),
    ...options,
  })
  return { relay, emulator, reported }
}

export const origin = 'https://app.example'
export const runsUrl: string = `${origin}/api/images/runs`

export interface Asked {
  readonly url?: string
  readonly method?: string
  readonly key?: string | null
  readonly input?: Partial<Record<keyof WireInput, unknown>>
  readonly images?: readonly BlobPart[]
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: BodyInit | null
  readonly signal?: AbortSignal
}

/** The request that a page of the same origin sends. */
export function runRequest(asked: Asked = {}): Request {
  const { url = runsUrl, method = 'POST', key = randomId(), images = [], signal } = asked
  const headers = new Headers({ origin, 'sec-fetch-site': 'same-origin', ...asked.headers })
  if (key !== null) headers.set(idempotencyHeader, key)
  const body = asked.body === undefined && method === 'POST' ? formOf(asked.input, images) : asked.body
  // `duplex` is required for a streamed body and is missing in the DOM's types.
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers,
    duplex: 'half',
    ...(signal && { signal }),
    ...(body && { body }),
  }
  return new Request(url, init)
}

export function formOf(input: Asked['input'] = {}, images: readonly BlobPart[] = []): FormData {
  const form = new FormData()
  const json = JSON.stringify({ prompt: 'a fox', labels: images.map(() => null), ...input })
  form.append('input', new Blob([json], { type: 'application/json' }))
  for (const image of images) form.append('image', new Blob([image]))
  return form
}

/** What a refusal says. */
export async function readError(
  response: Response,
): Promise<{ readonly status: number; readonly code: string; readonly message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return { status: response.status, code: error.code, message: error.message }
}

/** The events of an answer, as they are on the wire. */
export async function readWire(response: Response): Promise<readonly Record<string, unknown>[]> {
  return eventsOfText(await response.text())
}

export function eventsOfText(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>)
}

export interface Listening {
  readonly url: string
  readonly port: number
  readonly server: Server
}

/** The handler on a real socket, until the test is over. */
export function listen(handler: WebHandler): Promise<Listening> {
  return listenServer(createServer(toNodeListener(handler)))
}

export async function listenServer(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, port, server }
}
