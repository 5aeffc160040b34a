import assert from 'node:assert/strict'
import { type ImageStreamEvent } from '@image-stream/core'
import { listenEmulator } from '@image-stream/emulator/node'
import type { RedisServer } from '../../../../../packages/server/test/redis-server.ts'
import { noisyPng } from '../../noisy-png.ts'
import type { Fault, FaultContext } from '../../fault.ts'
import { observeRun, expectError } from '../../observe-run.ts'
import { ask, brief, framesOf, readFrames, wireOf, type Following, type Frame } from './frames.ts'
import { withRedis } from './redis.ts'
import { startRelay, type RelayProcess } from './relay-processes.ts'

const positions = 60
/** An entry each for 64 KiB. */
const pictureBytes = 3_600_000
const leaseMs = 1_000
/** How long a lost run may take to be found, behind its lease; and how long a page takes to come back, and a busy machine. */
const foundMs = 5_000
const comingBackMs = 2_500

export const kills: Fault = {
  id: 'E5',
  title:
    'a process is killed at every position of a log: the same bytes up to there, then lost, and no second call',
  caseTimeoutMs: 60_000,
  sampleSize: 2,
  parallel: 8,
  cases: (context) =>
    withRedis('E5', context, async function* (redis) {
      const { url, emulator, close } = await listenEmulator({
        picture: { base64: noisyPng(context.random, pictureBytes).toString('base64') },
        signatureLength: 256,
        thoughts: 'always',
        // Sixty entries and more, none of them at once with another.
        pace: { firstByteMs: 20, thinkingMs: 1_500, pictureMs: 3_000, finishMs: 2_000 },
      })
      context.defer(close)
      const prefix = 'e5'
      const other = await startRelay(context, relayOptions(redis, url, prefix))
      for (let position = 1; position <= positions; position += 1)
        yield {
          name: `killed at event ${position}`,
          async run() {
            const prompt = `A fox, killed at ${position}`
            await killAndResume(context, { redis, url, prefix, other, prompt, position })
            const calls = emulator.ledger.entries.filter((entry) => entry.prompt === prompt)
            // At its first event it may not have been made yet.
            assert.ok(calls.length <= 1, `${calls.length} calls to the API`)
            if (position > 1) assert.equal(calls.length, 1, 'calls to the API')
            return 2
          },
        }
    }),
}

function relayOptions({ url }: RedisServer, upstreamUrl: string, prefix: string) {
  return { isKeeping: true, redis: { url, prefix, leaseMs }, upstreamUrl }
}

interface Kill {
  readonly redis: RedisServer
  readonly url: string
  readonly prefix: string
  readonly other: RelayProcess
  readonly prompt: string
  readonly position: number
}

async function killAndResume(
  context: FaultContext,
  { redis, url, prefix, other, prompt, position }: Kill,
): Promise<void> {
  const first = await startRelay(context, relayOptions(redis, url, prefix))
  let killedAt = 0
  let key = ''
  // A balancer: whoever is alive answers.
  const fetchAlive = (request: Request): Promise<Response> => {
    key = request.headers.get('idempotency-key') ?? key
    return fetch(new Request(killedAt > 0 ? request.url.replace(first.api, other.api) : request.url, request))
  }
  const before: ImageStreamEvent[] = []
  const watches: Promise<readonly Frame[]>[] = []
  const run = await observeRun(prompt, { api: first.api, fetch: fetchAlive }, (event) => {
    if (killedAt === 0) before.push(event)
    if (watches.length === 0) watches.push(watch({ api: first.api, key }))
    if (before.length < position || killedAt > 0) return
    killedAt = performance.now()
    first.kill('SIGKILL')
  })
  const tookMs = performance.now() - killedAt
  assert.ok(killedAt > 0, `the run was over before event ${position}`)
  expectError(run, { code: 'lost', billed: 'maybe' })
  assert.deepEqual(run.events.slice(0, before.length), before, 'what was there before the kill')
  assert.ok(tookMs <= leaseMs + foundMs + comingBackMs, `it took ${tookMs} ms to be said to be lost`)
  assert.equal(await first.exit, 'SIGKILL')
  for (const frames of await Promise.all(watches)) await expectSameLog(other, key, frames)
}

/** Another reader, who sees the bytes themselves, until the process is gone. */
async function watch(run: Following): Promise<readonly Frame[]> {
  const frames: Frame[] = []
  await ask(run)
    .then((response) => readFrames(response, (frame) => void frames.push(frame)))
    .catch(() => {})
  return frames
}

/** Whoever comes later, by the key alone, reads the same bytes, and one more event. */
async function expectSameLog(relay: RelayProcess, key: string, seen: readonly Frame[]): Promise<void> {
  const frames = framesOf(await (await ask({ ...relay, key })).text())
  assert.deepEqual(frames.slice(0, seen.length).map(brief), seen.map(brief), 'what was read before the kill')
  assert.deepEqual(
    frames.map(({ id }) => id),
    frames.map((_, index) => index + 1),
  )
  const ends = frames.filter((frame) => wireOf(frame).type === 'error')
  assert.deepEqual(ends, frames.slice(-1), 'it ends once, as lost')
}
