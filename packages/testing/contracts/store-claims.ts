import { randomId } from '@image-stream/core/relay'
import type { Caps, Claimed, ClaimStore } from '@image-stream/server'
import { describe, expect, test } from 'vitest'
import { begin, dispatch, lastEntry, newClaim } from './store.ts'

/** What every store promises of claims, with logs or without. */
export function claimTests(open: () => Promise<ClaimStore>): void {
  /** How many of so many claims at once were let in, and what stopped the others. */
  async function countNew(store: ClaimStore, claims: readonly ReturnType<typeof newClaim>[]) {
    const claimed = await Promise.all(claims.map((claim) => store.claim(claim)))
    const count = (kind: Claimed['kind']): number => claimed.filter((each) => each.kind === kind).length
    const caps = claimed
      .map((each) => (each.kind === 'capped' ? each.cap : null))
      .filter((cap) => cap !== null)
    return { new: count('new'), known: count('known'), caps: [...new Set(caps)] }
  }

  describe('a claim', () => {
    test('is let in once, however many come with its key at once', async () => {
      const store = await open()
      const claim = newClaim()
      const claims = Array.from({ length: 50 }, () => ({ ...claim, runId: randomId() }))
      expect(await countNew(store, claims)).toEqual({ new: 1, known: 49, caps: [] })
    })

    test('with a known key gives the run as it was claimed, also when it asks for something else', async () => {
      const store = await open()
      const claim = newClaim({ facts: '{"prompt":"Ein Füchslein\u2028🦊"}', bodyHash: 'one' })
      await store.claim(claim)
      const again = await store.claim({ ...claim, runId: randomId(), bodyHash: 'other', facts: '' })
      const { runId, owner, key, bodyHash, facts, pictureToken } = claim
      expect(again).toMatchObject({
        kind: 'known',
        run: { runId, owner, key, bodyHash, facts, pictureToken, state: 'claimed' },
      })
    })

    test('is its owner’s alone, whatever owners are called', async () => {
      const store = await open()
      const key = randomId()
      for (const owner of ['ann', 'bob', 'ann bob', '', '{ann}', 'a:nn', 'ä\u0000*?[x]'])
        expect(await store.claim(newClaim({ owner, key }))).toEqual({ kind: 'new' })
    })

    test('that was dispatched, or has ended, stays known', async () => {
      const store = await open()
      const claim = newClaim()
      const writer = await begin(store, claim)
      expect(await store.claim(claim)).toMatchObject({ kind: 'known', run: { state: 'dispatched' } })
      await writer.end(lastEntry, 0.04)
      expect(await store.claim({ ...claim, runId: randomId() })).toMatchObject({
        kind: 'known',
        run: { runId: claim.runId, state: 'ended' },
      })
    })

    test('that was given back may come again, and holds nothing', async () => {
      const store = await open()
      const caps = { maxLiveRuns: 1, maxRunsPerDay: 1, maxRunsPerMinute: 1, maxUsdPerDay: 0.1 }
      const claim = newClaim({ caps })
      await store.claim(claim)
      await store.release(claim.runId)
      const again = newClaim({ caps, key: claim.key })
      expect(await store.claim(again)).toEqual({ kind: 'new' })
      expect(await store.dispatch(claim.runId)).toBe(null)
      expect(await store.dispatch(again.runId)).not.toBe(null)
    })

    test('is not given back once it was dispatched', async () => {
      const store = await open()
      const claim = newClaim()
      await begin(store, claim)
      await store.release(claim.runId)
      expect(await store.claim(claim)).toMatchObject({ kind: 'known', run: { state: 'dispatched' } })
    })
  })

  test('a run is dispatched once, however many try', async () => {
    const store = await open()
    const claim = newClaim()
    await store.claim(claim)
    const writers = await Promise.all(Array.from({ length: 20 }, () => store.dispatch(claim.runId)))
    expect(writers.filter((writer) => writer !== null)).toHaveLength(1)
    expect(await store.dispatch(randomId())).toBe(null)
  })

  describe('of 200 claims at once, exactly so many pass as', () => {
    const many = (given: Parameters<typeof newClaim>[0]): ReturnType<typeof newClaim>[] =>
      Array.from({ length: 200 }, () => newClaim(given))

    test('one owner may have live', async () => {
      const claims = many({ caps: { maxLiveRuns: 7 } })
      expect(await countNew(await open(), claims)).toEqual({ new: 7, known: 0, caps: ['maxLiveRuns'] })
    })

    test('all owners may have live', async () => {
      const claims = many({ caps: { maxLiveRunsTotal: 13 } }).map((claim, index) => ({
        ...claim,
        owner: `owner ${index % 40}`,
      }))
      expect(await countNew(await open(), claims)).toEqual({ new: 13, known: 0, caps: ['maxLiveRunsTotal'] })
    })

    test('one owner may have in a minute', async () => {
      const claims = many({ caps: { maxRunsPerMinute: 10 } })
      expect(await countNew(await open(), claims)).toEqual({ new: 10, known: 0, caps: ['maxRunsPerMinute'] })
    })

    test('one owner may have in a day', async () => {
      const claims = many({ caps: { maxRunsPerDay: 31 } })
      expect(await countNew(await open(), claims)).toEqual({ new: 31, known: 0, caps: ['maxRunsPerDay'] })
    })

    test('one owner may spend in a day, to the cent', async () => {
      // In doubles, 0.1 + 0.1 + 0.1 is more than 0.3.
      const claims = many({ reserveUsd: 0.1, caps: { maxUsdPerDay: 0.3 } })
      expect(await countNew(await open(), claims)).toEqual({ new: 3, known: 0, caps: ['maxUsdPerDay'] })
    })
  })

  test('caps are each owner’s own, but for the one of all', async () => {
    const store = await open()
    const caps = {
      maxLiveRuns: 1,
      maxRunsPerMinute: 1,
      maxRunsPerDay: 1,
      maxUsdPerDay: 0.1,
      maxLiveRunsTotal: 2,
    }
    expect(await store.claim(newClaim({ owner: 'ann', caps }))).toEqual({ kind: 'new' })
    expect(await store.claim(newClaim({ owner: 'bob', caps }))).toEqual({ kind: 'new' })
    expect(await store.claim(newClaim({ owner: 'cat', caps }))).toEqual({
      kind: 'capped',
      cap: 'maxLiveRunsTotal',
      retryAt: null,
    })
  })

  test('a cap over a time says when to come again, and an amount that never fits does not', async () => {
    const store = await open()
    const now = Date.now()
    const capOf = async (owner: string, caps: Partial<Caps>) => {
      await store.claim(newClaim({ owner, caps }))
      const claimed = await store.claim(newClaim({ owner, caps }))
      return claimed.kind === 'capped' ? (claimed.retryAt ?? now) - now : null
    }
    const perMinute = await capOf('ann', { maxRunsPerMinute: 1 })
    expect(perMinute).toBeGreaterThan(50_000)
    expect(perMinute).toBeLessThan(62_000)
    const perDay = await capOf('bob', { maxUsdPerDay: 0.15 })
    expect(perDay).toBeGreaterThan(22.9 * 3_600_000)
    expect(perDay).toBeLessThan(24.1 * 3_600_000)
    expect(await store.claim(newClaim({ owner: 'cat', caps: { maxUsdPerDay: 0.05 } }))).toEqual({
      kind: 'capped',
      cap: 'maxUsdPerDay',
      retryAt: null,
    })
  })

  test('what was held back becomes what was paid when a run ends, once', async () => {
    const store = await open()
    const caps = { maxUsdPerDay: 0.2 }
    const writer = await begin(store, newClaim({ caps, reserveUsd: 0.2 }))
    expect(await store.claim(newClaim({ caps }))).toMatchObject({ kind: 'capped', cap: 'maxUsdPerDay' })
    await writer.end(lastEntry, 0.05)
    await writer.end(lastEntry, 0)
    expect(await store.claim(newClaim({ caps, reserveUsd: 0.15 }))).toEqual({ kind: 'new' })
    expect(await store.claim(newClaim({ caps, reserveUsd: 0.01 }))).toMatchObject({ kind: 'capped' })
  })

  test('a run that ends frees its places', async () => {
    const store = await open()
    const caps = { maxLiveRuns: 1, maxLiveRunsTotal: 1 }
    const writer = await begin(store, newClaim({ caps }))
    expect(await store.claim(newClaim({ caps }))).toMatchObject({ kind: 'capped' })
    await writer.end(lastEntry, 0)
    expect(await store.claim(newClaim({ caps }))).toEqual({ kind: 'new' })
  })

  describe('a cancel', () => {
    test('that comes first stops what comes under its key, and nobody else’s', async () => {
      const store = await open()
      const key = randomId()
      await store.cancel({ owner: 'ann', key })
      expect(await store.claim(newClaim({ owner: 'bob', key }))).toEqual({ kind: 'new' })
      expect(await store.claim(newClaim({ owner: 'ann', key }))).toEqual({ kind: 'cancelled' })
      expect(await store.claim(newClaim({ owner: 'ann', key }))).toEqual({ kind: 'cancelled' })
    })

    test('between claim and dispatch leaves nothing to pay and nothing held', async () => {
      const store = await open()
      const caps = { maxLiveRuns: 1, maxLiveRunsTotal: 1, maxRunsPerDay: 1, maxUsdPerDay: 0.1 }
      const claim = newClaim({ caps })
      await store.claim(claim)
      await store.cancel({ owner: 'ann', key: claim.key })
      expect(await store.dispatch(claim.runId)).toBe(null)
      expect(await store.claim(claim)).toEqual({ kind: 'cancelled' })
      expect(await store.claim(newClaim({ caps }))).toEqual({ kind: 'new' })
    })

    test('of a run aborts its writer, and frees its owner’s place before it has ended', async () => {
      const store = await open()
      const caps = { maxLiveRuns: 1 }
      const claim = newClaim({ caps })
      const writer = await begin(store, claim)
      await store.cancel({ owner: 'bob', key: claim.key })
      await store.cancel({ owner: 'bob', runId: claim.runId })
      expect(writer.signal.aborted).toBe(false)
      await store.cancel({ owner: 'ann', runId: claim.runId })
      await expect.poll(() => writer.signal.aborted).toBe(true)
      const next = newClaim({ caps })
      expect(await store.claim(next)).toEqual({ kind: 'new' })
      // The old one's end frees nothing twice.
      await writer.end(lastEntry, 0.1)
      expect(await store.claim(newClaim({ caps }))).toMatchObject({ kind: 'capped', cap: 'maxLiveRuns' })
      await (await dispatch(store, next.runId)).end(lastEntry, 0)
      expect(await store.claim(newClaim({ caps }))).toEqual({ kind: 'new' })
    })

    test('of what is not there, or is over, changes nothing', async () => {
      const store = await open()
      const claim = newClaim()
      await store.cancel({ owner: 'ann', runId: claim.runId })
      const writer = await begin(store, claim)
      await writer.end(lastEntry, 0.1)
      await store.cancel({ owner: 'ann', key: claim.key })
      expect(await store.claim(claim)).toMatchObject({ kind: 'known', run: { state: 'ended' } })
    })
  })
}
