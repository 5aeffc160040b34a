import { describe, expect, test } from 'vitest'
import { bytesEntry, textEntry } from '../../../testing/contracts/store.ts'
import type { LogEntry } from './run-store.ts'
import { createRunLog, maxPageBytes, sizeOf, takePage, type RunLog } from './run-log.ts'

const { signal } = new AbortController()
const entrySize = sizeOf(bytesEntry(0))

function logOf(count: number): RunLog {
  const log = createRunLog()
  for (let index = 0; index < count; index += 1) log.add(bytesEntry(index))
  return log
}

test('a page has as many entries as fit, and one at least', () => {
  const small = Array.from({ length: 40 }, (_, index) => bytesEntry(index))
  expect(takePage(small, 0)).toHaveLength(Math.floor(maxPageBytes / entrySize))
  expect(takePage(small, 38)).toHaveLength(2)
  expect(takePage([bytesEntry(0, 3 * maxPageBytes), bytesEntry(1)], 0)).toHaveLength(1)
  expect(takePage(small, 40)).toEqual([])
})

test('a part of a larger buffer does not hold all of it, and is not its writer’s any more', async () => {
  const log = createRunLog()
  const buffer = new Uint8Array(1000).fill(7)
  log.add({ json: '{}', bytes: buffer.subarray(10, 20) })
  buffer.fill(0)
  const [entry] = (await log.follow(0).next(signal)) as readonly LogEntry[]
  expect(entry?.bytes).toEqual(new Uint8Array(10).fill(7))
  expect(entry?.bytes?.buffer.byteLength).toBe(10)
})

describe('a log that keeps what is unread', () => {
  test('holds what its slowest reader has not read, and nothing without readers', async () => {
    const log = logOf(4)
    const fast = log.follow(0)
    const slow = log.follow(1)
    log.keepUnread()
    expect(log.byteLength).toBe(4 * entrySize)
    await fast.next(signal)
    expect(log.byteLength).toBe(3 * entrySize)
    slow.close()
    expect(log.byteLength).toBe(0)
    fast.close()
    log.add(bytesEntry(5))
    expect(log).toMatchObject({ byteLength: 0, length: 5, readers: 0 })
  })

  test('says of what it dropped that it is gone, and goes on elsewhere', async () => {
    const log = logOf(3)
    log.keepUnread()
    const reader = log.follow(1)
    expect(await reader.next(signal)).toBe('gone')
    reader.moveTo(3)
    const next = reader.next(signal)
    log.add(textEntry('four'))
    expect(await next).toEqual([textEntry('four')])
    log.end()
    expect(await reader.next(signal)).toBe('end')
  })
})

test('the oldest entries can be dropped although they are not read', async () => {
  const log = logOf(5)
  const reader = log.follow(0)
  log.dropDownTo(2 * entrySize)
  expect(log.byteLength).toBe(2 * entrySize)
  expect(await reader.next(signal)).toBe('gone')
  log.dropDownTo(0)
  expect(log).toMatchObject({ byteLength: 0, length: 5 })
})

describe('a writer that waits for its readers', () => {
  test('goes on when they have read', async () => {
    const log = logOf(2)
    const reader = log.follow(0)
    log.keepUnread()
    let isWaiting = true
    const waiting = log.whenAtMost(entrySize, signal).then(() => (isWaiting = false))
    await Promise.resolve()
    expect(isWaiting).toBe(true)
    await reader.next(signal)
    await waiting
    expect(log.byteLength).toBe(0)
  })

  test.each(['leave', 'abort'])('goes on when they %s', async (how) => {
    const log = logOf(2)
    const reader = log.follow(0)
    const aborting = new AbortController()
    const waiting = log.whenAtMost(entrySize, aborting.signal)
    if (how === 'leave') reader.close()
    else aborting.abort()
    await expect(waiting).resolves.toBe(undefined)
  })
})

test('readers hear of a failure, also those that wait', async () => {
  const log = logOf(1)
  const reader = log.follow(0)
  const waiting = log.follow(1).next(signal)
  log.fail(new Error('broke'))
  await expect(waiting).rejects.toThrow('broke')
  await expect(reader.next(signal)).rejects.toThrow('broke')
})
