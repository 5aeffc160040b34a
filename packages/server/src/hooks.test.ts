import { inspect } from 'node:util'
import { randomId } from '@image-stream/core/relay'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { keepingRelay } from '../test/kept-runs.ts'
import { readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { createMemoryStore, StoreError, type OnRunEnd, type RunEnd } from './index.ts'
import { until } from '../test/until.ts'

const relays = [
  ['with a store', keepingRelay],
  ['without a store', relayUnderTest],
] as const

/** What ends a process of Node's that does not listen for it. */
function listenForUnhandled(): readonly unknown[] {
  const unhandled: unknown[] = []
  const listener = (cause: unknown): void => void unhandled.push(cause)
  process.on('unhandledRejection', listener)
  onTestFinished(() => void process.off('unhandledRejection', listener))
  return unhandled
}

describe.each(relays)('%s', (_name, under) => {
  test('hooks that fail later than they return end neither the run nor the process', async () => {
    const unhandled = listenForUnhandled()
    const fail = async (): Promise<never> => Promise.reject(new Error('the collector is away'))
    // oxlint-disable-next-line typescript/no-misused-promises -- What people write, and the language lets them.
    const drawn = under({ onEvent: fail })
    expect((await readWire(await drawn.relay(runRequest()))).at(-1)).toMatchObject({ type: 'done' })
    // oxlint-disable-next-line typescript/no-misused-promises -- As above.
    const failed = under({ onError: fail }, { error: { name: 500 } })
    expect((await readWire(await failed.relay(runRequest()))).at(-1)).toMatchObject({ type: 'error' })
    // Node tells of them after the microtasks of the task in which they failed.
    await new Promise((resolve) => setImmediate(resolve))
    expect(unhandled).toEqual([])
  })

  test('a `waitUntil` that throws is reported, and the run is drawn and told of as any other', async () => {
    const waitUntil = (): void => {
      throw new Error('called outside a request')
    }
    const { relay, emulator, reported } = under({ waitUntil })
    const response = await relay(runRequest())
    expect(response.status).toBe(200)
    expect((await readWire(response)).at(-1)).toMatchObject({ type: 'done' })
    expect(emulator.ledger.paid).toBe(1)
    expect(String(reported[0]?.cause)).toContain('waitUntil')
  })

  test.each([
    ['an address in place of a list', { urls: 'https://cdn.example/1.png' }],
    ['a list of something else', { urls: [1] }],
    ['what JSON cannot hold', { data: 1n }],
  ])('an onRunEnd that returns %s spoils no picture: it is asked again', async (_what, returned) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const onRunEnd = vi.fn<OnRunEnd>(() => returned as never)
    const { relay, reported } = under({ onRunEnd })
    const reading = readWire(await relay(runRequest()))
    expect((await reading).slice(-2)).toMatchObject([
      { type: 'warning', warning: { code: 'not-saved' } },
      { type: 'done' },
    ])
    expect(inspect(reported[0])).toContain('TypeError')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(onRunEnd).toHaveBeenCalledTimes(2)
    await vi.advanceTimersByTimeAsync(30_000)
  })
})

test('an onRunEnd may return addresses that are no texts yet, and more than is asked for', async () => {
  const saved = {
    urls: [new URL('https://cdn.example/1.png'), undefined],
    data: { at: new Date(0) },
    type: 'done',
  }
  const { relay } = keepingRelay({ onRunEnd: () => saved as never })
  expect((await readWire(await relay(runRequest()))).at(-2)).toEqual({
    type: 'saved',
    urls: ['https://cdn.example/1.png', null],
    data: { at: '1970-01-01T00:00:00.000Z' },
  })
})

test('a run that a full store does not keep is told to onRunEnd once', async () => {
  const ends: RunEnd[] = []
  const store = createMemoryStore({ maxBytes: 1_000, reportAgainMs: 0 })
  const { relay } = keepingRelay({ store, onRunEnd: (end) => void ends.push(end) })
  const events = await readWire(await relay(runRequest()))
  expect(events[0]).not.toHaveProperty('resumable')
  await until(() => ends.length === 1)
  // Given again, it would come as lost, with all of its estimate to pay.
  await until(async () => (await store.takeUnreported()).length === 0)
  expect(ends).toMatchObject([{ status: 'success' }])
})

test('an onRunStart whose run then could not be begun hears of its end, and that nothing was charged', async () => {
  const ends: RunEnd[] = []
  const dispatch = (): never => {
    throw new StoreError('away')
  }
  const store = { ...createMemoryStore(), dispatch: async () => dispatch() }
  const started: string[] = []
  const { relay, emulator } = keepingRelay({
    store,
    onRunStart: ({ id }) => void started.push(id),
    onRunEnd: (end) => void ends.push(end),
  })
  expect((await relay(runRequest({ key: randomId() }))).status).toBe(503)
  await until(() => ends.length === 1)
  expect(ends).toMatchObject([{ id: started[0], status: 'error', billed: 'no', cost: { usd: 0 } }])
  expect(emulator.ledger.requests).toBe(0)
})
