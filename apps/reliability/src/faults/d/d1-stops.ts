import assert from 'node:assert/strict'
import { createServer, type Socket } from 'node:net'
import {
  createImageStream,
  isTerminal,
  type ImageInput,
  type ImageStreamEvent,
  type RunResult,
  type Transport,
} from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { base64, finish, parts, pngBytes, sse, thought } from '../../../../../packages/core/test/wire.ts'
import type { Fault, FaultContext } from '../../fault.ts'
import { listen } from '../../listen.ts'
import { observeRun, secretKey } from '../../observe-run.ts'
import { chunked, chunkedHead, readRequests } from '../../raw-server.ts'

/** How long a stop may take to settle, and then to close the connection, in milliseconds. */
const settlingMs = 50
const closingMs = 200

/** A machine that is busy with something else is slow, not wrong: one try of so many must be in time. */
const tries = 5

/** A run that has come so far, and stays there. */
interface State {
  /** What tells that it has come so far. */
  readonly reached: 'at once' | 'reading' | 'connected' | 'asked' | 'answered' | ImageStreamEvent['type']
  /** What the server writes when it has read the request. Without it, it reads nothing. */
  readonly answer?: string
  readonly input?: Partial<ImageInput>
  readonly protocol?: 'https'
  /** Pictures of which every byte was there. @defaultValue 0 */
  readonly images?: number
  /** @defaultValue `'maybe'` */
  readonly billed?: 'no'
  /** The connection may stay: nothing is asked on it any more. */
  readonly mayStayOpen?: boolean
}

const data = base64(pngBytes(64, 48, 200_000))
const thinking = sse(thought('I see a fox.'))
const drawn = sse(parts({ inlineData: { mimeType: 'image/png', data }, thoughtSignature: 'A'.repeat(4_000) }))
const busy = JSON.stringify({ error: { code: 503, status: 'UNAVAILABLE', message: 'Later.' } })

function good(body: string): string {
  return chunkedHead + (body === '' ? '' : chunked(body))
}

const states: Readonly<Record<string, State>> = {
  'in the tick in which it was asked': { reached: 'at once', billed: 'no' },
  'while a reference is read': { reached: 'reading', billed: 'no' },
  // The platform goes on with a handshake that it has begun.
  'while the connection is made': { reached: 'connected', protocol: 'https', mayStayOpen: true },
  'while the request is sent': { reached: 'connected', input: { images: [pngBytes(8, 6, 6_900_000)] } },
  'before the headers': { reached: 'asked', answer: '' },
  'before the first byte': { reached: 'answered', answer: good('') },
  'while an error is read': {
    reached: 'answered',
    answer: 'HTTP/1.1 500 No\r\ncontent-length: 900\r\n\r\n{"error":',
  },
  'while it waits for a busy model': {
    reached: 'wait',
    answer: `HTTP/1.1 503 Busy\r\nretry-after: 30\r\ncontent-length: ${busy.length}\r\n\r\n${busy}`,
    billed: 'no',
    // The answer is whole, and the connection kept for the next.
    mayStayOpen: true,
  },
  'while thinking': { reached: 'thought', answer: good(thinking) },
  'in the middle of a picture': {
    reached: 'image-data',
    answer: good(thinking + drawn.slice(0, data.length / 2)),
  },
  'when the picture can be shown': {
    reached: 'image-ready',
    answer: good(thinking + drawn.slice(0, data.length + 500)),
    images: 1,
  },
  'after the picture': { reached: 'image-end', answer: good(thinking + drawn), images: 1 },
  'after the finish reason': {
    reached: 'finish',
    answer: good(thinking + drawn + sse(finish('STOP'))),
    images: 1,
  },
}

/** A run that a case has brought into its state, and can stop. */
interface Stoppable {
  readonly input: ImageInput
  readonly transport: Transport
  readonly onEvent: (event: ImageStreamEvent) => void
  /** Settles when the state is reached; null when it is reached at once. */
  readonly reached: Promise<void> | null
}

interface Stopped {
  readonly settledMs: number
  readonly events: readonly ImageStreamEvent[]
}

const ways: Readonly<Record<string, (run: Stoppable, images: number) => Promise<Stopped>>> = {
  'an AbortSignal': stopBySignal,
  'stop()': stopByAction,
}

export const stops: Fault = {
  id: 'D1',
  title: 'a stop at any moment settles at once, and closes the connection',
  sampleSize: 12,
  // What is measured in tens of milliseconds runs by itself.
  parallel: 1,
  *cases(context) {
    for (const [name, state] of Object.entries(states))
      for (const [how, stop] of Object.entries(ways))
        yield { name: `${how} ${name}`, run: () => stopInTime(state, stop, context) }
  },
}

async function stopInTime(...args: Parameters<typeof stopIn>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { settledMs, closedMs } = await stopIn(...args)
    if (settledMs <= settlingMs && closedMs <= closingMs) return
    assert.ok(
      attempt < tries,
      `it took ${settledMs} ms to settle, and ${closedMs} ms to close the connection`,
    )
  }
}

async function stopIn(
  state: State,
  stop: (run: Stoppable, images: number) => Promise<Stopped>,
  context: FaultContext,
): Promise<{ readonly settledMs: number; readonly closedMs: number }> {
  const { images = 0, billed = 'maybe' } = state
  const { promise, resolve } = Promise.withResolvers<void>()
  const reach = (what: State['reached']): void => {
    if (what === state.reached) resolve()
  }
  const { url, whenClosed } = await openServer(context, state, reach)
  const transport = gemini({
    apiKey: secretKey,
    baseUrl: url,
    async fetch(request) {
      const response = await fetch(request)
      reach('answered')
      return response
    },
  })
  const references = state.reached === 'reading' ? { images: [new StuckBlob(() => reach('reading'))] } : {}
  const { settledMs, events } = await stop(
    {
      input: { prompt: 'A fox', ...references, ...state.input },
      transport,
      onEvent: ({ type }) => reach(type),
      reached: state.reached === 'at once' ? null : promise,
    },
    images,
  )
  const last = events.at(-1)
  assert.equal(last?.type === 'stopped' && last.billed, billed, 'billed')
  return { settledMs, closedMs: state.mayStayOpen ? 0 : await whenClosed() }
}

async function stopBySignal({ input, transport, onEvent, reached }: Stoppable): Promise<Stopped> {
  const controller = new AbortController()
  const running = observeRun(input, { transport, signal: controller.signal }, onEvent)
  if (reached) await reached
  const start = performance.now()
  controller.abort()
  const { isStopped, events } = await running
  assert.ok(isStopped, 'it is stopped')
  return { settledMs: performance.now() - start, events }
}

async function stopByAction(
  { input, transport, onEvent, reached }: Stoppable,
  images: number,
): Promise<Stopped> {
  const events: ImageStreamEvent[] = []
  const finished: RunResult[] = []
  const stream = createImageStream({
    transport,
    onEvent(event) {
      events.push(event)
      onEvent(event)
    },
    onFinish: (result) => finished.push(result),
  })
  const running = stream.generate(input)
  if (reached) await reached
  const start = performance.now()
  stream.stop()
  const { status, busy: isBusy, thoughts, turns } = stream.getSnapshot()
  assert.deepEqual([status, isBusy], ['stopped', false], 'in the same tick')
  const result = await running
  const settledMs = performance.now() - start
  assert.ok(result.status === 'stopped')
  assert.deepEqual([result.partial.images.length, turns.length], [images, images], 'whole pictures are kept')
  assert.equal(result.partial.thoughts, thoughts)
  if (events.some(({ type }) => type === 'thought')) assert.notEqual(thoughts, '', 'thoughts are kept')
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(finished.length, 1, 'told once')
  assert.equal(events.filter(isTerminal).length, 1, 'one terminal event')
  return { settledMs, events }
}

/** A picture that never lets itself be read. */
class StuckBlob extends Blob {
  readonly #onRead: () => void

  constructor(onRead: () => void) {
    super([pngBytes(8, 6)], { type: 'image/png' })
    this.#onRead = onRead
  }

  override slice(): Blob {
    return this
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    this.#onRead()
    return new Promise(() => {})
  }
}

/** One server for one run, that brings it into its state and then does nothing. */
async function openServer(
  context: FaultContext,
  { answer, protocol = 'http' }: Pick<State, 'answer'> & { readonly protocol?: 'http' | 'https' },
  reach: (what: State['reached']) => void,
): Promise<{ readonly url: string; readonly whenClosed: () => Promise<number> }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    reach('connected')
    if (answer === undefined) return
    readRequests(socket, () => {
      socket.write(answer)
      reach('asked')
    })
  })
  const port = await listen(context, server)
  return {
    url: `${protocol}://127.0.0.1:${port}`,
    async whenClosed() {
      const start = performance.now()
      for (const socket of sockets) {
        // One that reads nothing would not hear of the end.
        socket.resume()
        if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
      }
      return performance.now() - start
    },
  }
}
