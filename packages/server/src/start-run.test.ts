import { randomId } from '@image-stream/core/relay'
import { describe, expect, test, vi } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { readError, readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { smallPicture } from '../test/upstream.ts'
import { createMemoryStore, StoreError, type RunStore } from './index.ts'

const relays = [
  ['with a store', keepingRelay],
  ['without a store', relayUnderTest],
] as const

describe('fifty posts with one key', () => {
  test('make one call and fifty equal streams', async () => {
    const { relay, emulator } = keepingRelay()
    const key = randomId()
    const posts = Array.from({ length: 50 }, async () => (await relay(runRequest({ key }))).text())
    const texts = new Set(await Promise.all(posts))
    expect(texts.size).toBe(1)
    expect([...texts][0]).toContain('"type":"done"')
    expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1 })
  })

  test('make one call also when each reads its body slowly', async () => {
    const { relay, emulator } = keepingRelay()
    const key = randomId()
    const request = runRequest()
    const bytes = new Uint8Array(await request.clone().arrayBuffer())
    const headers = { 'content-type': request.headers.get('content-type') ?? '' }
    const slow = (): ReadableStream<Uint8Array> => {
      let offset = 0
      return new ReadableStream({
        async pull(controller) {
          await new Promise((resolve) => setImmediate(resolve))
          if (offset >= bytes.length) return controller.close()
          controller.enqueue(bytes.slice(offset, (offset += 64)))
        },
      })
    }
    const posts = Array.from({ length: 8 }, async () =>
      (await relay(runRequest({ key, headers, body: slow() }))).text(),
    )
    expect(new Set(await Promise.all(posts)).size).toBe(1)
    expect(emulator.ledger.requests).toBe(1)
  })
})

describe.each(relays)('T22 %s, a key', (_name, under) => {
  test.each([
    ['another prompt', { input: { prompt: 'a wolf' } }],
    ['another field', { input: { seed: 1 } }],
    ['another picture', { images: [smallPicture] }],
    ['another metadata', { input: { metadata: { a: 1 } } }],
  ])('with %s is refused, and nothing more is paid', async (_what, asked) => {
    const { relay, emulator } = under()
    const key = randomId()
    await readWire(await relay(runRequest({ key })))
    expect(await readError(await relay(runRequest({ key, ...asked })))).toMatchObject({
      status: 422,
      code: 'relay',
    })
    expect(emulator.ledger.requests).toBe(1)
  })

  test('whose fields come in another order asks for the same', async () => {
    const { relay, emulator } = under()
    const key = randomId()
    await readWire(
      await relay(runRequest({ key, input: { prompt: 'a', seed: 1, metadata: { a: 1, b: 2 } } })),
    )
    const again = await relay(runRequest({ key, input: { metadata: { b: 2, a: 1 }, seed: 1, prompt: 'a' } }))
    expect(again.status).toBe(under === keepingRelay ? 200 : 410)
    expect(emulator.ledger.requests).toBe(1)
  })
})

describe.each(relays)('%s, caps', (_name, under) => {
  const drawAll = async (relay: (request: Request) => Promise<Response>, runs: number, headers = {}) => {
    const statuses: number[] = []
    for (let run = 0; run < runs; run += 1) {
      const response = await relay(runRequest({ headers }))
      statuses.push(response.status)
      await response.text()
    }
    return statuses
  }

  test('are ten runs a minute when nothing is said', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      vi.setSystemTime(new Date('2026-11-22T10:00:00Z'))
      const { relay } = under()
      expect(await drawAll(relay, 11)).toEqual([...Array<number>(10).fill(200), 429])
      const refused = await relay(runRequest())
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60)
      expect(await readError(refused)).toMatchObject({ code: 'rate-limit', message: /10 pictures a minute/ })
      vi.setSystemTime(Date.now() + 66_000)
      expect(await drawAll(relay, 1)).toEqual([200])
    } finally {
      vi.useRealTimers()
    }
  })

  test('of a day and of dollars hold as well, each owner by itself', async () => {
    const authorize = (request: Request) => request.headers.get('x-user')
    const perDay = under({ authorize, limits: { maxRunsPerDay: 2 } }).relay
    expect(await drawAll(perDay, 3, { 'x-user': 'ann' })).toEqual([200, 200, 429])
    expect(await drawAll(perDay, 1, { 'x-user': 'bob' })).toEqual([200])
    // One is held back with its whole estimate, about 0.11, and settles at about 0.03.
    const perUsd = under({ limits: { maxUsdPerDay: 0.2 } }).relay
    const statuses = await drawAll(perUsd, 6)
    expect(statuses.slice(0, 2)).toEqual([200, 200])
    expect(statuses.at(-1)).toBe(429)
  })

  test('T2 of dollars are not passed by races', async () => {
    const limits = {
      maxUsdPerDay: 1,
      maxLiveRuns: 200,
      maxLiveRunsTotal: 200,
      maxRunsPerMinute: 200,
      maxRunsPerDay: 200,
    }
    const { relay, emulator } = under({ limits }, { silence: { at: 'thinking' } })
    const responses = await Promise.all(Array.from({ length: 200 }, () => relay(runRequest())))
    // Each is held back with 0.107.
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(9)
    expect(emulator.ledger.requests).toBeLessThanOrEqual(9)
    await Promise.all(responses.map(async (response) => response.body?.cancel()))
  })
})

test('a store that is away at the claim is 503, and nothing is paid', async () => {
  const store = createMemoryStore()
  for (const broken of ['claim', 'dispatch'] as const) {
    const away: RunStore = {
      ...store,
      [broken]: () => Promise.reject(new StoreError('ECONNREFUSED redis://secret@host')),
    }
    const { relay, emulator, reported } = keepingRelay({ store: away })
    const response = await relay(runRequest())
    const body = await response.text()
    expect(response.status).toBe(503)
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'relay', billed: 'no', advice: 'retry' } })
    expect(body).not.toContain('redis')
    expect(emulator.ledger.requests).toBe(0)
    expect(reported.map(({ code }) => code)).toEqual(['relay'])
  }
})

test('a store that is away for those who come back is 503 too', async () => {
  const away: RunStore = { ...createMemoryStore(), find: () => Promise.reject(new StoreError('away')) }
  const { relay } = keepingRelay({ store: away })
  expect((await relay(followRequest({ id: randomId() }))).status).toBe(503)
})

test('a store that cannot keep turns or settle at the end does not take the picture away', async () => {
  const store = createMemoryStore()
  const { relay, reported } = keepingRelay({
    store: { ...store, saveTurn: () => Promise.reject(new StoreError('full')) },
  })
  expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'done' })
  expect(reported).toHaveLength(1)
})

test('a key that was paid is found also when what it asks for is not allowed any more', async () => {
  const store = createMemoryStore()
  const key = randomId()
  const asked = { key, input: { imageSize: '1K' } } as const
  await readWire(await keepingRelay({ store }).relay(runRequest(asked)))
  const { relay, emulator } = keepingRelay({ store, imageSizes: ['512'], limits: { maxPromptLength: 1 } })
  expect((await readWire(await relay(runRequest(asked)))).at(-1)).toMatchObject({ type: 'done' })
  expect((await relay(runRequest({ ...asked, key: randomId() }))).status).toBe(400)
  expect(emulator.ledger.requests).toBe(0)
})

test('the turns of edits are read for as many at once as may upload: they are not counted before', async () => {
  const store = createMemoryStore()
  let reading = 0
  let most = 0
  const two = Promise.withResolvers<void>()
  const loadTurn: RunStore['loadTurn'] = async (...name) => {
    most = Math.max(most, (reading += 1))
    if (reading === 2) two.resolve()
    await two.promise
    // A third would come in meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 20))
    reading -= 1
    return store.loadTurn(...name)
  }
  const { relay } = keepingRelay({ store: { ...store, loadTurn } })
  const [start] = await readWire(await relay(runRequest()))
  const edit = { input: { prompt: 'at night', from: start!['runId'] } }
  const answers = await Promise.all(Array.from({ length: 20 }, () => relay(runRequest(edit))))
  expect(most).toBe(2)
  for (const answer of answers) await answer.body?.cancel()
  await relay.close()
})
