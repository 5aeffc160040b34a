import { isImageStreamError } from '@image-stream/core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { resolveLimits } from './limits.ts'
import { createLiveRuns, type LiveRuns } from './live-runs.ts'

const limits = resolveLimits({ maxLiveRuns: 1_000_000, maxLiveRunsTotal: 1_000_000 })
const hours = 60 * 60_000
let runs: LiveRuns

beforeEach(() => {
  vi.useFakeTimers()
  runs = createLiveRuns()
})
afterEach(() => void vi.useRealTimers())

/** How a claim is met. */
function claim(key: string, owner = 'ann'): string {
  try {
    const run = runs.claim(owner, key, limits)
    if (run.signal.aborted) return 'cancelled'
    run.spend()
    run.end()
    return 'let in'
  } catch (error) {
    return isImageStreamError(error) ? error.code : 'broken'
  }
}

describe('a spent key', () => {
  test('is known for 24 hours', () => {
    expect(claim('key')).toBe('let in')
    vi.advanceTimersByTime(24 * hours - 1)
    expect(claim('key')).toBe('expired')
    vi.advanceTimersByTime(1)
    expect(claim('key')).toBe('let in')
  })

  test('is known while 10,000 others come, and memory stays bounded', () => {
    claim('first')
    for (let index = 1; index < 10_000; index += 1) claim(`key-${index}`)
    expect(claim('first')).toBe('expired')
    claim('one more')
    expect(claim('first')).toBe('let in')
    expect(claim('key-2')).toBe('expired')
  })

  test('is its owner’s alone, whatever owners are called', () => {
    claim('key', 'ann')
    expect(claim('key', 'bob')).toBe('let in')
    expect(claim('keya', 'nn')).toBe('let in')
  })
})

describe('a cancel', () => {
  test('that overtakes its request stops it, once', () => {
    runs.cancel('ann', 'key')
    expect(claim('key', 'bob')).toBe('let in')
    expect(claim('key')).toBe('cancelled')
  })

  test('waits a minute for its request, and no longer', () => {
    runs.cancel('ann', 'key')
    vi.advanceTimersByTime(59_999)
    expect(claim('key')).toBe('cancelled')
    runs.cancel('ann', 'other')
    vi.advanceTimersByTime(60_000)
    expect(claim('other')).toBe('let in')
  })

  test('is remembered for the latest 1,000', () => {
    for (let index = 0; index <= 1_000; index += 1) runs.cancel('ann', `key-${index}`)
    expect(claim('key-0')).toBe('let in')
    expect(claim('key-1')).toBe('cancelled')
  })

  test('of a live run aborts it, frees its place and spends its key', () => {
    const one = { ...limits, maxLiveRuns: 1 }
    const run = runs.claim('ann', 'key', one)
    runs.cancel('bob', 'key')
    expect(run.signal.aborted).toBe(false)
    runs.cancel('ann', 'key')
    expect(run.signal.aborted).toBe(true)
    expect(claim('key')).toBe('expired')
    expect(runs.claim('ann', 'next', one).signal.aborted).toBe(false)
  })

  test('of a key that is over changes nothing', () => {
    claim('key')
    runs.cancel('ann', 'key')
    expect(claim('key')).toBe('expired')
  })
})

test('a run that takes too long is ended with an error that says so', () => {
  const run = runs.claim('ann', 'key', limits)
  vi.advanceTimersByTime(299_999)
  expect(run.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  expect(run.signal.reason).toMatchObject({ code: 'timeout', billed: 'maybe' })
})

test('a run that has ended leaves no timer behind', () => {
  runs.claim('ann', 'key', limits).end()
  expect(vi.getTimerCount()).toBe(0)
})

test('ending an old run does not free the place of a new one with its key', () => {
  const first = runs.claim('ann', 'key', limits)
  first.end()
  runs.claim('ann', 'key', limits)
  first.end()
  expect(claim('key')).toBe('relay')
})
