import type { RunRecord, RunStore } from '@image-stream/server'
import { describe, expect, test } from 'vitest'
import {
  begin,
  bytesEntry,
  digestOf,
  lastEntry,
  newClaim,
  openStore,
  readAll,
  textEntry,
  type StoreUnderTest,
} from './store.ts'

/** What every store promises of turns, of reports that are owed, and of forgetting. */
export function keepingTests(subject: StoreUnderTest): void {
  describe('a turn', () => {
    const turn = {
      json: '{"parts":["🦊"]}',
      blobs: [bytesEntry(1, 3_000_000).bytes, new Uint8Array(0), bytesEntry(2, 65_537).bytes].filter(
        (blob) => blob !== null,
      ),
    }

    test('comes back to the byte, for its owner alone', async () => {
      const store = await openStore(subject)
      const { runId } = newClaim()
      await store.saveTurn('ann', runId, turn)
      const loaded = await store.loadTurn('ann', runId)
      expect(loaded?.json).toBe(turn.json)
      expect(digestOf((loaded?.blobs ?? []).map((bytes) => ({ json: '', bytes })))).toEqual(
        digestOf(turn.blobs.map((bytes) => ({ json: '', bytes }))),
      )
      expect(await store.loadTurn('bob', runId)).toBe(null)
      expect(await store.loadTurn('ann', newClaim().runId)).toBe(null)
    })

    test('that is saved again is the later one', async () => {
      const store = await openStore(subject)
      const { runId } = newClaim()
      await store.saveTurn('ann', runId, turn)
      await store.saveTurn('ann', runId, { json: '{"second":true}', blobs: [] })
      expect(await store.loadTurn('ann', runId)).toEqual({ json: '{"second":true}', blobs: [] })
    })

    test('goes when it was not used for its life, and each use renews it', async () => {
      const store = await openStore(subject, { turnLifeMs: 1_000 })
      const used = newClaim().runId
      const unused = newClaim().runId
      await store.saveTurn('ann', used, { json: '{}', blobs: [] })
      await store.saveTurn('ann', unused, { json: '{}', blobs: [] })
      const start = Date.now()
      const usedFor = async (): Promise<number> =>
        (await store.loadTurn('ann', used)) === null ? NaN : Date.now() - start
      await expect.poll(usedFor).toBeGreaterThan(1_600)
      expect(await store.loadTurn('ann', unused)).toBe(null)
    })
  })

  describe('a report that is owed', () => {
    const reportAgainMs = 150

    async function endedRun(store: RunStore): Promise<string> {
      const claim = newClaim()
      const writer = await begin(store, claim)
      await writer.append(textEntry('one'))
      await writer.end(lastEntry, 0.04)
      return claim.runId
    }

    const takenIds = async (store: RunStore): Promise<readonly string[]> =>
      (await store.takeUnreported()).map(({ runId }) => runId)

    async function untilTaken(store: RunStore): Promise<readonly RunRecord[]> {
      let taken: readonly RunRecord[] = []
      await expect.poll(async () => (taken = await store.takeUnreported()).length).toBeGreaterThan(0)
      return taken
    }

    test('is given when its producer had time to, again later, and never after it was acknowledged', async () => {
      const store = await openStore(subject, { reportAgainMs })
      const runId = await endedRun(store)
      expect(await store.takeUnreported()).toEqual([])
      for (let times = 0; times < 2; times += 1) {
        const taken = await untilTaken(store)
        expect(taken).toMatchObject([{ runId, state: 'ended', hasLog: true, facts: '{"prompt":"A fox"}' }])
        expect(await store.takeUnreported()).toEqual([])
      }
      await store.acknowledge(runId)
      const start = Date.now()
      const noneFor = async (): Promise<number> =>
        (await store.takeUnreported()).length > 0 ? NaN : Date.now() - start
      await expect.poll(noneFor).toBeGreaterThan(2 * reportAgainMs)
    })

    test('is given to one of many that ask at once', async () => {
      const store = await openStore(subject, { reportAgainMs })
      const owed = await Promise.all(Array.from({ length: 20 }, () => endedRun(store)))
      const taken: string[] = []
      await expect
        .poll(async () => {
          const all = await Promise.all(Array.from({ length: 10 }, () => takenIds(store)))
          taken.push(...all.flat())
          return taken.length
        })
        .toBeGreaterThanOrEqual(20)
      // Slow machines may get round to some of them again: then after their time, not at once.
      expect(new Set(taken)).toEqual(new Set(owed))
    })

    test('is none that was heard before the end, nor one of a run that goes on, nor of one that never began', async () => {
      const store = await openStore(subject, { reportAgainMs: 0 })
      const heard = newClaim()
      const writer = await begin(store, heard)
      await store.acknowledge(heard.runId)
      await writer.end(lastEntry, 0)
      const live = newClaim()
      await begin(store, live)
      const waiting = newClaim()
      await store.claim(waiting)
      const cancelled = newClaim()
      await store.claim(cancelled)
      await store.cancel({ owner: 'ann', runId: cancelled.runId })
      expect(await store.takeUnreported()).toEqual([])
    })

    test('keeps its log beyond a log’s life', async () => {
      const store = await openStore(subject, { reportAgainMs, logLifeMs: 1 })
      const runId = await endedRun(store)
      await untilTaken(store)
      expect(digestOf(await readAll(store, runId))).toEqual(digestOf([textEntry('one'), lastEntry]))
      await store.acknowledge(runId)
      await expect
        .poll(() => store.find({ owner: 'ann', runId }))
        .toMatchObject({ state: 'ended', hasLog: false, facts: '' })
    })
  })

  describe('erasing an owner', () => {
    test('forgets logs and turns, of that owner alone; keys, amounts and what is owed stay', async () => {
      const store = await openStore(subject, { reportAgainMs: 0 })
      const caps = { maxRunsPerDay: 1 }
      const ann = newClaim({ caps })
      const bob = newClaim({ owner: 'bob' })
      for (const claim of [ann, bob]) {
        const writer = await begin(store, claim)
        await writer.end(lastEntry, 0.04)
        await store.saveTurn(claim.owner, claim.runId, { json: '{}', blobs: [] })
      }
      await store.erase('ann')
      expect(await store.loadTurn('ann', ann.runId)).toBe(null)
      expect(await store.loadTurn('bob', bob.runId)).not.toBe(null)
      expect(await store.find({ owner: 'ann', runId: ann.runId })).toMatchObject({ hasLog: false })
      expect(digestOf(await readAll(store, bob.runId))).toEqual(digestOf([lastEntry]))
      expect(await store.claim(ann)).toMatchObject({ kind: 'known' })
      expect(await store.claim(newClaim({ caps }))).toMatchObject({ kind: 'capped', cap: 'maxRunsPerDay' })
      const owed = await store.takeUnreported()
      expect(owed.find(({ runId }) => runId === ann.runId)).toMatchObject({ facts: ann.facts, hasLog: false })
    })

    test('leaves a run alone that goes on', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      await writer.append(textEntry('one'))
      await store.erase('ann')
      await writer.end(lastEntry, 0.04)
      expect(digestOf(await readAll(store, claim.runId))).toEqual(digestOf([textEntry('one'), lastEntry]))
    })
  })

  describe('a store that is closed', () => {
    test('ends its readers, and refuses with a typed error', async () => {
      const store = await openStore(subject)
      const claim = newClaim()
      const writer = await begin(store, claim)
      const closed = expect.objectContaining({ name: 'StoreError' })
      const reader = store.read(claim.runId, 0, new AbortController().signal)[Symbol.asyncIterator]()
      await writer.append(textEntry('one'))
      await reader.next()
      const waiting = reader.next().catch((error: unknown) => error)
      await store.close()
      expect(await waiting).toEqual(closed)
      await expect(store.claim(newClaim())).rejects.toThrow(closed)
      await expect(store.find({ owner: 'ann', runId: claim.runId })).rejects.toThrow(closed)
      await store.close()
    })
  })
}
