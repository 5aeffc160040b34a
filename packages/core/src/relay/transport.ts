import type { EventSourceMessage } from 'eventsource-parser'
import { createError, isImageStreamError, type ErrorCode, type ImageStreamError } from '../errors.ts'
import { createEventStreamReader, createTextDecoder } from '../event-stream.ts'
import { isTerminal, type ImageStreamEvent } from '../events.ts'
import type { LabelledImage, Reference, ResolvedInput } from '../input.ts'
import { readReferences } from '../references.ts'
import { createRequest } from '../request.ts'
import { readBytes, readText } from '../response-bytes.ts'
import { createStallWatch, type StallWatch, type TimeLimits } from '../stall-watch.ts'
import { leaving, type FetchHandler, type RunRequest, type Transport } from '../transport.ts'
import {
  createRunDecoder,
  idempotencyHeader,
  imageField,
  inputField,
  type WireInput,
} from './run-protocol.ts'
import { errorFromWire } from './wire-error.ts'

export interface RelayOptions {
  /** Where the relay is mounted, on this origin or with a whole URL. @defaultValue `'/api/images'` */
  readonly api?: string
  /** Sent with every request; a function is asked each time. */
  readonly headers?: HeadersInit | (() => HeadersInit | undefined) | undefined
  /** @defaultValue `'same-origin'` */
  readonly credentials?: RequestCredentials
  /** Another `fetch`, or a relay itself to run in the same process. @defaultValue `globalThis.fetch`, read at each call */
  readonly fetch?: FetchHandler
  /** @defaultValue 120 s to the first byte, uploads included; 45 s of silence, as a relay sends heartbeats; no limit in all */
  readonly timeout?: Partial<TimeLimits>
}

/** Errors of ours after which the relay may still be drawing. */
const leftBehind: ReadonlySet<ErrorCode> = new Set(['stalled', 'timeout', 'protocol'])

/** Where a relay is expected when `api` is not given. */
export const defaultApi = '/api/images'

/** Between a browser and a relay, which has limits of its own. In milliseconds. */
const defaultTimeout: TimeLimits = { firstEventMs: 120_000, idleMs: 45_000, totalMs: Infinity }

/** A page has an address to resolve `api` against; without one only a handler can answer, which never looks at the host. */
const originOfNoPage = 'http://localhost'

/** The transport that speaks to a relay, which keeps the API key on its server. */
export function relay(options: RelayOptions = {}): Transport {
  return {
    async *run(request, signal) {
      const { intentId } = request
      const watch = createStallWatch({ ...defaultTimeout, ...options.timeout }, signal)
      const onAbort = (): void => {
        if (signal.reason !== leaving) void cancel(options, intentId)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        const response = await post(options, request, watch)
        let isOver = false
        for await (const event of readEvents(readBytes(response, watch, () => isOver))) {
          isOver = isTerminal(event)
          yield event
        }
      } catch (error) {
        // Nobody comes back to this run, and a proxy may hide from the relay that its reader has gone.
        if (isImageStreamError(error) && leftBehind.has(error.code)) void cancel(options, intentId)
        throw error
      } finally {
        watch.end()
        signal.removeEventListener('abort', onAbort)
      }
    },
  }
}

async function post(options: RelayOptions, request: RunRequest, watch: StallWatch): Promise<Response> {
  const references = [...(await readReferences(parentPictures(request))), ...request.references]
  const init = { body: toForm(request.input, references), signal: watch.signal }
  const response = await watch.first(send(options, 'POST', request.intentId, init))
  if (response.ok && isEventStream(response)) return response
  throw await toError(response, watch)
}

/** A page that a server gives for every path it does not know is no run. */
function isEventStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
}

/** Ends a run by the key of its intent: its id may not be known yet, and a proxy may hide that the reader has gone. */
async function cancel(options: RelayOptions, intentId: string): Promise<void> {
  try {
    await send(options, 'DELETE', intentId, { keepalive: true })
  } catch {
    // The connection is gone, and with it the run: a relay without a store ends what nobody reads.
  }
}

async function send(
  options: RelayOptions,
  method: 'POST' | 'DELETE',
  intentId: string,
  init: Pick<RequestInit, 'body' | 'signal' | 'keepalive'>,
): Promise<Response> {
  const { api = defaultApi, credentials = 'same-origin', fetch = globalThis.fetch } = options
  const given = typeof options.headers === 'function' ? options.headers() : options.headers
  const headers = new Headers(given)
  headers.set(idempotencyHeader, intentId)
  const url = new URL(`${api.replace(/\/$/, '')}/runs`, globalThis.location?.href ?? originOfNoPage)
  try {
    return await fetch(createRequest(url, { method, headers, credentials, cache: 'no-store', ...init }))
  } catch (cause) {
    throw createError('network', { cause, phase: 'connect' })
  }
}

/** An edit's picture travels as its first reference: a relay that keeps no runs does not know the turn. */
function parentPictures({ history }: RunRequest): readonly LabelledImage[] {
  const image = history.at(-1)?.images.at(-1)
  return image ? [{ image }] : []
}

function toForm(input: ResolvedInput, references: readonly Reference[]): FormData {
  const { images: _images, ...rest } = input
  const labels = references.map(({ label }) => label ?? null)
  const form = new FormData()
  // Text and not a file: in jsdom a file of a form loses its bytes.
  form.append(inputField, JSON.stringify({ ...rest, labels } satisfies WireInput))
  for (const { blob } of references) form.append(imageField, blob)
  return form
}

async function* readEvents(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<ImageStreamEvent, void, undefined> {
  const decoder = createRunDecoder()
  for await (const { data, id } of readMessages(body)) {
    const event = decoder.decode(data, id)
    if (event) yield event
  }
}

/** SSE blocks as they come. */
async function* readMessages(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<EventSourceMessage, void, undefined> {
  const messages: EventSourceMessage[] = []
  const reader = createEventStreamReader({ onEvent: (message) => messages.push(message) })
  const text = createTextDecoder()
  for await (const bytes of body) {
    reader.push(text.decode(bytes, { stream: true }))
    yield* messages.splice(0)
  }
}

async function toError(response: Response, watch: StallWatch): Promise<ImageStreamError> {
  const body = await readText(response, watch)
  const error = parseErrorBody(body)
  if (error) return error
  return createError('relay', {
    httpStatus: response.status,
    message: `The relay answered with status ${response.status} and no error of its own. Check that it is mounted where \`api\` says.`,
  })
}

function parseErrorBody(body: string): ImageStreamError | null {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && 'error' in value) return errorFromWire(value.error)
  } catch {
    // Not JSON: something in front of the relay answered.
  }
  return null
}
