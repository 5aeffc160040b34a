import { afterEach, describe, expect, test, vi } from 'vitest'
// By path, as the package that has it depends on this one.
import { describeClaimStore, describeRunStore } from '../../../testing/contracts/describe-store.ts'
import {
  begin,
  bytesEntry,
  digestOf,
  lastEntry,
  newClaim,
  readAll,
} from '../../../testing/contracts/store.ts'
import { createClaimStore } from './claims.ts'
import { createMemoryStore } from './memory-store.ts'
import type { RunStore, RunWriter } from './run-store.ts'

describeClaimStore({ name: 'in memory, without logs', create: createClaimStore })
describeRunStore({ name: 'in memory', create: createMemoryStore })

const mebi = 1024 * 1024
afterEach(() => void vi.useRealTimers())

/** A whole run of so many bytes; its id. */
async function draw(store: RunStore, bytes: number): Promise<string> {
  const claim = newClaim()
  await write(await begin(store, claim), bytes)
  await store.acknowledge(claim.runId)
  return claim.runId
}

async function write(writer: RunWriter, bytes: number): Promise<void> {
  for (let left = bytes; left > 0; left -= 65_536) await writer.append(bytesEntry(1, Math.min(left, 65_536)))
  await writer.end(lastEntry, 0.04)
}

const hasLog = async (store: RunStore, runId: string): Promise<boolean | undefined> =>
  (await store.find({ owner: 'ann', runId }))?.hasLog

/** What has ended just now is not given up. */
function passFreshTime(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 })
}

describe('a store that is full', () => {
  test('gives up the oldest run that has ended, and no more than it needs', async () => {
    const store = createMemoryStore({ maxBytes: 10 * mebi })
    const [first, second, third] = [
      await draw(store, 2 * mebi),
      await draw(store, 2 * mebi),
      await draw(store, 2 * mebi),
    ]
    passFreshTime()
    await begin(store)
    expect(await hasLog(store, first)).toBe(false)
    expect(await hasLog(store, second)).toBe(true)
    expect(await hasLog(store, third)).toBe(true)
  })

  test('gives up no run that has ended just now, as its page may be about to ask for its picture', async () => {
    const store = createMemoryStore({ maxBytes: 6 * mebi })
    const runId = await draw(store, 3 * mebi)
    expect((await begin(store)).isLogged).toBe(false)
    expect(await hasLog(store, runId)).toBe(true)
    passFreshTime()
    expect((await begin(store)).isLogged).toBe(true)
    expect(await hasLog(store, runId)).toBe(false)
  })

  test('gives up nothing that is live, and makes a new run without keeping it', async () => {
    const store = createMemoryStore({ maxBytes: 10 * mebi })
    const live = [newClaim(), newClaim()]
    for (const claim of live) await begin(store, claim)
    const unkept = newClaim()
    const writer = await begin(store, unkept)
    expect(writer.isLogged).toBe(false)
    await writer.append(bytesEntry(1))
    expect(await hasLog(store, unkept.runId)).toBe(false)
    expect(await store.claim(unkept)).toMatchObject({ kind: 'known', run: { hasLog: false } })
    await writer.end(lastEntry, 0.04)
    for (const { runId } of live) expect(await hasLog(store, runId)).toBe(true)
    expect(await store.takeUnreported()).toEqual([])
  })

  test('keeps no run that grows into no room, and its readers see all of it, at their pace', async () => {
    const store = createMemoryStore({ maxBytes: 9 * mebi })
    const [growing, other] = [newClaim(), newClaim()]
    const writer = await begin(store, growing)
    await begin(store, other)
    const fast = readAll(store, growing.runId)
    const slow = store.read(growing.runId, 0, new AbortController().signal)[Symbol.asyncIterator]()
    const first = await Promise.all([slow.next(), writer.append(bytesEntry(1))])
    const writing = write(writer, 12 * mebi)
    let hasWritten = false
    void writing.then(() => (hasWritten = true))
    await expect.poll(() => writer.isBroken).toBe(true)
    // The slow one holds it back.
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(hasWritten).toBe(false)
    const rest: number[] = []
    for (let next = await slow.next(); !next.done; next = await slow.next()) rest.push(next.value.length)
    await writing
    expect(rest.reduce((sum, count) => sum + count, first[0].value?.length ?? 0)).toBe(194)
    expect(await fast).toHaveLength(194)
    expect(await hasLog(store, growing.runId)).toBe(false)
    expect(await hasLog(store, other.runId)).toBe(true)
    // All of its room is free again.
    expect((await begin(store)).isLogged).toBe(true)
  })

  test('leaves a run to those who still read it', async () => {
    const store = createMemoryStore({ maxBytes: 6 * mebi })
    const runId = await draw(store, 3 * mebi)
    const pages = store.read(runId, 0, new AbortController().signal)[Symbol.asyncIterator]()
    const first = await pages.next()
    passFreshTime()
    expect((await begin(store)).isLogged).toBe(false)
    const rest = []
    for (let next = await pages.next(); !next.done; next = await pages.next()) rest.push(...next.value)
    expect(rest.length + (first.value?.length ?? 0)).toBe(49)
    expect((await begin(store)).isLogged).toBe(true)
    expect(await hasLog(store, runId)).toBe(false)
  })

  test('counts turns too, and gives up the one that was not used for longest', async () => {
    const store = createMemoryStore({ maxBytes: 8 * mebi })
    const turn = { json: '{}', blobs: [new Uint8Array(2 * mebi - 100)] }
    for (const runId of ['one', 'two', 'three', 'four']) await store.saveTurn('ann', runId, turn)
    await store.loadTurn('ann', 'one')
    await begin(store)
    expect(await store.loadTurn('ann', 'two')).toBe(null)
    expect(await store.loadTurn('ann', 'three')).toBe(null)
    expect(await store.loadTurn('ann', 'one')).not.toBe(null)
    expect(await store.loadTurn('ann', 'four')).not.toBe(null)
  })

  test('stays within its bytes whatever comes, by the process’s own count', { timeout: 60_000 }, async () => {
    const store = createMemoryStore({ maxBytes: 32 * mebi })
    const before = process.memoryUsage().arrayBuffers
    for (let index = 0; index < 60; index += 1) {
      const runId = await draw(store, (index % 7) * mebi)
      await store.saveTurn('ann', runId, { json: '{}', blobs: [new Uint8Array(mebi)] })
    }
    await expect
      .poll(() => {
        globalThis.gc?.()
        return process.memoryUsage().arrayBuffers - before
      })
      .toBeLessThan(40 * mebi)
  })
})

test('what is over for long is let go at the next use, without timers', async () => {
  vi.useFakeTimers()
  const store = createMemoryStore()
  const runId = await draw(store, 100)
  await store.saveTurn('ann', runId, { json: '{}', blobs: [] })
  vi.advanceTimersByTime(10 * 60_000 - 1)
  expect(digestOf(await readAll(store, runId))).toEqual(digestOf([bytesEntry(1, 100), lastEntry]))
  vi.advanceTimersByTime(1)
  expect(await hasLog(store, runId)).toBe(false)
  expect(await store.loadTurn('ann', runId)).not.toBe(null)
  vi.advanceTimersByTime(60 * 60_000)
  expect(await store.loadTurn('ann', runId)).toBe(null)
  expect(vi.getTimerCount()).toBe(0)
})
