import { createHash } from 'node:crypto'
import { randomId } from '@image-stream/core/relay'
import type { EmulatorOptions } from '@image-stream/emulator'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { chunk, lastChunk, pictureChunk, pngBytes, streamed } from '../test/upstream.ts'
import type { OnRunEnd, OnRunStart, RunEnd } from './index.ts'
import { until } from '../test/until.ts'

const picture = pngBytes(64, 48, 100_000)
const answer = chunk([{ text: 'Thinking.', thought: true }]) + pictureChunk(picture) + lastChunk
const drawing = { upstream: { fetch: async () => streamed(answer, 10_000) } }

/** Thoughts come, and then nothing until the client leaves. */
const hanging: EmulatorOptions = { silence: { at: 'thinking' } }

function heard(result?: Awaited<ReturnType<OnRunEnd>>) {
  const ends: RunEnd[] = []
  const onRunEnd = vi.fn<OnRunEnd>(async (end) => {
    ends.push(end)
    return result
  })
  return { ends, onRunEnd }
}

const relays = [
  ['with a store', keepingRelay],
  ['without a store', relayUnderTest],
] as const

describe.each(relays)('%s, onRunEnd', (_name, under) => {
  test('hears of a success with everything to bill and persist it', async () => {
    const { ends, onRunEnd } = heard()
    const { relay } = under({ ...drawing, onRunEnd, authorize: () => 'ann' })
    const input = { prompt: 'a fox', aspectRatio: '16:9', metadata: { projectId: 'p1' } }
    const events = await readWire(await relay(runRequest({ input })))
    await until(() => ends.length === 1)
    const [end] = ends
    expect(end).toMatchObject({
      id: events[0]!['runId'],
      owner: 'ann',
      parentId: null,
      input: { prompt: 'a fox', aspectRatio: '16:9', model: 'gemini-3.1-flash-lite-image', imageSize: '1K' },
      metadata: { projectId: 'p1' },
      status: 'success',
      text: '',
      billed: 'yes',
      error: null,
      usage: { promptTokens: 5, outputTokens: 1120 },
      images: [
        { index: 0, mediaType: 'image/png', extension: 'png', width: 64, height: 48, byteLength: 100_000 },
      ],
    })
    expect(end!.cost).toMatchObject({ isEstimate: false, usd: expect.closeTo(0.0336, 4) as number })
    expect(end!.estimate.usd).toBeGreaterThan(end!.cost.usd)
    expect(end!.endedAt).toBeGreaterThanOrEqual(end!.startedAt)
    expect(end!.images[0]!.sha256).toBe(createHash('sha256').update(picture).digest('hex'))
    expect(Buffer.compare(await end!.images[0]!.bytes(), picture)).toBe(0)
    expect((await end!.images[0]!.blob()).type).toBe('image/png')
    expect(JSON.stringify(end!.input)).not.toContain('metadata')
  })

  test('tells the page what it saved, right before the end', async () => {
    const saved = { urls: ['https://cdn.example/1.png'], data: { pictureId: 7 } }
    const { onRunEnd } = heard(saved)
    const { relay } = under({ ...drawing, onRunEnd })
    const events = await readWire(await relay(runRequest()))
    expect(events.slice(-2)).toEqual([
      { type: 'saved', ...saved },
      expect.objectContaining({ type: 'done', events: events.length }),
    ])
  })

  test.each([
    ['an error of the API', { error: { name: 503 } }, { status: 'error', billed: 'no', cost: { usd: 0 } }],
    ['a refusal', { finishReason: 'IMAGE_SAFETY' }, { status: 'error', error: { code: 'blocked' } }],
    ['a cut', { cut: { at: 'thinking' } }, { status: 'error', billed: 'maybe', cost: { isEstimate: true } }],
  ] as const)('hears of %s', async (_what, switches, expected) => {
    const { ends, onRunEnd } = heard()
    const { relay } = under({ onRunEnd }, switches)
    const events = await readWire(await relay(runRequest()))
    expect(events.at(-1)).toMatchObject({ type: 'error' })
    await until(() => ends.length === 1)
    expect(ends[0]).toMatchObject({ ...expected, images: [] })
    const { billed, cost, estimate } = ends[0]!
    expect(cost.usd).toBe(billed === 'no' ? 0 : cost.isEstimate ? estimate.usd : cost.usd)
  })

  test('hears of a run that was stopped, and charges all of its estimate', async () => {
    const { ends, onRunEnd } = heard()
    const { relay, emulator } = under({ onRunEnd }, hanging)
    const key = randomId()
    const reading = readWire(await relay(runRequest({ key })))
    await until(() => emulator.ledger.open === 1)
    await relay(runRequest({ method: 'DELETE', key }))
    await reading
    await until(() => ends.length === 1)
    expect(ends[0]).toMatchObject({ status: 'stopped', billed: 'maybe', cost: { isEstimate: true } })
  })

  test('hears of a run whose tab is gone', async () => {
    const { ends, onRunEnd } = heard()
    const { relay, emulator } = under({ onRunEnd })
    const reader = (await relay(runRequest())).body!.getReader()
    for (let index = 0; index < 4; index += 1) await reader.read()
    await reader.cancel()
    await until(() => ends.length === 1)
    expect(emulator.ledger.requests).toBe(1)
    expect(ends[0]!.status).toBe(under === keepingRelay ? 'success' : 'stopped')
  })

  test('gets the picture of a run that broke off behind it', async () => {
    const { ends, onRunEnd } = heard()
    const broken = pictureChunk(picture)
    const { relay } = under({ onRunEnd, upstream: { fetch: async () => streamed(broken, 10_000) } })
    await readWire(await relay(runRequest()))
    await until(() => ends.length === 1)
    expect(ends[0]).toMatchObject({ status: 'error', error: { code: 'truncated' }, images: [{ index: 0 }] })
  })

  test('hears of fifty posts with one key once', async () => {
    const { ends, onRunEnd } = heard()
    const { relay } = under({ onRunEnd })
    const key = randomId()
    await Promise.all(Array.from({ length: 50 }, async () => (await relay(runRequest({ key }))).text()))
    await until(() => ends.length > 0)
    expect(ends).toHaveLength(1)
  })
})

describe.each(relays)('%s, an onRunEnd that fails', (_name, under) => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test.each([
    ['throws', () => Promise.reject(new Error('database'))],
    ['gives what JSON cannot hold', async () => ({ data: 1n })],
  ])('is a warning on the page, and is called again: one that %s', async (_what, fail) => {
    const onRunEnd = vi.fn<OnRunEnd>(fail)
    const { relay, reported } = under({ ...drawing, onRunEnd })
    const events = await readWire(await relay(runRequest()))
    expect(events.slice(-2)).toMatchObject([
      { type: 'warning', warning: { code: 'not-saved' } },
      { type: 'done' },
    ])
    expect(onRunEnd).toHaveBeenCalledTimes(1)
    for (const [index, ms] of [1_000, 5_000, 25_000].entries()) {
      await vi.advanceTimersByTimeAsync(ms)
      await until(() => onRunEnd.mock.calls.length === index + 2)
    }
    await vi.advanceTimersByTimeAsync(20_000)
    expect(onRunEnd).toHaveBeenCalledTimes(4)
    expect(reported.map(({ code }) => code)).toEqual(Array(4).fill('misconfigured'))
    expect(String(reported[0]?.cause)).toContain('onRunEnd')
  })

  test('is called no more once it has worked', async () => {
    const onRunEnd = vi.fn<OnRunEnd>().mockRejectedValueOnce(new Error('once'))
    const { relay } = under({ ...drawing, onRunEnd })
    await readWire(await relay(runRequest()))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(onRunEnd).toHaveBeenCalledTimes(2)
  })

  test('is waited for 10 s and no longer, and is not called again while it goes on', async () => {
    const late = Promise.withResolvers<void>()
    const onRunEnd = vi.fn<OnRunEnd>(() => late.promise)
    const { relay, emulator } = under({ onRunEnd })
    let events: readonly Record<string, unknown>[] | null = null
    void relay(runRequest())
      .then(readWire)
      .then((each) => (events = each))
    await until(() => onRunEnd.mock.calls.length === 1)
    await vi.advanceTimersByTimeAsync(9_000)
    expect(events).toBeNull()
    await vi.advanceTimersByTimeAsync(1_100)
    await until(() => events !== null)
    expect(events!.slice(-2)).toMatchObject([{ warning: { code: 'not-saved' } }, { type: 'done' }])
    await vi.advanceTimersByTimeAsync(40_000)
    late.resolve()
    expect(onRunEnd).toHaveBeenCalledTimes(1)
    expect(emulator.ledger.paid).toBe(1)
  })
})

test('onRunEnd is called until it works, also long after', async () => {
  vi.useFakeTimers()
  try {
    const onRunEnd = vi.fn<OnRunEnd>(() => Promise.reject(new Error('down')))
    const { relay } = keepingRelay({ ...drawing, onRunEnd })
    const events = await readWire(await relay(runRequest()))
    await vi.advanceTimersByTimeAsync(35_000)
    await until(() => onRunEnd.mock.calls.length === 4)
    onRunEnd.mockResolvedValue(undefined)
    await until(() => onRunEnd.mock.calls.length === 5, 50)
    const [told] = onRunEnd.mock.lastCall!
    expect(told).toMatchObject({ id: events[0]!['runId'], status: 'success', billed: 'yes', owner: 'anyone' })
    expect(Buffer.compare(await told.images[0]!.bytes(), picture)).toBe(0)
    await vi.advanceTimersByTimeAsync(300_000)
    expect(onRunEnd).toHaveBeenCalledTimes(5)
  } finally {
    vi.useRealTimers()
  }
})

describe('onRunStart', () => {
  test('is told what it may cost before anything is paid, once for a key', async () => {
    const onRunStart = vi.fn<() => void>()
    const { relay, emulator } = keepingRelay({ onRunStart, authorize: () => 'ann' })
    const key = randomId()
    await Promise.all([1, 2, 3].map(async () => (await relay(runRequest({ key }))).text()))
    await (await relay(followRequest({ key }))).text()
    expect(onRunStart.mock.calls).toEqual([
      [
        expect.objectContaining({
          id: expect.stringMatching(/^[\w-]{22}$/) as string,
          owner: 'ann',
          estimate: expect.objectContaining({ usd: expect.closeTo(0.107, 2) as number }) as object,
          input: expect.objectContaining({ prompt: 'a fox' }) as object,
          metadata: {},
        }),
      ],
    ])
    expect(emulator.ledger.paid).toBe(1)
  })

  test.each(relays)(
    'may refuse with an answer of its own, and the key may come again: %s',
    async (_name, under) => {
      const noCredits = Response.json({ message: 'No credits left.' }, { status: 402 })
      const onRunStart = vi.fn<() => Response | void>(() => noCredits)
      const { ends, onRunEnd } = heard()
      const { relay, emulator } = under({
        onRunStart,
        onRunEnd,
        limits: { maxLiveRuns: 1, maxRunsPerDay: 1 },
      })
      const key = randomId()
      const refused = await relay(runRequest({ key }))
      expect([refused.status, await refused.json()]).toEqual([402, { message: 'No credits left.' }])
      expect(emulator.ledger.requests).toBe(0)
      onRunStart.mockReturnValue(undefined)
      expect((await readWire(await relay(runRequest({ key })))).at(-1)).toMatchObject({ type: 'done' })
      await until(() => ends.length > 0)
      expect(ends).toHaveLength(1)
    },
  )

  test('that gives anything but a Response of this runtime pays nothing', async () => {
    const elsewhere = { status: 402, headers: new Headers(), body: null } as unknown as Response
    const { relay, emulator } = keepingRelay({ onRunStart: () => elsewhere })
    expect((await relay(runRequest())).status).toBe(500)
    expect(emulator.ledger.requests).toBe(0)
  })

  test.each(relays)('that throws pays nothing: %s', async (_name, under) => {
    const onRunStart = vi.fn<() => void>(() => {
      throw new Error('database')
    })
    const { relay, emulator, reported } = under({ onRunStart, limits: { maxLiveRuns: 1 } })
    const key = randomId()
    const response = await relay(runRequest({ key }))
    expect([response.status, await response.json()]).toMatchObject([
      500,
      { error: { code: 'misconfigured' } },
    ])
    expect(String(reported[0]?.cause)).toContain('onRunStart')
    expect(emulator.ledger.requests).toBe(0)
    onRunStart.mockReturnValue(undefined)
    expect((await relay(runRequest({ key }))).status).toBe(200)
  })

  test('and a cancel at the same time: nothing is paid, and what it held is settled', async () => {
    const gate = Promise.withResolvers<void>()
    const { ends, onRunEnd } = heard()
    const onRunStart = vi.fn<OnRunStart>(() => gate.promise)
    const { relay, emulator } = keepingRelay({ onRunStart, onRunEnd })
    const key = randomId()
    const answering = relay(runRequest({ key })).then(readWire)
    await until(() => onRunStart.mock.calls.length === 1)
    await relay(runRequest({ method: 'DELETE', key }))
    gate.resolve()
    expect((await answering).at(-1)).toEqual({ type: 'stopped', billed: 'no' })
    await until(() => ends.length === 1)
    expect(ends[0]).toMatchObject({ status: 'stopped', billed: 'no', cost: { usd: 0 } })
    expect(emulator.ledger.requests).toBe(0)
  })

  test('that refuses tells whoever followed that nothing was charged', async () => {
    const gate = Promise.withResolvers<Response>()
    const onRunStart = vi.fn<OnRunStart>(() => gate.promise)
    const { relay } = keepingRelay({ onRunStart })
    const key = randomId()
    const first = relay(runRequest({ key }))
    await until(() => onRunStart.mock.calls.length === 1)
    const follower = readWire(await relay(runRequest({ key })))
    gate.resolve(new Response(null, { status: 402 }))
    expect((await first).status).toBe(402)
    expect(await follower).toMatchObject([{ type: 'error', error: { code: 'relay', billed: 'no' } }])
  })
})
