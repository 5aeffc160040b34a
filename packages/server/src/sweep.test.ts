import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { readWire, runRequest } from '../test/relay-under-test.ts'
import { createMemoryStore, StoreError, type OnRunEnd, type RunRecord, type RunStore } from './index.ts'
import { until } from '../test/until.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'Date'] }))
afterEach(() => void vi.useRealTimers())

const facts = {
  id: 'a'.repeat(22),
  owner: 'ann',
  parentId: null,
  input: { prompt: 'a fox', model: 'gemini-3.1-flash-lite-image', imageSize: '1K' },
  metadata: { projectId: 'p1' },
  estimate: { usd: 0.1, minUsd: 0.03, pricesAsOf: '2026-11-22' },
  startedAt: 1,
}

/** A store in which another process, which is gone now, has left this run. */
function storeWithLost(log: readonly string[] | null): {
  readonly store: RunStore
  readonly acknowledged: string[]
} {
  const acknowledged: string[] = []
  const record: RunRecord = {
    runId: facts.id,
    owner: 'ann',
    key: 'k'.repeat(22),
    bodyHash: '',
    facts: JSON.stringify(facts),
    pictureToken: 't'.repeat(22),
    state: 'ended',
    hasLog: log !== null,
  }
  const store: RunStore = {
    ...createMemoryStore(),
    isShared: true,
    takeUnreported: async () => (acknowledged.length === 0 ? [record] : []),
    acknowledge: async (runId) => void acknowledged.push(runId),
    async *read() {
      if (!log) throw new StoreError('gone')
      yield log.map((json) => ({
        json,
        bytes: json.includes('image-data') ? new Uint8Array([1, 2, 3]) : null,
      }))
    },
  }
  return { store, acknowledged }
}

const lostLog = [
  '{"type":"start","runId":"x","resumable":true}',
  '{"type":"text","text":"Here"}',
  '{"type":"image-start","index":0,"mediaType":"image/png","width":4,"height":3}',
  '{"type":"image-data","index":0}',
  '{"type":"image-end","index":0,"byteLength":3,"draft":false}',
  '{"type":"error","error":{"code":"lost","message":"x","billed":"maybe","phase":"relay","advice":"retry"}}',
]

describe('a run whose process is gone', () => {
  test.each([
    ['with its log', lostLog, 1],
    ['whose log is gone too', null, 0],
  ])('is told to onRunEnd by the next relay, %s', async (_what, log, images) => {
    const { store, acknowledged } = storeWithLost(log)
    const onRunEnd = vi.fn<OnRunEnd>()
    const { relay } = keepingRelay({ store, onRunEnd })
    await relay(followRequest({ id: 'z'.repeat(22) }))
    await until(() => acknowledged.length === 1)
    expect(acknowledged).toEqual([facts.id])
    expect(onRunEnd).toHaveBeenCalledTimes(1)
    const [end] = onRunEnd.mock.lastCall!
    expect(end).toMatchObject({
      ...facts,
      status: 'lost',
      billed: 'maybe',
      cost: { usd: 0.1, isEstimate: true },
      error: { code: 'lost' },
    })
    expect(end.images).toHaveLength(images)
  })

  test('is told again until onRunEnd has heard of it, by the clock alone', async () => {
    const { store, acknowledged } = storeWithLost(lostLog)
    const onRunEnd = vi.fn<OnRunEnd>(() => Promise.reject(new Error('down')))
    const { relay } = keepingRelay({ store, onRunEnd })
    await relay(followRequest({ id: 'z'.repeat(22) }))
    await until(() => onRunEnd.mock.calls.length === 1)
    expect(acknowledged).toEqual([])
    await vi.advanceTimersByTimeAsync(15_000)
    await until(() => onRunEnd.mock.calls.length === 2)
    onRunEnd.mockResolvedValue(undefined)
    await vi.advanceTimersByTimeAsync(15_000)
    await until(() => acknowledged.length === 1)
  })
})

test('a call of onRunEnd that never comes back is not followed by another here', async () => {
  const { store } = storeWithLost(lostLog)
  const takeUnreported = vi.fn<RunStore['takeUnreported']>(() => store.takeUnreported())
  const onRunEnd = vi.fn<OnRunEnd>(() => new Promise(() => {}))
  const { relay } = keepingRelay({ store: { ...store, takeUnreported }, onRunEnd })
  await relay(followRequest({ id: 'z'.repeat(22) }))
  await until(() => onRunEnd.mock.calls.length === 1)
  await vi.advanceTimersByTimeAsync(60_000)
  await until(() => takeUnreported.mock.calls.length > 2)
  expect(onRunEnd).toHaveBeenCalledTimes(1)
})

test('runs are looked for every 15 s at most, however many requests come', async () => {
  const store = createMemoryStore()
  const takeUnreported = vi.fn<RunStore['takeUnreported']>(() => store.takeUnreported())
  const { relay } = keepingRelay({ store: { ...store, takeUnreported } })
  for (let run = 0; run < 5; run += 1) await readWire(await relay(runRequest()))
  expect(takeUnreported).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(15_000)
  expect(takeUnreported).toHaveBeenCalledTimes(2)
  await relay.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(takeUnreported).toHaveBeenCalledTimes(2)
})

test('a store that is away is asked again later', async () => {
  const store = createMemoryStore()
  const takeUnreported = vi.fn<RunStore['takeUnreported']>(() => Promise.reject(new StoreError('away')))
  const { relay } = keepingRelay({ store: { ...store, takeUnreported } })
  expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'done' })
  await vi.advanceTimersByTimeAsync(15_000)
  expect(takeUnreported).toHaveBeenCalledTimes(2)
  await relay.close()
})

describe('a run that is owed to onRunEnd', () => {
  const done = [...lostLog.slice(0, -1), '{"type":"done","events":6,"imageBytes":3}']

  test('is not told as lost because its store was away while it was read', async () => {
    const { store, acknowledged } = storeWithLost(done)
    let isAway = true
    const read: RunStore['read'] = async function* (...asked) {
      if (isAway) throw new StoreError('Redis did not answer')
      yield* store.read(...asked)
    }
    const onRunEnd = vi.fn<OnRunEnd>()
    const { relay } = keepingRelay({ store: { ...store, read }, onRunEnd })
    await relay(followRequest({ id: 'z'.repeat(22) }))
    await vi.advanceTimersByTimeAsync(1)
    expect([onRunEnd.mock.calls, acknowledged]).toEqual([[], []])
    isAway = false
    await vi.advanceTimersByTimeAsync(15_000)
    await until(() => acknowledged.length === 1)
    expect(onRunEnd.mock.calls).toMatchObject([[{ status: 'success', images: [{ byteLength: 3 }] }]])
    await relay.close()
  })

  test('is not told again when onRunEnd was slow to hear of it', async () => {
    const { store, acknowledged } = storeWithLost(done)
    const onRunEnd = vi.fn<OnRunEnd>(() => new Promise((resolve) => setTimeout(resolve, 12_000)))
    const { relay } = keepingRelay({ store, onRunEnd })
    await relay(followRequest({ id: 'z'.repeat(22) }))
    await until(() => onRunEnd.mock.calls.length === 1)
    await vi.advanceTimersByTimeAsync(12_000)
    expect(acknowledged).toHaveLength(1)
    await relay.close()
  })

  test('and that cannot be read does not keep others from being told', async () => {
    const { store, acknowledged } = storeWithLost(done)
    const takeUnreported: RunStore['takeUnreported'] = async () => {
      const [record] = await store.takeUnreported()
      return record ? [{ ...record, runId: 'b'.repeat(22), facts: '{' }, record] : []
    }
    const { relay, reported } = keepingRelay({ store: { ...store, takeUnreported }, onRunEnd: () => {} })
    await relay(followRequest({ id: 'z'.repeat(22) }))
    await until(() => acknowledged.length === 1)
    expect(reported).toMatchObject([{ code: 'relay', runId: 'b'.repeat(22), httpStatus: 500 }])
    await relay.close()
  })
})
