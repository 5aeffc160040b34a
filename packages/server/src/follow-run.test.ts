import { randomId } from '@image-stream/core/relay'
import { describe, expect, test, vi } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { eventsOfText, readError, readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { createMemoryStore, LogGoneError, type RunStore } from './index.ts'
import { until } from '../test/until.ts'

/** The answer of a whole run, and its frames. */
async function wholeRun(relay: (request: Request) => Promise<Response>, key = randomId()) {
  const text = await (await relay(runRequest({ key }))).text()
  const frames = text.split(/(?=^data: )/m).slice(1)
  frames.push(frames.pop()!.replace(': end\n\n', ''))
  return { key, text, frames, id: String(eventsOfText(text)[0]!['runId']) }
}

describe('a run that is kept', () => {
  test('says so, and where its picture lies', async () => {
    const { relay, emulator } = keepingRelay()
    const events = await readWire(await relay(runRequest()))
    expect(events[0]).toMatchObject({ type: 'start', resumable: true })
    expect(events.find(({ type }) => type === 'image-start')).toMatchObject({
      path: expect.stringMatching(/^runs\/[\w-]{22}\/images\/0\/[\w-]{22}$/) as string,
    })
    expect(events.map(({ type }) => type)).not.toContain('image-data')
    expect(events.at(-1)).toMatchObject({ type: 'done', events: events.length })
    expect(emulator.ledger.paid).toBe(1)
  })

  test('goes on when its reader has left, and is read from the start again', async () => {
    const { relay, emulator } = keepingRelay()
    const key = randomId()
    await (await relay(runRequest({ key }))).body?.cancel()
    const events = await readWire(await relay(followRequest({ key })))
    expect(events.at(-1)).toMatchObject({ type: 'done' })
    expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1, aborted: 0 })
  })

  test('gives the same bytes from behind every event', async () => {
    const { relay, emulator } = keepingRelay()
    const { id, key, frames } = await wholeRun(relay)
    for (let after = 0; after < frames.length; after += 1) {
      const rest = `: ok\n\n${frames.slice(after).join('')}: end\n\n`
      expect(await (await relay(followRequest({ id }, { after }))).text()).toBe(rest)
      expect(await (await relay(followRequest({ key }, { after }))).text()).toBe(rest)
      expect(
        await (await relay(runRequest({ key, headers: { 'last-event-id': String(after) } }))).text(),
      ).toBe(rest)
    }
    expect(emulator.ledger.requests).toBe(1)
  })
})

describe('a run that goes on', () => {
  test('is followed by many at once, each from where it was', async () => {
    const gate = Promise.withResolvers<void>()
    const { relay, emulator } = keepingRelay({}, { silence: { at: 'picture', until: gate.promise } })
    const key = randomId()
    const reading = readWire(await relay(runRequest({ key })))
    const followers = [0, 1, 2].map(async (after) => readWire(await relay(followRequest({ key }, { after }))))
    await until(() => emulator.ledger.open === 1)
    gate.resolve()
    const events = await reading
    for (const [after, follower] of followers.entries()) expect(await follower).toEqual(events.slice(after))
    expect(emulator.ledger.requests).toBe(1)
  })

  test('is found by its key also when the request that starts it comes later', async () => {
    const { relay } = keepingRelay()
    const key = randomId()
    const following = relay(followRequest({ key })).then(readWire)
    await new Promise((resolve) => setTimeout(resolve, 150))
    const events = await readWire(await relay(runRequest({ key })))
    expect(await following).toEqual(events)
  })

  test('and whose log breaks ends as lost, never as if it were whole', async () => {
    const store = createMemoryStore()
    const read: RunStore['read'] = async function* (runId, after, signal) {
      for await (const page of store.read(runId, after, signal)) {
        yield page.slice(0, 1)
        throw new LogGoneError('gone')
      }
    }
    const { relay } = keepingRelay({ store: { ...store, read } })
    expect(await readWire(await relay(runRequest()))).toMatchObject([
      { type: 'start' },
      { type: 'error', error: { code: 'lost', billed: 'maybe' } },
    ])
  })
})

test('a run whose log is gone before its first event is lost as well, as it may be paid', async () => {
  const store = createMemoryStore()
  // oxlint-disable-next-line require-yield -- It breaks before it gives anything.
  const read: RunStore['read'] = async function* () {
    throw new LogGoneError('gone')
  }
  const { relay } = keepingRelay({ store: { ...store, read } })
  expect(await readWire(await relay(runRequest()))).toMatchObject([
    { type: 'error', error: { code: 'lost', billed: 'maybe' } },
  ])
})

test('who comes back to what is not kept hears that it may be paid', async () => {
  const { relay } = relayUnderTest({}, { silence: { at: 'thinking' } })
  const key = randomId()
  const first = await relay(runRequest({ key }))
  const again = await relay(runRequest({ key }))
  expect([again.status, await again.json()]).toMatchObject([
    409,
    { error: { code: 'relay', billed: 'maybe' } },
  ])
  await first.body?.cancel()
  await until(async () => (await relay(runRequest({ key }))).status === 410)
  expect(await (await relay(runRequest({ key }))).json()).toMatchObject({
    error: { code: 'expired', billed: 'maybe' },
  })
})

describe('T21 a run that is not there', () => {
  const as = (user: string) => ({ headers: { 'x-user': user } })
  const authorize = (request: Request): string | null => request.headers.get('x-user')

  test('for others: 404, by its id and by its key', async () => {
    const { relay } = keepingRelay({ authorize })
    const key = randomId()
    const events = await readWire(await relay(runRequest({ key, ...as('ann') })))
    const id = String(events[0]!['runId'])
    expect((await relay(followRequest({ id }, as('ann')))).status).toBe(200)
    const refused = await relay(followRequest({ id }, as('bob')))
    expect(await readError(refused)).toMatchObject({ status: 404, code: 'expired' })
    const unknown = await relay(followRequest({ id: randomId() }, as('bob')))
    expect(await unknown.text()).toBe(await (await relay(followRequest({ id }, as('bob')))).text())
  })

  test('for its key: 404 after 5 s, and money may be gone', async () => {
    vi.useFakeTimers()
    try {
      const { relay } = keepingRelay()
      let status = 0
      const following = relay(followRequest({ key: randomId() }))
      void following.then((response) => (status = response.status))
      await vi.advanceTimersByTimeAsync(4_900)
      expect(status).toBe(0)
      await vi.advanceTimersByTimeAsync(200)
      expect(status).toBe(404)
      expect(await (await following).json()).toMatchObject({ error: { code: 'expired', billed: 'maybe' } })
    } finally {
      vi.useRealTimers()
    }
  })

  test('any more: 410, for whoever asks by its id, its key, or anew', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const { relay, emulator } = keepingRelay()
      const { id, key } = await wholeRun(relay)
      vi.setSystemTime(Date.now() + 11 * 60_000)
      for (const request of [followRequest({ id }), followRequest({ key }), runRequest({ key })])
        expect(await readError(await relay(request))).toMatchObject({ status: 410, code: 'expired' })
      expect(emulator.ledger.requests).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })

  test('where nothing is kept: 404', async () => {
    const { relay } = relayUnderTest()
    for (const name of [{ id: randomId() }, { key: randomId() }])
      expect(await readError(await relay(followRequest(name)))).toMatchObject({
        status: 404,
        code: 'expired',
      })
  })
})

describe('a position', () => {
  test.each(['-1', 'x', '1.5', '', ' 1', '1e3', '99999999999', '0x1'])(
    'that is none is refused: %j',
    async (after) => {
      const { relay } = keepingRelay()
      const { id } = await wholeRun(relay)
      const response = await relay(followRequest({ id }, { after }))
      // Headers are trimmed on their way.
      expect(response.status).toBe(after === ' 1' ? 200 : 400)
    },
  )

  test('behind the end is refused', async () => {
    const { relay } = keepingRelay()
    const { id, frames } = await wholeRun(relay)
    for (const after of [frames.length, frames.length + 1, 999_999])
      expect(await readError(await relay(followRequest({ id }, { after })))).toMatchObject({ status: 400 })
  })
})

test('a run that the store has no room for is made all the same, says so, and ends with its reader', async () => {
  const { relay, emulator } = keepingRelay({ store: createMemoryStore({ maxBytes: 1024 }) })
  const key = randomId()
  const events = await readWire(await relay(runRequest({ key })))
  expect(events[0]).not.toHaveProperty('resumable')
  expect(events[1]).toMatchObject({ type: 'warning', warning: { code: 'not-resumable' } })
  expect(events.at(-1)).toMatchObject({ type: 'done' })
  expect(events.some(({ type }) => type === 'image-data')).toBe(true)
  expect(await readError(await relay(runRequest({ key })))).toMatchObject({ status: 410, code: 'expired' })
  expect(emulator.ledger.paid).toBe(1)
})

test('a run that outgrows the store goes on for its reader, and says that nobody can come back', async () => {
  const { relay } = keepingRelay(
    { store: createMemoryStore({ maxRunBytes: 100_000 }) },
    { pictureSize: 'real', mediaType: 'image/png' },
  )
  const key = randomId()
  const events = await readWire(await relay(runRequest({ key })))
  expect(events.filter(({ type }) => type === 'warning')).toMatchObject([
    { warning: { code: 'not-resumable' } },
  ])
  expect(events.at(-1)).toMatchObject({ type: 'done' })
  expect(await readError(await relay(runRequest({ key })))).toMatchObject({ status: 410 })
})
