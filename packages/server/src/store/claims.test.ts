import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { lastEntry, manyCaps, newClaim } from '../../../testing/contracts/store.ts'
import { createClaims, createClaimStore, type Claims } from './claims.ts'

const hours = 60 * 60_000
let claims: Claims

beforeEach(() => {
  vi.useFakeTimers()
  claims = createClaims()
})
afterEach(() => void vi.useRealTimers())

/** How a run is met that is paid when it is let in. */
function pay(key: string, owner = 'ann', usd = 0): string {
  const claim = newClaim({ key, owner })
  const { kind } = claims.claim(claim)
  if (kind === 'new' && claims.dispatch(claim.runId)) claims.end(claim.runId, usd)
  return kind
}

describe('a key that was paid', () => {
  test('is known for 24 hours', () => {
    expect(pay('key')).toBe('new')
    vi.advanceTimersByTime(24 * hours - 1)
    expect(pay('key')).toBe('known')
    vi.advanceTimersByTime(1)
    expect(pay('key')).toBe('new')
  })

  test('is known while 10,000 others come, and memory stays bounded', () => {
    pay('first')
    for (let index = 1; index < 10_000; index += 1) pay(`key-${index}`)
    expect(pay('first')).toBe('known')
    pay('one more')
    expect(pay('first')).toBe('new')
    expect(pay('key-2')).toBe('known')
  })

  test('is never forgotten while its run goes on', () => {
    const live = newClaim()
    claims.claim(live)
    claims.dispatch(live.runId)
    for (let index = 0; index <= 10_001; index += 1) pay(`key-${index}`)
    vi.advanceTimersByTime(25 * hours)
    expect(claims.claim(live).kind).toBe('known')
  })
})

describe('a cancel that comes first', () => {
  test('waits a minute for its request, and no longer', () => {
    claims.cancel({ owner: 'ann', key: 'key' })
    vi.advanceTimersByTime(59_999)
    expect(pay('key')).toBe('cancelled')
    vi.advanceTimersByTime(1)
    expect(pay('key')).toBe('new')
  })

  test('is remembered for the latest 1,000', () => {
    for (let index = 0; index <= 1_000; index += 1) claims.cancel({ owner: 'ann', key: `key-${index}` })
    expect(pay('key-0')).toBe('new')
    expect(pay('key-1')).toBe('cancelled')
  })
})

test('a cap by the minute lets others in when the minute has passed, when it said so', () => {
  const claim = () => claims.claim(newClaim({ caps: { maxRunsPerMinute: 2 } }))
  claim()
  vi.advanceTimersByTime(20_000)
  claim()
  const capped = claim()
  if (capped.kind !== 'capped' || capped.retryAt === null) throw new Error('It was not capped.')
  vi.setSystemTime(capped.retryAt - 1)
  expect(claim()).toMatchObject({ kind: 'capped' })
  vi.setSystemTime(capped.retryAt)
  expect(claim()).toEqual({ kind: 'new' })
  expect(claim()).toMatchObject({ kind: 'capped' })
})

test('what was spent counts for a day, as it was paid', () => {
  const left = (usd: number) =>
    claims.claim(newClaim({ reserveUsd: usd, caps: { maxUsdPerDay: 1 } })).kind === 'new'
  const claim = newClaim({ reserveUsd: 1 })
  claims.claim(claim)
  claims.dispatch(claim.runId)
  vi.advanceTimersByTime(hours)
  claims.end(claim.runId, 0.9)
  expect(left(0.2)).toBe(false)
  vi.advanceTimersByTime(21 * hours)
  expect(left(0.2)).toBe(false)
  vi.advanceTimersByTime(2 * hours)
  expect(left(1)).toBe(true)
})

test('without logs, what a run was about is forgotten at its end', async () => {
  const store = createClaimStore()
  const claim = newClaim()
  await store.claim(claim)
  const writer = await store.dispatch(claim.runId)
  expect(writer).toMatchObject({ isLogged: false, isBroken: false })
  await writer?.append(lastEntry)
  await writer?.end(lastEntry, 0.04)
  expect(await store.claim(claim)).toMatchObject({
    kind: 'known',
    run: { state: 'ended', facts: '', hasLog: false },
  })
})

test('claims leave no timers behind', () => {
  pay('key')
  claims.cancel({ owner: 'ann', key: 'other' })
  claims.claim(newClaim({ caps: manyCaps }))
  expect(vi.getTimerCount()).toBe(0)
})

test('T23 a key that is remembered holds nothing of what was asked', () => {
  const claim = newClaim({ facts: 'a prompt' })
  claims.claim(claim)
  const run = claims.dispatch(claim.runId)
  expect(run?.record?.facts).toBe('a prompt')
  claims.end(claim.runId, 0.04)
  claims.forgetFacts(claim.runId)
  expect(inspect(run, { depth: null })).toContain(claim.key)
  expect(inspect(run, { depth: null })).not.toContain('a prompt')
})
