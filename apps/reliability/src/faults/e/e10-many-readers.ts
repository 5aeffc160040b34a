import assert from 'node:assert/strict'
import { get, type ClientRequest } from 'node:http'
import { idempotencyHeader, randomId } from '@image-stream/core/relay'
import { listenEmulator } from '@image-stream/emulator/node'
import type { Fault, FaultCase } from '../../fault.ts'
import { noisyPng } from '../../noisy-png.ts'
import { ask, brief, formOf, framesOf, readFrames, wireOf } from './frames.ts'
import { withRedis } from './redis.ts'
import { startRelay, type RelayProcess } from './relay-processes.ts'

const KiB = 1024
const MiB = 1024 * KiB
const pictureBytes = 20_000_000

const slowReaders = 100
const tabs = 10
/** What a reader takes in a second. */
const slowBytes = KiB
const watchedMs = 8_000
const sampleMs = 250

/** What one of them may cost. */
const maxRelayBytes = MiB
const maxRedisBytes = 2 * MiB

/** A run that is over, in a log of 20 MB. */
interface Kept {
  readonly relay: RelayProcess
  readonly key: string
}

export const manyReaders: Fault = {
  id: 'E10',
  title: 'a hundred slow readers of one log, and ten tabs that follow one run: little is held for each',
  isMeasured: true,
  parallel: 1,
  caseTimeoutMs: 60_000,
  async *cases(context) {
    const { url, close } = await listenEmulator({
      pace: { firstByteMs: 50, thinkingMs: 500, pictureMs: 1_500, finishMs: 50 },
      picture: { base64: noisyPng(context.random, pictureBytes).toString('base64') },
      signatureLength: 256,
      thoughts: 'always',
    })
    context.defer(close)
    const setup = { upstreamUrl: url, isKeeping: true, delivery: 'inline' } as const

    const alone = await startRelay(context, setup)
    yield* casesOf('in memory', alone, alone, () => 0)
    yield* withRedis('E10', context, async function* (redis) {
      const store = { url: redis.url, prefix: 'e10' }
      const producer = await startRelay(context, { ...setup, redis: store })
      const other = await startRelay(context, { ...setup, redis: store })
      yield* casesOf('in Redis, read by another process', producer, other, () =>
        highestBuffer(redis.command('CLIENT', 'LIST')),
      )
    })
  },
}

function* casesOf(
  where: string,
  producer: RelayProcess,
  reader: RelayProcess,
  redisBytes: () => number,
): Generator<FaultCase> {
  yield {
    name: `${slowReaders} slow readers of a log of 20 MB, ${where}`,
    isSlow: true,
    async run() {
      const key = await draw(producer)
      await readSlowly({ relay: reader, key }, redisBytes)
      return slowReaders
    },
  }
  yield {
    name: `${tabs} tabs on one run, ${where}`,
    isSlow: true,
    async run() {
      const key = randomId()
      const first = ask({ ...producer, key, method: 'POST', body: formOf('A fox') })
      const response = await first
      const answers = [
        response,
        ...(await Promise.all(Array.from({ length: tabs - 1 }, () => ask({ ...reader, key })))),
      ]
      const [frames = [], ...others] = await Promise.all(answers.map((each) => readFrames(each)))
      assert.equal(wireOf(frames.at(-1)!).type, 'done')
      const seen = frames.map(brief)
      for (const other of others) assert.deepEqual(other.map(brief), seen)
      return tabs
    },
  }
}

async function draw({ api }: RelayProcess): Promise<string> {
  const key = randomId()
  const frames = framesOf(await (await ask({ api, key, method: 'POST', body: formOf('A fox') })).text())
  assert.equal(wireOf(frames.at(-1)!).type, 'done')
  return key
}

async function readSlowly({ relay, key }: Kept, redisBytes: () => number): Promise<void> {
  // Whatever the first reading needs is there.
  await (await ask({ ...relay, key })).text()
  const before = await relay.residentBytes()
  const readers = Array.from({ length: slowReaders }, () => dawdle(relay, key))
  try {
    let relayBytes = 0
    let bufferBytes = 0
    const endsAt = performance.now() + watchedMs
    while (performance.now() < endsAt) {
      relayBytes = Math.max(relayBytes, await relay.residentBytes())
      bufferBytes = Math.max(bufferBytes, redisBytes())
      await new Promise((resolve) => setTimeout(resolve, sampleMs))
    }
    const each = (relayBytes - before) / slowReaders
    assert.ok(each <= maxRelayBytes, `${(each / MiB).toFixed(2)} MiB in the relay for each`)
    assert.ok(bufferBytes <= maxRedisBytes, `${(bufferBytes / MiB).toFixed(2)} MiB in Redis for one client`)
    // Nobody was forgotten meanwhile.
    assert.deepEqual(
      readers.filter(({ hasRead }) => !hasRead()),
      [],
    )
  } finally {
    for (const { request } of readers) request.destroy()
  }
}

/** Takes a little of an answer each second. */
function dawdle(
  { api }: RelayProcess,
  key: string,
): { readonly request: ClientRequest; readonly hasRead: () => boolean } {
  let read = 0
  const request = get(`${api}/runs`, { agent: false, headers: { [idempotencyHeader]: key } }, (response) => {
    response.on('error', () => {}).pause()
    const timer = setInterval(() => {
      const bytes = response.read(slowBytes) as Buffer | null
      read += bytes?.length ?? 0
    }, 1_000)
    response.once('close', () => clearInterval(timer))
  })
  // It is broken off at the end.
  request.on('error', () => {})
  return { request, hasRead: () => read > 0 }
}

/** What Redis holds for the client for which it holds most, of what `CLIENT LIST` says. In bytes. */
function highestBuffer(clients: string): number {
  return Math.max(...[...clients.matchAll(/ omem=(\d+)/g)].map(([, bytes]) => Number(bytes)))
}
