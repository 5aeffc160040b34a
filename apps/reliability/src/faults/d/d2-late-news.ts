import assert from 'node:assert/strict'
import {
  createError,
  createImageStream,
  streamImage,
  type ImageStreamEvent,
  type Transport,
} from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { finish, picture, pngBytes, sse, thought } from '../../../../../packages/core/test/wire.ts'
import type { Fault } from '../../fault.ts'
import { secretKey } from '../../observe-run.ts'

const png = pngBytes(64, 48, 1_000)
const pictureStart: ImageStreamEvent = {
  type: 'image-start',
  index: 0,
  mediaType: 'image/png',
  width: 64,
  height: 48,
}

/** What had come when the run was stopped, as events and on the wire. */
const states: Readonly<
  Record<string, { readonly events: readonly ImageStreamEvent[]; readonly wire: string }>
> = {
  submitted: { events: [], wire: ': ok\r\n\r\n' },
  thinking: { events: [{ type: 'thought', text: 'Hm.' }], wire: sse(thought('Hm.')) },
  receiving: { events: [pictureStart], wire: sse(thought('Hm.'), picture(png)).slice(0, -200) },
  finished: {
    events: [
      pictureStart,
      { type: 'image-data', index: 0, bytes: png },
      { type: 'image-end', index: 0, byteLength: png.length, draft: false },
      { type: 'finish', reason: 'STOP' },
    ],
    wire: sse(picture(png), finish('STOP')),
  },
}

/** What a transport, or a server, says to somebody who has left. */
const news: Readonly<
  Record<string, { readonly events: readonly (ImageStreamEvent | Error)[]; readonly wire: string | Error }>
> = {
  chunk: {
    events: [
      { type: 'thought', text: 'Late.' },
      { ...pictureStart, index: 1 },
    ],
    wire: sse(thought('Late.')),
  },
  error: { events: [createError('network', {})], wire: new TypeError('terminated') },
  done: { events: [{ type: 'done' }], wire: sse(picture(png), finish('STOP')) },
}

/** A run whose other end does not hear that it is stopped, and goes on when it is told to. */
interface Deaf {
  readonly transport: Transport
  /** Settles when everything before the stop was taken. */
  readonly reached: Promise<void>
  /** Says what is late, and settles when it was said. */
  goOn(): Promise<void>
}

const makers: Readonly<Record<string, (state: string, late: string) => Deaf>> = {
  'a transport': deafTransport,
  'a server': deafServer,
}

export const lateNews: Fault = {
  id: 'D2',
  title: 'what comes after a stop is not heard',
  sampleSize: 16,
  *cases() {
    for (const [who, make] of Object.entries(makers))
      for (const late of Object.keys(news))
        for (const state of Object.keys(states)) {
          const name = `${who} that does not hear of it: late ${late}, ${state}`
          yield { name: `stop(), ${name}`, run: () => stopStream(make(state, late)) }
          yield { name: `an AbortSignal, ${name}`, run: () => abortRun(make(state, late)) }
        }
  },
}

async function stopStream(deaf: Deaf): Promise<void> {
  const told: string[] = []
  const stream = createImageStream({
    transport: deaf.transport,
    onEvent: ({ type }) => told.push(`event ${type}`),
    onFinish: ({ status }) => told.push(`finish ${status}`),
    onError: ({ code }) => told.push(`error ${code}`),
  })
  const letGo = stream.retain()
  stream.subscribe(({ status }) => told.push(`snapshot ${status}`))
  const running = stream.generate('A fox')
  await deaf.reached
  await turn()
  stream.stop()
  assert.equal((await running).status, 'stopped')
  await turn()
  const snapshot = stream.getSnapshot()
  const before = told.length
  assert.deepEqual(told.slice(-2), ['event stopped', 'finish stopped'])
  await deaf.goOn()
  await turn()
  assert.deepEqual(told.slice(before), [], 'nothing is told any more')
  assert.equal(stream.getSnapshot(), snapshot, 'nothing has changed')
  letGo()
}

async function abortRun(deaf: Deaf): Promise<void> {
  const controller = new AbortController()
  const types: string[] = []
  const run = streamImage('A fox', { transport: deaf.transport, signal: controller.signal })
  async function read(): Promise<void> {
    for await (const { type } of run) types.push(type)
  }
  const reading = read()
  await deaf.reached
  await turn()
  const reason = new Error('Enough.')
  controller.abort(reason)
  await assert.rejects(reading, reason)
  await assert.rejects(run.result, reason)
  assert.equal(types.at(-1), 'stopped')
  const before = types.length
  await deaf.goOn()
  await turn()
  assert.equal(types.length, before, 'nothing is told any more')
}

function deafTransport(state: string, late: string): Deaf {
  const reached = Promise.withResolvers<void>()
  const leave = Promise.withResolvers<void>()
  const said = Promise.withResolvers<void>()
  return {
    transport: {
      async *run() {
        yield* states[state]?.events ?? []
        reached.resolve()
        await leave.promise
        // Settled behind whatever the reader does with it.
        setImmediate(said.resolve)
        for (const item of news[late]?.events ?? []) {
          if (item instanceof Error) throw item
          yield item
        }
      },
    },
    reached: reached.promise,
    async goOn() {
      leave.resolve()
      await said.promise
    },
  }
}

/** Its body goes on although nobody reads it: the bytes are there, as in a socket that was not closed. */
function deafServer(state: string, late: string): Deaf {
  const encoder = new TextEncoder()
  const reached = Promise.withResolvers<void>()
  let body: ReadableStreamDefaultController<Uint8Array> | undefined
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        body = controller
        controller.enqueue(encoder.encode(states[state]?.wire))
      },
      // Pulled again: what was there has been read.
      pull: () => reached.resolve(),
    },
    { highWaterMark: 0 },
  )
  const reader = stream.getReader()
  // The answer is another stream, whose cancelling does not reach the first.
  const answer = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
  return {
    transport: gemini({ apiKey: secretKey, fetch: () => Promise.resolve(new Response(answer)) }),
    reached: reached.promise,
    async goOn() {
      const { wire } = news[late] ?? { wire: '' }
      if (wire instanceof Error) body?.error(wire)
      else body?.enqueue(encoder.encode(wire))
      await turn()
    },
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
