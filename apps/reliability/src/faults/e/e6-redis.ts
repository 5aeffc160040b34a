import assert from 'node:assert/strict'
import { randomId } from '@image-stream/core/relay'
import { listenEmulator } from '@image-stream/emulator/node'
import type { ImageRelayOptions } from '@image-stream/server'
import { createRedisStore } from '@image-stream/server/redis'
import { hasRedis, startRedis, type RedisServer } from '../../../../../packages/server/test/redis-server.ts'
import type { Fault, FaultContext } from '../../fault.ts'
import { listenRelay } from '../../listen-relay.ts'
import { noisyPng } from '../../noisy-png.ts'
import { openTcpProxy, type TcpProxy } from '../../tcp-proxy.ts'
import { ask, brief, formOf, readFrames, wireOf, type Frame } from './frames.ts'
import { withoutRedis } from './redis.ts'

const leaseMs = 1_500
const prefix = 'e6'

/** What happens to Redis, and when. */
interface Trouble {
  readonly at: 'the claim' | 'the application' | 'image-start' | 'finish'
  readonly begin: (redis: RedisServer, proxy: TcpProxy) => void
  /** How the one ends who has asked, and hears it here: refused before anything is sent, or whole. */
  readonly live: 'refused' | 'whole'
  /** Whether somebody else can begin a run meanwhile. */
  readonly fresh: 'refused' | 'whole'
}

const away = (_: RedisServer, proxy: TcpProxy): void => proxy.cut({ refuse: true })

const troubles: Readonly<Record<string, Trouble>> = {
  'away at the claim': { at: 'the claim', begin: away, live: 'refused', fresh: 'refused' },
  'away after the claim': { at: 'the application', begin: away, live: 'refused', fresh: 'refused' },
  'away in the middle': { at: 'image-start', begin: away, live: 'whole', fresh: 'refused' },
  'away at the end': { at: 'finish', begin: away, live: 'whole', fresh: 'refused' },
  'connections break in the middle': {
    at: 'image-start',
    begin: (_, proxy) => proxy.cut(),
    live: 'whole',
    fresh: 'whole',
  },
  'out of memory in the middle': {
    at: 'image-start',
    begin: (redis) => redis.command('CONFIG', 'SET', 'maxmemory', '1'),
    live: 'whole',
    fresh: 'refused',
  },
  'read only in the middle': {
    at: 'image-start',
    begin: (redis) => redis.command('REPLICAOF', '127.0.0.1', '1'),
    live: 'whole',
    fresh: 'refused',
  },
  'a log that is evicted': {
    at: 'image-start',
    begin: (redis) => {
      for (const key of redis.command('KEYS', `{${prefix}}:log:*`).split('\n')) redis.command('DEL', key)
    },
    live: 'whole',
    fresh: 'whole',
  },
  'slow, half a second': {
    at: 'the claim',
    begin: (_, proxy) => proxy.delay(250),
    live: 'whole',
    fresh: 'whole',
  },
}

export const redisFailures: Fault = {
  id: 'E6',
  title:
    'Redis fails at every moment: nothing is begun without it, what goes on goes on, and nobody is told less than is true',
  parallel: 3,
  sampleSize: 2,
  caseTimeoutMs: 60_000,
  async *cases(context) {
    if (!hasRedis) return yield withoutRedis('E6')
    const { url, emulator, close } = await listenEmulator({
      picture: { base64: noisyPng(context.random, 900_000).toString('base64') },
      signatureLength: 256,
      thoughts: 'never',
      pace: { firstByteMs: 50, thinkingMs: 300, pictureMs: 1_000, finishMs: 500 },
    })
    context.defer(close)
    for (const [name, trouble] of Object.entries(troubles))
      yield {
        name,
        async run() {
          const prompts = { live: `A fox, ${name}`, fresh: `A wolf, ${name}` }
          await endure(context, url, trouble, prompts)
          const callsFor = (prompt: string): number =>
            emulator.ledger.entries.filter((entry) => entry.prompt === prompt).length
          assert.equal(callsFor(prompts.live), trouble.live === 'whole' ? 1 : 0, 'calls to the API')
          assert.equal(callsFor(prompts.fresh), trouble.fresh === 'whole' ? 1 : 0, 'calls of the other one')
          return 3
        },
      }
  },
}

async function endure(
  context: FaultContext,
  url: string,
  { at, begin, live, fresh }: Trouble,
  prompts: Readonly<Record<'live' | 'fresh', string>>,
): Promise<void> {
  const redis = await startRedis()
  const proxy = await openTcpProxy(context, redis.port)
  const keep = (redisUrl: string): ImageRelayOptions['store'] => {
    const store = createRedisStore({ url: redisUrl, prefix, leaseMs, onWarning() {} })
    closes.push(() => store.close())
    return store
  }
  const closes: (() => Promise<void>)[] = [() => redis.stop()]
  try {
    const strike = (moment: Trouble['at']): void => {
      if (moment === at) begin(redis, proxy)
    }
    const here = await listenRelay(context, url, {
      store: keep(`redis://127.0.0.1:${proxy.port}`)!,
      delivery: 'inline',
      onRunStart: () => strike('the application'),
    })
    const there = await listenRelay(context, url, { store: keep(redis.url)!, delivery: 'inline' })
    const key = randomId()
    const post = (api: string, prompt: string, as: string): Promise<Response> =>
      ask({ api, key: as, method: 'POST', body: formOf(prompt) })
    strike('the claim')
    let hasStruck = at === 'the claim' || at === 'the application'
    let freshly: Promise<Response> | null = null
    const response = await post(here.api, prompts.live, key)
    const frames = await (response.ok
      ? readFrames(response, (frame) => {
          if (hasStruck || wireOf(frame).type !== at) return
          hasStruck = true
          strike(at)
          freshly = post(here.api, prompts.fresh, randomId())
        })
      : refused(response))
    assert.equal(endOf(frames), live === 'whole' ? 'done' : 'refused')
    freshly ??= post(here.api, prompts.fresh, randomId())
    const other = await (freshly as Promise<Response>)
    assert.equal(
      endOf(await (other.ok ? readFrames(other) : refused(other))),
      fresh === 'whole' ? 'done' : 'refused',
    )
    if (live === 'whole') await expectHonest(there.api, key, frames)
    await Promise.all([here.relay.close(), there.relay.close()])
  } finally {
    proxy.cut({ refuse: true })
    for (const close of closes.reverse()) await close()
  }
}

/** Before anything was sent, and it says so. */
async function refused(response: Response): Promise<readonly Frame[]> {
  const { error } = (await response.json()) as {
    readonly error: { readonly code: string; readonly billed: string }
  }
  assert.deepEqual([response.status, error.code, error.billed], [503, 'relay', 'no'])
  return []
}

function endOf(frames: readonly Frame[]): string {
  const last = frames.at(-1)
  return last ? wireOf(last).type : 'refused'
}

/** Another process has all of it, or says that it may be lost, or breaks off, in time: never less, as if that were all. */
async function expectHonest(api: string, key: string, whole: readonly Frame[]): Promise<void> {
  const response = await ask({ api, key, signal: AbortSignal.timeout(15_000) })
  if (!response.ok) {
    const { error } = (await response.json()) as { readonly error: { readonly billed: string } }
    return assert.equal(error.billed, 'maybe')
  }
  const frames: Frame[] = []
  const isBroken = await readFrames(response, (frame) => void frames.push(frame)).then(
    () => false,
    () => true,
  )
  if (isBroken) {
    // Who reads comes back: nothing was said that would keep them from it.
    assert.ok(!frames.some((frame) => endings.has(wireOf(frame).type)), 'an end before the break')
    return assert.deepEqual(frames.map(brief), whole.slice(0, frames.length).map(brief))
  }
  const last = wireOf(frames.at(-1)!)
  if (last.type === 'done') return assert.deepEqual(frames.map(brief), whole.map(brief))
  assert.deepEqual([last.type, (last['error'] as { readonly billed: string }).billed], ['error', 'maybe'])
  const before = frames.slice(0, -1).map(brief)
  assert.deepEqual(before, whole.slice(0, before.length).map(brief))
}

const endings: ReadonlySet<string> = new Set(['done', 'error', 'stopped'])
