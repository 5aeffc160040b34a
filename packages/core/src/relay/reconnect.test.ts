import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pictureEvents } from '../../test/scripted-transport.ts'
import { byUrl, gone, runId, scriptedRelay, withoutPauses, type Link } from '../../test/scripted-relay.ts'
import { pngBytes } from '../../test/wire.ts'
import { createError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import { createImageStream } from '../image-stream.ts'
import { streamImage, type ImageRun } from '../stream-image.ts'
import type { FetchHandler } from '../transport.ts'
import { relay } from './transport.ts'

const png = pngBytes(8, 6, 100)
const [start, , end] = pictureEvents(png)
const run = [
  { type: 'start', runId, resumable: true },
  { type: 'thought', text: 'Snow.' },
  start!,
  { type: 'image-data', index: 0, bytes: png.slice(0, 60) },
  { type: 'image-data', index: 0, bytes: png.slice(60) },
  end!,
  { type: 'finish', reason: 'STOP' },
  { type: 'done' },
] as const satisfies readonly ImageStreamEvent[]

async function eventsOf(image: ImageRun): Promise<readonly ImageStreamEvent[]> {
  const events: ImageStreamEvent[] = []
  for await (const event of image) events.push(event)
  return events
}

describe('a run that is kept', () => {
  beforeEach(withoutPauses)

  test.each(['break', 'end'] as const)(
    'comes back whole after each event, when its connection %ss',
    async (ends) => {
      for (const delivery of ['inline', byUrl] as const)
        for (let events = 0; events < run.length; events += 1) {
          const relay = scriptedRelay(run, delivery)
          relay.go({ events, ends }, {})
          const all = await eventsOf(streamImage('A fox', { fetch: relay.fetch }))
          const isOnItsWay = delivery !== 'inline' && events >= 3 && events < 6
          const again = all.filter((event) => event.type === 'image-progress' && event.url !== undefined)
          expect(again.map((event) => 'url' in event && event.url)).toEqual(
            isOnItsWay ? [`http://localhost/api/images/runs/${runId}/images/0/token?load=2`] : [],
          )
          const told = all.filter((event) => !again.includes(event))
          expect(told.map(({ type }) => type.replace('progress', 'data'))).toEqual(
            run.map(({ type }) => type),
          )
          expect(relay.calls).toEqual([
            'POST runs',
            events === 0 ? 'POST runs' : `GET runs/id after ${events}`,
          ])
          expect(relay.keys.size).toBe(1)
        }
    },
  )

  test('may lose its connection at every event, as long as it gets on', async () => {
    const relay = scriptedRelay(run)
    relay.go(...run.map((_, index): Link => ({ events: index + 1, ends: 'break' })))
    const { image } = await streamImage('A fox', { fetch: relay.fetch }).result
    expect(await image.bytes()).toEqual(png)
    expect(relay.calls).toHaveLength(run.length)
  })

  test('is given up when six connections in a row bring nothing, with the first failure', async () => {
    const relay = scriptedRelay(run)
    relay.go({ events: 2, ends: 'end' }, { isDown: true }, { status: 502 }, { events: 2, ends: 'break' })
    await expect(streamImage('A fox', { fetch: relay.fetch }).result).rejects.toMatchObject({
      code: 'truncated',
      billed: 'maybe',
      runId,
      partial: { thoughts: 'Snow.' },
    })
    expect(relay.calls).toEqual(['POST runs', ...Array(5).fill('GET runs/id after 2')])
  })

  test('that is gone when it is come back to ends with what had happened first', async () => {
    const relay = scriptedRelay(run)
    relay.go({ events: 2, ends: 'break' }, { refusal: gone, status: 410 })
    await expect(streamImage('A fox', { fetch: relay.fetch }).result).rejects.toMatchObject({
      code: 'network',
    })
    // Nobody comes back: it must not go on.
    expect(relay.calls).toEqual(['POST runs', 'GET runs/id after 2', 'DELETE runs'])
  })

  test('is come back to while something in front of the relay, or its store, is away', async () => {
    const relay = scriptedRelay(run)
    const noStore = createError('relay', { message: 'No store.' })
    relay.go({ events: 2, ends: 'break' }, { status: 504 }, { refusal: noStore, status: 503 }, {})
    expect(await streamImage('A fox', { fetch: relay.fetch }).result).toMatchObject({ status: 'success' })
  })

  test('is come back to while the relay itself fails, or lets nobody in just now', async () => {
    const relay = scriptedRelay(run)
    const failed = createError('misconfigured', { message: 'A hook threw.', billed: 'no' })
    const busy = createError('rate-limit', { message: 'Too many uploads.', retryAt: null })
    relay.go(
      { events: 2, ends: 'break' },
      { refusal: failed, status: 500 },
      { refusal: busy, status: 429 },
      {},
    )
    expect(await streamImage('A fox', { fetch: relay.fetch }).result).toMatchObject({ status: 'success' })
    expect(relay.keys.size).toBe(1)
  })

  test('that an earlier page has begun is come back to also when the first answer is that its store is away', async () => {
    const relayed = scriptedRelay(run)
    const noStore = createError('relay', { message: 'No store. Nothing was charged.' })
    relayed.go({ refusal: noStore, status: 503 }, {})
    const events = await resume(relayed.fetch)
    expect(events.at(-1)).toEqual({ type: 'done' })
  })

  test('that its own page left is come back to also when the first answer is that the store is away', async () => {
    const relayed = scriptedRelay(run)
    const noStore = createError('relay', { message: 'No store. Nothing was charged.' })
    relayed.go({ events: 2, ends: 'break' }, { refusal: gone, status: 503 })
    const stream = createImageStream({ fetch: relayed.fetch })
    expect(await stream.generate('A fox')).toMatchObject({ error: { code: 'network' } })
    relayed.go({ refusal: noStore, status: 503 }, {})
    expect(await stream.retry()).toMatchObject({ status: 'success' })
    expect(relayed.keys.size).toBe(1)
  })

  test('that is refused by who knows nothing of it may have been paid', async () => {
    const relayed = scriptedRelay(run)
    relayed.go({ status: 404 }, { status: 500 })
    const returned = await resume(relayed.fetch)
    expect(returned).toMatchObject([{ type: 'error', error: { code: 'relay', billed: 'maybe' } }])
    const { result } = streamImage('A fox', { fetch: relayed.fetch })
    await expect(result).rejects.toMatchObject({ code: 'relay', billed: 'maybe', httpStatus: 500 })
  })

  test('that is silent is asked for what is missing', async () => {
    const relay = scriptedRelay(run)
    relay.go({ events: 4, ends: 'hang' }, {})
    const { result } = streamImage('A fox', { fetch: relay.fetch, timeout: { idleMs: 20 } })
    expect(await result).toMatchObject({ status: 'success' })
    expect(relay.calls).toEqual(['POST runs', 'GET runs/id after 4'])
  })

  test('that breaks the protocol is not come back to', async () => {
    const relay = scriptedRelay([
      run[0],
      run[1],
      { type: 'image-end', index: 0, byteLength: 5, draft: false },
    ])
    relay.go({ ends: 'hang' })
    await expect(streamImage('A fox', { fetch: relay.fetch }).result).rejects.toMatchObject({
      code: 'protocol',
    })
    await expect.poll(() => relay.calls).toEqual(['POST runs', 'DELETE runs'])
  })

  test.for([0, 2])('a stop after %i events is told to the relay until it has heard it', async (events) => {
    const relay = scriptedRelay(run)
    relay.go({ events, ends: 'hang' })
    let tries = 0
    const controller = new AbortController()
    const { result } = streamImage('A fox', {
      signal: controller.signal,
      fetch(request) {
        if (request.method !== 'DELETE') return relay.fetch(request)
        tries += 1
        if (tries === 1) return Promise.reject(new TypeError('Failed to fetch'))
        return tries === 2 ? Promise.resolve(new Response(null, { status: 429 })) : relay.fetch(request)
      },
    })
    await expect.poll(() => relay.calls).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 5))
    controller.abort()
    await expect(result).rejects.toMatchObject({ name: 'AbortError' })
    await expect.poll(() => relay.calls).toEqual(['POST runs', 'DELETE runs'])
    expect(tries).toBe(3)
  })
})

test('a run that is not kept is not come back to', async () => {
  const relay = scriptedRelay([{ type: 'start', runId }, ...run.slice(1)])
  relay.go({ events: 2, ends: 'break' })
  await expect(streamImage('A fox', { fetch: relay.fetch }).result).rejects.toMatchObject({ code: 'network' })
  expect(relay.calls).toEqual(['POST runs'])
})

test('the pauses double up to 8 s, at random, and begin anew when something came', async () => {
  vi.useFakeTimers()
  vi.spyOn(Math, 'random').mockReturnValue(1)
  onTestFinished(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
  const relay = scriptedRelay(run)
  const times: number[] = []
  const { result } = streamImage('A fox', {
    fetch(request) {
      times.push(Date.now())
      return relay.fetch(request)
    },
  })
  result.catch(() => {})
  relay.go(
    { events: 1, ends: 'break' },
    { isDown: true },
    { isDown: true },
    { events: 3, ends: 'break' },
    { isDown: true },
  )
  await vi.runAllTimersAsync()
  await expect(result).rejects.toMatchObject({ code: 'network' })
  expect(times.slice(1).map((time, index) => time - times[index]!)).toEqual([
    500, 1000, 2000, 500, 1000, 2000, 4000, 8000,
  ])
})

/** A page that the browser puts to sleep and wakes. Only what the transport looks at. */
function stubPage(): EventTarget & { sleep: (ms: number) => void; isOnline: boolean } {
  const page = Object.assign(new EventTarget(), {
    isOnline: true,
    /** Time passes, and no timer runs. */
    sleep: (ms: number) => void vi.setSystemTime(Date.now() + ms),
  })
  for (const name of ['addEventListener', 'removeEventListener'] as const)
    vi.stubGlobal(name, page[name].bind(page))
  vi.stubGlobal('navigator', {
    get onLine() {
      return page.isOnline
    },
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  return page
}

describe('a page that wakes up', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('finds within a second that its connection is dead, and goes on', async () => {
    const page = stubPage()
    const relay = scriptedRelay(run)
    relay.go({ events: 3, ends: 'hang' }, {})
    const { result } = streamImage('A fox', { fetch: relay.fetch })
    await vi.advanceTimersByTimeAsync(10)
    page.sleep(30 * 60_000)
    page.dispatchEvent(new Event('visibilitychange'))
    page.dispatchEvent(new Event('pageshow'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await result).toMatchObject({ status: 'success' })
    expect(relay.calls).toEqual(['POST runs', 'GET runs/id after 3'])
  })

  test('leaves a connection alone that is heard, or was heard a moment ago', async () => {
    const page = stubPage()
    const relay = scriptedRelay(run.slice(0, 3))
    relay.go({ ends: 'wait' })
    const { result } = streamImage('A fox', { fetch: relay.fetch })
    await vi.advanceTimersByTimeAsync(10)
    page.sleep(19_000)
    page.dispatchEvent(new Event('pageshow'))
    await vi.advanceTimersByTimeAsync(1_000)
    page.sleep(60_000)
    page.dispatchEvent(new Event('pageshow'))
    relay.log(...run.slice(3))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await result).toMatchObject({ status: 'success' })
    expect(relay.calls).toEqual(['POST runs'])
  })

  test('does not wait for the end of a pause', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    onTestFinished(() => void vi.restoreAllMocks())
    const page = stubPage()
    const relay = scriptedRelay(run)
    relay.go({ events: 3, ends: 'break' }, { isDown: true }, { isDown: true }, { isDown: true }, {})
    const { result } = streamImage('A fox', { fetch: relay.fetch })
    await vi.advanceTimersByTimeAsync(500 + 1000 + 2000)
    expect(relay.calls).toHaveLength(4)
    page.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(relay.calls).toHaveLength(5)
    expect(await result).toMatchObject({ status: 'success' })
  })

  test('waits for its network, and no longer than two minutes', async () => {
    const page = stubPage()
    const relay = scriptedRelay(run)
    relay.go({ events: 3, ends: 'break' }, {})
    page.isOnline = false
    const { result } = streamImage('A fox', { fetch: relay.fetch })
    await vi.advanceTimersByTimeAsync(100_000)
    page.dispatchEvent(new Event('visibilitychange'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(relay.calls).toHaveLength(1)
    page.isOnline = true
    page.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(await result).toMatchObject({ status: 'success' })

    page.isOnline = false
    relay.go({ isDown: true })
    const second = streamImage('A fox', { fetch: relay.fetch }).result
    second.catch(() => {})
    await vi.advanceTimersByTimeAsync(120_000)
    await expect(second).rejects.toMatchObject({ code: 'network', phase: 'connect' })
  })

  test('lets go of its connection when it is put away, and comes back', async () => {
    const page = stubPage()
    const relay = scriptedRelay(run)
    relay.go({ events: 3, ends: 'hang' }, {})
    const { result } = streamImage('A fox', { fetch: relay.fetch })
    await vi.advanceTimersByTimeAsync(10)
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }))
    expect(relay.requests[0]?.signal.aborted).toBe(false)
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }))
    expect(relay.requests[0]?.signal.aborted).toBe(true)
    page.dispatchEvent(new Event('pageshow'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await result).toMatchObject({ status: 'success' })
  })
})

/** All events of a run that an earlier page had begun. */
async function resume(fetch: FetchHandler): Promise<readonly ImageStreamEvent[]> {
  const events: ImageStreamEvent[] = []
  const { signal } = new AbortController()
  for await (const event of relay({ fetch }).resume?.('k'.repeat(22), signal) ?? []) events.push(event)
  return events
}
