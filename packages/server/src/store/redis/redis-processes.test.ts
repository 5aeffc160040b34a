import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { randomId } from '@image-stream/core/relay'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  begin,
  bytesEntry,
  digestOf,
  lastEntry,
  newClaim,
  readAll,
  textEntry,
} from '../../../../testing/contracts/store.ts'
import type { ProducerOptions } from '../../../test/redis-producer.ts'
import { hasRedis, startRedis, type RedisServer } from '../../../test/redis-server.ts'
import type { LogEntry, RunStore } from '../run-store.ts'
import { createRedisStore, type RedisStoreOptions } from './redis-store.ts'

const program = new URL('../../../test/redis-producer.ts', import.meta.url).pathname
const run = promisify(execFile)
let redis: RedisServer

beforeAll(async () => {
  if (hasRedis) redis = await startRedis()
})
afterAll(() => redis?.stop())

/** As another process would have it: nothing is shared but Redis. */
function openStore(prefix: string, options: RedisStoreOptions = {}): RunStore {
  const store = createRedisStore({ url: redis.url, prefix, ...options })
  onTestFinished(() => store.close())
  return store
}

/** A process that makes a run, once it has written its entries. */
async function startProducer(options: Omit<ProducerOptions, 'url'>): Promise<ChildProcess> {
  const words = [program, JSON.stringify({ url: redis.url, ...options })]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await said(child, 'made')
  return child
}

async function said(child: ChildProcess, words: string): Promise<string> {
  for (;;) {
    const [line] = (await once(child.stdout!, 'data')) as [Buffer]
    if (line.includes(words)) return line.toString()
  }
}

const isLost = ({ json }: LogEntry): boolean => json.includes('"code":"lost"')

describe.skipIf(!hasRedis)('two processes', () => {
  test('follow what the other makes, to the byte and as it comes', async () => {
    const prefix = randomId()
    const [here, there] = [openStore(prefix), openStore(prefix)]
    const claim = newClaim()
    const writer = await begin(here, claim)
    const entries = Array.from({ length: 40 }, (_, index) => bytesEntry(index))
    const early = [0, 7, 39].map((after) => readAll(there, claim.runId, after))
    for (const entry of entries) await writer.append(entry)
    await writer.end(lastEntry, 0.04)
    const all = [...entries, lastEntry]
    expect((await Promise.all(early)).map(digestOf)).toEqual(
      [0, 7, 39].map((after) => digestOf(all.slice(after))),
    )
    expect(digestOf(await readAll(there, claim.runId, 20))).toEqual(digestOf(all.slice(20)))
    expect(await there.find({ owner: 'ann', runId: claim.runId })).toMatchObject({
      state: 'ended',
      hasLog: true,
    })
  })

  test('hear of an entry within milliseconds, not at the next look', async () => {
    const prefix = randomId()
    const [here, there] = [openStore(prefix), openStore(prefix)]
    const claim = newClaim()
    const writer = await begin(here, claim)
    const reader = there.read(claim.runId, 0, new AbortController().signal)[Symbol.asyncIterator]()
    const delays: number[] = []
    for (let index = 0; index < 30; index += 1) {
      const next = reader.next()
      await new Promise((resolve) => setTimeout(resolve, 5))
      const start = performance.now()
      await writer.append(textEntry(`part ${index}`))
      expect((await next).value).toEqual([textEntry(`part ${index}`)])
      delays.push(performance.now() - start)
    }
    expect(delays.toSorted((some, other) => some - other)[15]).toBeLessThan(250)
  })

  test('cancel what the other makes, within a second', async () => {
    const prefix = randomId()
    const [here, there] = [openStore(prefix), openStore(prefix)]
    const claims = [newClaim(), newClaim()]
    for (const [index, claim] of claims.entries()) {
      const writer = await begin(here, claim)
      const start = performance.now()
      const aborted = once(writer.signal, 'abort')
      await there.cancel(
        index === 0 ? { owner: 'ann', key: claim.key } : { owner: 'ann', runId: claim.runId },
      )
      await aborted
      expect(performance.now() - start).toBeLessThan(1_000)
      await writer.end(lastEntry, 0)
    }
  })

  test('let one in of 50 that come with one key to both at once', async () => {
    const prefix = randomId()
    const [here, there] = [openStore(prefix), openStore(prefix)]
    const { key } = newClaim()
    const claimed = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? here : there).claim(newClaim({ key }))),
    )
    expect(claimed.filter((each) => each.kind === 'new')).toHaveLength(1)
    expect(claimed.filter((each) => each.kind === 'known')).toHaveLength(49)
  })
})

describe.skipIf(!hasRedis)('a process that is gone', () => {
  test(
    'leaves its bytes and one `lost`, for all who follow, within its lease and 5 s',
    { timeout: 30_000 },
    async () => {
      const prefix = randomId()
      const [one, two] = [openStore(prefix), openStore(prefix)]
      const { runId, key } = newClaim()
      const leaseMs = 3_000
      const child = await startProducer({ prefix, leaseMs, runId, key, entries: 12 })
      const followers = [one, one, two, two].map((store) => readAll(store, runId))
      await new Promise((resolve) => setTimeout(resolve, 1.5 * leaseMs))
      expect(await one.find({ owner: 'ann', runId })).toMatchObject({ state: 'dispatched' })
      child.kill('SIGKILL')
      const start = performance.now()
      for (const read of await Promise.all(followers)) {
        expect(read.length).toBeGreaterThan(12)
        expect(digestOf(read.slice(0, -1))).toEqual(
          digestOf(Array.from({ length: read.length - 1 }, (_, index) => bytesEntry(index))),
        )
        expect(JSON.parse(read.at(-1)?.json ?? '')).toMatchObject({
          type: 'error',
          error: { code: 'lost', billed: 'maybe', runId },
        })
      }
      expect(performance.now() - start).toBeLessThan(leaseMs + 5_000)
      expect((await readAll(two, runId)).filter(isLost)).toHaveLength(1)
      // Its report is owed, and what it may have cost stays held back.
      const taken = (await Promise.all([one, two, one].map((store) => store.takeUnreported()))).flat()
      expect(taken).toMatchObject([{ runId, state: 'ended', facts: '{"prompt":"A fox"}', hasLog: true }])
      expect(await one.claim(newClaim({ key }))).toMatchObject({ kind: 'known' })
      expect(await one.claim(newClaim({ caps: { maxUsdPerDay: 0.15 } }))).toMatchObject({ kind: 'capped' })
      expect(await one.claim(newClaim({ caps: { maxLiveRuns: 1 } }))).toEqual({ kind: 'new' })
    },
  )

  test('is found out also when nobody follows', { timeout: 30_000 }, async () => {
    const prefix = randomId()
    const store = openStore(prefix)
    const { runId, key } = newClaim()
    const child = await startProducer({ prefix, leaseMs: 300, runId, key, entries: 1 })
    child.kill('SIGKILL')
    await expect.poll(async () => (await store.takeUnreported()).map((run) => run.runId)).toEqual([runId])
    expect((await readAll(store, runId)).filter(isLost)).toHaveLength(1)
  })

  test(
    'had only claimed: its key is free when its lease is over, as nothing was sent',
    { timeout: 30_000 },
    async () => {
      const prefix = randomId()
      const store = openStore(prefix)
      const { runId, key } = newClaim()
      const child = await startProducer({ prefix, leaseMs: 300, runId, key, entries: 0 })
      expect(await store.claim(newClaim({ key }))).toMatchObject({ kind: 'known', run: { state: 'claimed' } })
      const follower = readAll(store, runId)
      child.kill('SIGKILL')
      const caps = { maxLiveRuns: 1, maxRunsPerDay: 1, maxUsdPerDay: 0.1 }
      await expect.poll(async () => (await store.claim(newClaim({ key, caps }))).kind).toBe('new')
      expect(await follower).toEqual([])
      expect(await store.takeUnreported()).toEqual([])
    },
  )

  test('was only asleep: it writes nothing behind `lost`, and stops', { timeout: 30_000 }, async () => {
    const prefix = randomId()
    const store = openStore(prefix)
    const { runId, key } = newClaim()
    const child = await startProducer({ prefix, leaseMs: 600, runId, key, entries: 3 })
    child.kill('SIGSTOP')
    const read = await readAll(store, runId)
    expect(read.findIndex(isLost)).toBe(read.length - 1)
    child.kill('SIGCONT')
    expect(await said(child, 'aborted')).toContain('ImageStreamError')
    expect(await readAll(store, runId)).toEqual(read)
  })
})

describe.skipIf(!hasRedis)('a producer that was taken for dead', () => {
  /** A run of `here` that somebody else has found lost. */
  async function lostRun(prefix: string, here: RunStore, there: RunStore) {
    const claim = newClaim({ reserveUsd: 0.2 })
    const writer = await begin(here, claim)
    await writer.append(textEntry('one'))
    redis.command('ZADD', `{${prefix}}:leases`, 'XX', '1', claim.runId)
    expect(await there.takeUnreported()).toMatchObject([{ runId: claim.runId, state: 'ended' }])
    return { writer, runId: claim.runId, read: await readAll(there, claim.runId) }
  }

  test('adds nothing and settles nothing, and stops at its next entry', async () => {
    const prefix = randomId()
    const [here, there] = [openStore(prefix, { leaseMs: 60_000 }), openStore(prefix)]
    const { writer, runId, read } = await lostRun(prefix, here, there)
    await writer.append(textEntry('two'))
    expect(writer.signal.reason).toMatchObject({ code: 'lost', runId })
    await writer.end(lastEntry, 0)
    expect(await there.find({ owner: 'ann', runId })).toMatchObject({ state: 'ended', hasLog: true })
    expect(await readAll(there, runId)).toEqual(read)
    expect(await there.claim(newClaim({ caps: { maxUsdPerDay: 0.25 } }))).toMatchObject({ kind: 'capped' })
  })

  test('stops also when it has nothing to add, and its end changes nothing', async () => {
    const prefix = randomId()
    const [here, there] = [openStore(prefix, { leaseMs: 900 }), openStore(prefix)]
    const { writer, runId, read } = await lostRun(prefix, here, there)
    await expect.poll(() => writer.signal.aborted).toBe(true)
    await writer.end(lastEntry, 0)
    expect(await readAll(there, runId)).toEqual(read)
  })
})

describe.skipIf(!hasRedis)('connections', () => {
  /** What Redis says of its clients, one record each. Asked from outside, so that nothing here is held up. */
  async function clients(): Promise<readonly Record<string, string>[]> {
    const { stdout } = await run('redis-cli', ['-p', String(redis.port), 'CLIENT', 'LIST'])
    return stdout
      .trim()
      .split('\n')
      .map(
        (line) =>
          Object.fromEntries(line.split(' ').map((field) => field.split('=', 2))) as Record<string, string>,
      )
      .filter(({ cmd }) => cmd !== 'client|list')
  }

  test(
    'are two a process, one of them blocking, with a hundred followed runs, and small in Redis',
    { timeout: 60_000 },
    async () => {
      const prefix = randomId()
      const [here, there] = [openStore(prefix), openStore(prefix)]
      await here.find({ owner: 'ann', key: 'x' })
      const before = (await clients()).length
      const claims = Array.from({ length: 100 }, () => newClaim())
      const writers = await Promise.all(claims.map((claim) => begin(here, claim)))
      const reads = claims.map(({ runId }) => readAll(there, runId))
      await expect.poll(async () => (await clients()).filter(({ cmd }) => cmd === 'xread')).toHaveLength(2)
      const entries = Array.from({ length: 8 }, (_, index) => bytesEntry(index))
      const largest: number[] = []
      let isReading = true
      const watching = (async () => {
        while (isReading)
          largest.push(...(await clients()).map(({ omem, obl }) => Number(omem) + Number(obl)))
      })()
      await Promise.all(
        writers.map(async (writer) => {
          for (const entry of entries) await writer.append(entry)
          await writer.end(lastEntry, 0.04)
        }),
      )
      for (const read of await Promise.all(reads)) expect(read).toHaveLength(9)
      isReading = false
      await watching
      expect(Math.max(...largest)).toBeLessThanOrEqual(2 * 1024 * 1024)
      expect((await clients()).length - before).toBeLessThanOrEqual(3)
    },
  )

  test('end with the store, so that its process can end', { timeout: 30_000 }, async () => {
    const program = `
      import { createRedisStore } from ${JSON.stringify(new URL('../../redis.ts', import.meta.url).pathname)}
      const store = createRedisStore({ url: ${JSON.stringify(redis.url)}, prefix: 'short' })
      const caps = Object.fromEntries(['maxLiveRuns', 'maxLiveRunsTotal', 'maxRunsPerMinute', 'maxRunsPerDay', 'maxUsdPerDay'].map((cap) => [cap, 9]))
      await store.claim({ runId: 'run', owner: 'ann', key: 'key', bodyHash: '', facts: '', pictureToken: '', reserveUsd: 0, caps })
      await store.dispatch('run')
      const reading = store.read('run', 0, new AbortController().signal).next().catch((error) => error.name)
      await store.close()
      process.stdout.write('closed ' + (await reading))
    `
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const exited = once(child, 'exit')
    expect(await said(child, 'closed')).toContain('StoreError')
    const start = performance.now()
    expect(await exited).toEqual([0, null])
    expect(performance.now() - start).toBeLessThan(3_000)
  })

  test('are none before the first use, and none after the last', async () => {
    const before = (await clients()).length
    const store = openStore(randomId())
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await clients()).toHaveLength(before)
    const claim = newClaim()
    await begin(store, claim)
    expect((await clients()).length).toBeGreaterThan(before)
    await store.close()
    // Its blocking connection is only being made.
    const hasty = openStore(randomId())
    await begin(hasty)
    await hasty.close()
    await expect.poll(async () => (await clients()).length).toBe(before)
  })
})
