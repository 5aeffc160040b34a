import { randomId } from '@image-stream/core/relay'
import { createClient } from 'redis'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import {
  begin,
  bytesEntry,
  digestOf,
  dispatch,
  lastEntry,
  newClaim,
  readAll,
  textEntry,
} from '../../../../testing/contracts/store.ts'
import { hasRedis, startRedis, type RedisServer } from '../../../test/redis-server.ts'
import type { RunStore } from '../run-store.ts'
import { createRedisStore, type RedisStoreOptions } from './redis-store.ts'

const storeError = expect.objectContaining({ name: 'StoreError' })
const logGone = expect.objectContaining({ name: 'LogGoneError' })
let redis: RedisServer

beforeEach(async () => {
  if (hasRedis) redis = await startRedis()
})
afterEach(() => redis?.stop())

function openStore(options: RedisStoreOptions = {}): RunStore {
  const store = createRedisStore({ url: redis.url, commandTimeoutMs: 1_000, ...options })
  onTestFinished(() => store.close())
  return store
}

describe.skipIf(!hasRedis)('a Redis that is not there', () => {
  test('lets nobody in, says so in time, and everybody when it is back', async () => {
    const store = openStore()
    await store.claim(newClaim())
    await redis.kill()
    const start = performance.now()
    await expect(store.claim(newClaim())).rejects.toThrow(storeError)
    await expect(store.find({ owner: 'ann', key: 'x' })).rejects.toThrow(storeError)
    await expect(store.takeUnreported()).rejects.toThrow(storeError)
    await expect(readAll(store, randomId())).rejects.toThrow(storeError)
    expect(performance.now() - start).toBeLessThan(8_000)
    await redis.start()
    expect(await store.claim(newClaim())).toEqual({ kind: 'new' })
  })

  test('from the start, or without an address, is a typed error of the first call', async () => {
    await redis.kill()
    await expect(openStore().claim(newClaim())).rejects.toThrow(storeError)
    await expect(createRedisStore({ url: undefined }).claim(newClaim())).rejects.toThrow(/`url` or `client`/)
  })

  test('in the middle of a run: it goes on for who reads it here, and has no gap for others', async () => {
    const here = openStore({ leaseMs: 900 })
    const there = openStore()
    const claim = newClaim()
    const writer = await begin(here, claim)
    const entries = Array.from({ length: 40 }, (_, index) => bytesEntry(index))
    const local = readAll(here, claim.runId)
    for (const entry of entries.slice(0, 10)) await writer.append(entry)
    const remote = readAll(there, claim.runId).catch((error: unknown) => error)
    await redis.kill()
    for (const entry of entries.slice(10, 30)) await writer.append(entry)
    expect(writer.isBroken).toBe(true)
    expect(writer.signal.aborted).toBe(false)
    expect(await remote).toEqual(storeError)
    await redis.start()
    for (const entry of entries.slice(30)) await writer.append(entry)
    await writer.end(lastEntry, 0.04)
    expect(digestOf(await local)).toEqual(digestOf([...entries, lastEntry]))
    // It has forgotten the run: nobody is told a part of it.
    expect(await there.find({ owner: 'ann', runId: claim.runId })).toBe(null)
    expect(await readAll(there, claim.runId)).toEqual([])
  })

  test('and is back, empty, before anybody noticed: no log begins in the middle', async () => {
    const store = openStore()
    const claim = newClaim()
    const writer = await begin(store, claim)
    const read = readAll(store, claim.runId)
    await writer.append(textEntry('one'))
    await redis.kill()
    await redis.start()
    await expect.poll(() => store.find({ owner: 'ann', key: 'x' }).catch(() => 'away')).toBe(null)
    await writer.append(textEntry('two'))
    expect(writer.isBroken).toBe(true)
    await writer.end(lastEntry, 0)
    expect(await read).toEqual([textEntry('one'), textEntry('two'), lastEntry])
    expect(redis.command('KEYS', '*log:*')).toBe('')
  })

  test('at the end of a run: its readers here have all of it, and its writer hears that nothing was settled', async () => {
    const store = openStore()
    const claim = newClaim()
    const writer = await begin(store, claim)
    const read = readAll(store, claim.runId)
    await writer.append(textEntry('one'))
    await redis.kill()
    const start = performance.now()
    await expect(writer.end(lastEntry, 0.04)).rejects.toThrow(storeError)
    expect(performance.now() - start).toBeLessThan(6_000)
    expect(await read).toEqual([textEntry('one'), lastEntry])
  })

  test('a cancel still ends what is made here', async () => {
    const store = openStore()
    const claim = newClaim()
    const writer = await begin(store, claim)
    await redis.kill()
    await expect(store.cancel({ owner: 'ann', key: claim.key })).rejects.toThrow(storeError)
    expect(writer.signal.aborted).toBe(true)
  })
})

describe.skipIf(!hasRedis)('a Redis that refuses', () => {
  test('to write, as it is a replica now: nobody is let in', async () => {
    const store = openStore()
    await store.claim(newClaim())
    redis.command('REPLICAOF', '127.0.0.1', '1')
    await expect(store.claim(newClaim())).rejects.toThrow(
      expect.objectContaining({
        name: 'StoreError',
        cause: expect.objectContaining({
          message: expect.stringMatching(/READONLY|MASTERDOWN/) as string,
        }) as Error,
      }),
    )
    redis.command('REPLICAOF', 'NO', 'ONE')
    expect(await store.claim(newClaim())).toEqual({ kind: 'new' })
  })

  test('to take more, in the middle of a run: its log ends as broken, and money is settled', async () => {
    const here = openStore({ leaseMs: 900 })
    const there = openStore()
    const claim = newClaim({ reserveUsd: 0.2 })
    const writer = await begin(here, claim)
    const local = readAll(here, claim.runId)
    await writer.append(bytesEntry(0))
    const remote = readAll(there, claim.runId).catch((error: unknown) => error)
    redis.command('CONFIG', 'SET', 'maxmemory', '1mb')
    await expect(here.claim(newClaim())).rejects.toThrow(storeError)
    await writer.append(bytesEntry(1))
    expect(writer.isBroken).toBe(true)
    redis.command('CONFIG', 'SET', 'maxmemory', '0')
    await writer.append(bytesEntry(2))
    expect(await remote).toEqual(logGone)
    await writer.end(lastEntry, 0.05)
    expect(digestOf(await local)).toEqual(digestOf([bytesEntry(0), bytesEntry(1), bytesEntry(2), lastEntry]))
    expect(await there.find({ owner: 'ann', runId: claim.runId })).toMatchObject({
      state: 'ended',
      hasLog: false,
    })
    await expect(readAll(there, claim.runId)).rejects.toThrow(logGone)
    expect(await there.claim(newClaim({ reserveUsd: 0.05, caps: { maxUsdPerDay: 0.1 } }))).toEqual({
      kind: 'new',
    })
  })

  test('a script that it has forgotten is given to it again', async () => {
    const store = openStore()
    await store.claim(newClaim())
    redis.command('SCRIPT', 'FLUSH')
    expect(await store.claim(newClaim())).toEqual({ kind: 'new' })
  })
})

describe.skipIf(!hasRedis)('a Redis that is slow', () => {
  test('is waited for, up to a time; what it took behind that is given back', async () => {
    const store = openStore()
    await store.claim(newClaim())
    redis.pause()
    setTimeout(() => redis.resume(), 300)
    expect(await store.claim(newClaim())).toEqual({ kind: 'new' })
    redis.pause()
    const late = newClaim({ caps: { maxLiveRuns: 3 } })
    await expect(store.claim(late)).rejects.toThrow(storeError)
    redis.resume()
    // The same intent comes again: with its first claim still there it would wait for a run that nobody makes.
    await expect.poll(async () => (await store.claim({ ...late, runId: randomId() })).kind).toBe('new')
  })

  test('when it is asked for the mark before the paid call: nothing was sent, so the key is free', async () => {
    const store = openStore()
    const claim = newClaim()
    await store.claim(claim)
    redis.pause()
    await expect(store.dispatch(claim.runId)).rejects.toThrow(storeError)
    redis.resume()
    await expect.poll(async () => (await store.claim({ ...claim, runId: randomId() })).kind).toBe('new')
    expect(await store.takeUnreported()).toEqual([])
  })

  test('in the middle of a run costs the log and never the run', async () => {
    const store = openStore({ leaseMs: 60_000 })
    const claim = newClaim()
    const writer = await begin(store, claim)
    const read = readAll(store, claim.runId)
    await writer.append(textEntry('one'))
    redis.pause()
    await writer.append(textEntry('two'))
    expect(writer.isBroken).toBe(true)
    redis.resume()
    await writer.append(textEntry('three'))
    await writer.end(lastEntry, 0.04)
    expect(await read).toEqual([textEntry('one'), textEntry('two'), textEntry('three'), lastEntry])
  })
})

describe.skipIf(!hasRedis)('what is in Redis', () => {
  test('a log with a hole is an error for its readers, never a run with less in it', async () => {
    const [here, there] = [openStore(), openStore()]
    const claim = newClaim()
    const writer = await begin(here, claim)
    for (const text of ['one', 'two', 'three']) await writer.append(textEntry(text))
    await writer.end(lastEntry, 0)
    redis.command('XDEL', `{image-stream}:log:${claim.runId}`, '2-0')
    await expect(readAll(there, claim.runId)).rejects.toThrow(logGone)
    await expect(readAll(there, claim.runId, 1)).rejects.toThrow(logGone)
    expect(await readAll(there, claim.runId, 2)).toEqual([textEntry('three'), lastEntry])
  })

  test('goes away by itself, all of it: a key after 24 hours, a log after its life', async () => {
    const store = openStore({ reportAgainMs: 60_000 })
    const [ended, live, cancelled] = [newClaim(), newClaim(), newClaim()]
    const writer = await begin(store, ended)
    await writer.append(bytesEntry(1))
    await store.acknowledge(ended.runId)
    await writer.end(lastEntry, 0.04)
    await store.saveTurn('ann', ended.runId, { json: '{}', blobs: [new Uint8Array(9)] })
    await begin(store, live)
    await store.cancel({ owner: 'ann', key: cancelled.key })
    const lifeOf = (name: string): number => Number(redis.command('PTTL', `{image-stream}:${name}`))
    expect(lifeOf(`key:${ended.key}:ann`) / 3_600_000).toBeCloseTo(24, 1)
    expect(lifeOf(`key:${cancelled.key}:ann`) / 60_000).toBeCloseTo(1, 0)
    expect(lifeOf(`log:${ended.runId}`) / 60_000).toBeCloseTo(10, 0)
    expect(lifeOf(`turn:${ended.runId}`) / 60_000).toBeCloseTo(60, 0)
    const forEver = redis
      .command('KEYS', '*')
      .split('\n')
      .filter((name) => redis.command('PTTL', name) === '-1')
    expect(forEver).toEqual(['{image-stream}:leases'])
  })

  test('bears no word of a run that was heard of', async () => {
    const store = openStore()
    const claim = newClaim({ facts: '{"prompt":"a secret wish"}' })
    const writer = await begin(store, claim)
    await writer.end(lastEntry, 0.04)
    const factsOf = (): string => redis.command('HGET', `{image-stream}:run:${claim.runId}`, 'facts')
    expect(factsOf()).toContain('secret')
    await store.acknowledge(claim.runId)
    expect(factsOf()).toBe('')
  })
})

test.skipIf(!hasRedis)('a Redis that throws keys away is warned of, once', async () => {
  const warnings: string[] = []
  const onWarning = (message: string): void => void warnings.push(message)
  const fine = openStore({ onWarning })
  await fine.claim(newClaim())
  await fine.claim(newClaim())
  redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
  const risky = openStore({ onWarning })
  await risky.claim(newClaim())
  await risky.claim(newClaim())
  await expect.poll(() => warnings).toEqual([expect.stringContaining('allkeys-lru')])
})

test.skipIf(!hasRedis)('a client of the application lends its settings, and is left alone', async () => {
  const client = createClient({ url: redis.url })
  const store = createRedisStore({ client })
  const claim = newClaim()
  expect(await store.claim(claim)).toEqual({ kind: 'new' })
  expect(client.isOpen).toBe(false)
  await (await dispatch(store, claim.runId)).end(lastEntry, 0)
  await store.close()
})
