import assert from 'node:assert/strict'
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http'
import { randomId } from '@image-stream/core/relay'
import { createMemoryStore } from '@image-stream/server'
import type { LedgerEntry, Moment } from '@image-stream/emulator'
import { listenEmulator } from '@image-stream/emulator/node'
import type { Fault } from '../../fault.ts'
import { ask, formOf, framesOf, wireOf } from './frames.ts'
import { listenRelay } from '../../listen-relay.ts'

/** How soon the API must see that nobody wants its answer, in milliseconds; a busy machine gets another try. */
const closingMs = 200
const tries = 5
/** How long the API is silent where the client leaves. Longer than anything here waits, without a store. */
const silenceMs = 1_500

/** What has come when the client leaves: so many events, or what only the client itself knows. */
interface State {
  /** Where the API falls silent. */
  readonly silence?: Moment
  /** The client leaves when it has this. @defaultValue the first byte of the body */
  readonly seen?: string
  /** The client leaves with this much of its body sent, and nothing was asked of the API. */
  readonly isUploading?: true
}

const states: Readonly<Record<string, State>> = {
  'while it sends its request': { isUploading: true },
  'before the API answers': { silence: 'headers' },
  'when the run has begun': { silence: 'headers', seen: '"type":"start"' },
  'before the first chunk': { silence: 'start' },
  'while thinking': { silence: 'thinking', seen: '"type":"thought"' },
  'when a picture begins': { silence: 'picture', seen: '"type":"image-start"' },
  'in the middle of a picture': { silence: 'picture', seen: '"type":"image-start"' },
  'when a picture is there': { silence: 'after-picture', seen: '"type":"image-ready"' },
  'behind a picture': { silence: 'after-picture', seen: '"type":"image-ready"' },
  'behind the finish reason': { silence: 'after-finish', seen: '"type":"finish"' },
}

export const disconnects: Fault = {
  id: 'E3',
  title: 'a client leaves in every state: its run ends with it, or is kept whole where there is a store',
  parallel: 1,
  sampleSize: 4,
  async *cases(context) {
    const { url, emulator, close } = await listenEmulator({
      pace: 'instant',
      pictureSize: 'small',
      thoughts: 'always',
    })
    context.defer(close)
    const relays = {
      'no store': await listenRelay(context, url),
      'a store': await listenRelay(context, url, { store: createMemoryStore() }),
    }
    for (const [name, state] of Object.entries(states))
      for (const [where, { api }] of Object.entries(relays))
        yield {
          name: `${name}, ${where}`,
          async run() {
            for (let attempt = 1; ; attempt += 1) {
              const prompt = `A fox ${name} ${where} ${attempt}`
              const calls = (): readonly LedgerEntry[] =>
                emulator.ledger.entries.filter((entry) => entry.prompt === prompt)
              if (state.silence) emulator.next({ silence: { at: state.silence, ms: silenceMs } })
              const key = randomId()
              const leave = await comeAsFar(api, key, prompt, state)
              if (!state.isUploading) await asked(calls)
              leave()
              if (state.isUploading) return assert.equal(await quiet(calls), 0, 'calls to the API')
              if (where === 'a store') return expectWhole(api, key, calls)
              const tookMs = await closed(calls)
              if (tookMs <= closingMs) return
              assert.ok(attempt < tries, `the API was let go only after ${tookMs} ms`)
            }
          },
        }
  },
}

/** Resolves when it has come so far, with how to leave: the socket is gone, and nothing is said. */
async function comeAsFar(api: string, key: string, prompt: string, state: State): Promise<() => void> {
  const form = new Response(formOf(prompt))
  const body = Buffer.from(await form.arrayBuffer())
  const { seen = '', isUploading = false } = state
  const asking = httpRequest(`${api}/runs`, {
    method: 'POST',
    headers: {
      'idempotency-key': key,
      'content-type': form.headers.get('content-type') ?? '',
      'content-length': body.length,
    },
  })
  asking.on('error', () => {}) // It is broken off: that is the point.
  const leave = (): void => void asking.destroy()
  if (isUploading) {
    await new Promise<void>((resolve) => asking.write(body.subarray(0, 40), () => resolve()))
    await new Promise((resolve) => setTimeout(resolve, 50))
    return leave
  }
  asking.end(body)
  const answer = await answerOf(asking)
  assert.equal(answer.statusCode, 200)
  let text = ''
  for await (const bytes of answer.iterator({ destroyOnReturn: false })) {
    text += String(bytes)
    if (text !== '' && text.includes(seen)) break
  }
  return leave
}

function answerOf(asking: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asking.once('response', resolve)
    asking.once('error', reject)
  })
}

async function asked(calls: () => readonly LedgerEntry[]): Promise<void> {
  while (calls().length === 0) await new Promise((resolve) => setTimeout(resolve, 2))
}

async function quiet(calls: () => readonly LedgerEntry[]): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return calls().length
}

/** Milliseconds until the API knows that its client has gone. */
async function closed(calls: () => readonly LedgerEntry[]): Promise<number> {
  assert.equal(calls().length, 1, 'calls to the API')
  const start = performance.now()
  while (calls().some(({ outcome }) => outcome === 'open'))
    await new Promise((resolve) => setTimeout(resolve, 2))
  return calls().every(({ outcome }) => outcome === 'closed') ? performance.now() - start : Infinity
}

/** Nobody reads it, and all of it is there for who comes back. */
async function expectWhole(api: string, key: string, calls: () => readonly LedgerEntry[]): Promise<void> {
  const frames = framesOf(await (await ask({ api, key })).text())
  assert.equal(wireOf(frames.at(-1)!).type, 'done')
  assert.deepEqual(
    calls().map(({ outcome }) => outcome),
    ['completed'],
  )
}
