import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { gone, runId, scriptedRelay, withoutPauses } from '../test/scripted-relay.ts'
import { pictureEvents } from '../test/scripted-transport.ts'
import { pngBytes } from '../test/wire.ts'
import { createError } from './errors.ts'
import type { ImageStreamEvent } from './events.ts'
import { createImageStream, type ImageStream } from './image-stream.ts'
import type { RunResult } from './run-result.ts'
import type { ImageStreamOptions } from './stream-options.ts'

const png = pngBytes(8, 6, 100)
const run: readonly ImageStreamEvent[] = [
  { type: 'start', runId, resumable: true },
  { type: 'thought', text: 'Snow.' },
  ...pictureEvents(png),
  { type: 'saved', urls: ['https://cdn.example/1.png'], data: { pictureId: 7 } },
  { type: 'done' },
]
const slotName = 'image-stream:home'

/** The tab: what outlives a page. */
let storage: Map<string, string>

beforeEach(() => {
  storage = new Map()
  withoutPauses()
  vi.stubGlobal('document', { visibilityState: 'visible' })
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
    removeItem: (key: string) => void storage.delete(key),
  })
})
afterEach(() => void vi.unstubAllGlobals())

/** A page that shows a stream until it is gone: then nothing of it is heard any more. */
function openPage(options: ImageStreamOptions): ImageStream & { readonly results: readonly RunResult[] } {
  const results: RunResult[] = []
  const stream = createImageStream({ id: 'home', onFinish: (result) => results.push(result), ...options })
  stream.retain()
  return { ...stream, results }
}

/** A page with a run under way, which is reloaded: its requests break, and its code does not run any more. */
async function reloadedPage(
  relay: ReturnType<typeof scriptedRelay>,
  draw: (stream: ImageStream) => void = (stream) => void stream.generate('A fox'),
): Promise<void> {
  const leaving = new AbortController()
  const stream = openPage({
    fetch(request) {
      if (leaving.signal.aborted) return new Promise(() => {})
      const signal = AbortSignal.any([request.signal, leaving.signal])
      return relay.fetch(new Request(request, { signal }))
    },
  })
  draw(stream)
  await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
  leaving.abort()
}

describe('a page that is reloaded while it draws', () => {
  test('is as busy as it was, and ends with the picture, paid once', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 })
    onTestFinished(() => void vi.useRealTimers())
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    await reloadedPage(relay)
    vi.setSystemTime(9_000)
    const stream = openPage({ fetch: relay.fetch })
    expect(stream.getSnapshot()).toMatchObject({
      busy: true,
      status: 'submitted',
      startedAt: 1_000,
      input: { prompt: 'A fox' },
    })
    relay.log(...run.slice(2))
    await expect.poll(() => stream.getSnapshot().status).toBe('success')
    const { head, thoughts, image, spent } = stream.getSnapshot()
    expect(head).toMatchObject({ id: runId, prompt: 'A fox', data: { pictureId: 7 }, createdAt: 1_000 })
    expect([thoughts, image?.url]).toEqual(['Snow.', 'https://cdn.example/1.png'])
    expect(await image?.bytes()).toEqual(png)
    expect(spent).toEqual({ usd: 0, unknownRuns: 1 })
    expect(stream.results).toMatchObject([{ status: 'success', data: { pictureId: 7 } }])
    expect(relay.calls).toEqual(['POST runs', 'GET runs'])
    expect(relay.keys.size).toBe(1)
    expect([...storage]).toEqual([])
  })

  test('stops the run that it left', async () => {
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    await reloadedPage(relay)
    const stream = openPage({ fetch: relay.fetch })
    await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
    stream.stop()
    expect(stream.getSnapshot().status).toBe('stopped')
    await expect.poll(() => relay.calls).toEqual(['POST runs', 'GET runs', 'DELETE runs'])
    expect(relay.keys.size).toBe(1)
    expect([...storage]).toEqual([])
  })

  test('says of a run that waits for the API that it may be charged: the Stop may not arrive', async () => {
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    await reloadedPage(relay)
    const heard: ImageStreamEvent[] = []
    const stream = openPage({ fetch: relay.fetch, onEvent: (event) => void heard.push(event) })
    await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
    relay.log({ type: 'wait', retryAt: Date.now() + 60_000 })
    await expect.poll(() => heard.at(-1)?.type).toBe('wait')
    stream.stop()
    await expect.poll(() => heard.at(-1)).toEqual({ type: 'stopped', billed: 'maybe' })
  })

  test('joins its run when it asks for the same at once, as an effect does', async () => {
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    await reloadedPage(relay)
    const stream = openPage({ fetch: relay.fetch })
    const result = stream.generate('A fox')
    relay.log(...run.slice(2))
    expect(await result).toMatchObject({ status: 'success' })
    expect(relay.calls).toEqual(['POST runs', 'GET runs'])
  })

  test('hears once that its run is gone, and pays for the next try only', async () => {
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    await reloadedPage(relay)
    relay.go({ refusal: gone, status: 404 })
    const stream = openPage({ fetch: relay.fetch })
    await expect.poll(() => stream.getSnapshot().error?.code).toBe('expired')
    expect([...storage]).toEqual([])
    relay.log(...run.slice(2))
    relay.go({})
    expect(await stream.retry()).toMatchObject({ status: 'success' })
    expect(relay.calls).toEqual(['POST runs', 'GET runs', 'POST runs'])
    expect(relay.keys.size).toBe(2)
  })

  test('whose visitor has to sign in again finds it after that', async () => {
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    await reloadedPage(relay)
    relay.go({ refusal: createError('unauthorized', {}), status: 401 })
    const first = openPage({ fetch: relay.fetch })
    await expect.poll(() => first.getSnapshot().error?.code).toBe('unauthorized')
    relay.log(...run.slice(2))
    relay.go({})
    const second = openPage({ fetch: relay.fetch })
    await expect.poll(() => second.getSnapshot().status).toBe('success')
    expect(relay.keys.size).toBe(1)
  })

  test('does not ask again for what it no longer has the pictures of', async () => {
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    await reloadedPage(relay, (stream) => void stream.generate({ prompt: 'A fox', images: [png] }))
    // Twice, as the second page must not forget that there were some.
    await reloadedPage(relay, () => {})
    const stream = openPage({ fetch: relay.fetch })
    relay.log({ type: 'error', error: createError('no-image', {}) })
    await expect.poll(() => stream.getSnapshot().error?.code).toBe('no-image')
    expect(await stream.retry()).toMatchObject({ status: 'error' })
    expect(relay.calls).toEqual(['POST runs', 'GET runs', 'GET runs'])
  })

  test('goes on from the turn that it edited, where that was given back', async () => {
    const url = 'https://pictures.example/1.png'
    const image = { url, mediaType: 'image/png', width: 8, height: 6 } as const
    const initialTurns = [{ id: 'p'.repeat(22), prompt: 'A fox', images: [image] }]
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(png)))
    let isGone = false
    const first = openPage({
      initialTurns,
      fetch: (request) => (isGone ? new Promise(() => {}) : relay.fetch(request)),
    })
    void first.edit('Snow')
    await expect.poll(() => relay.calls).toHaveLength(1)
    isGone = true
    const stream = openPage({ initialTurns, fetch: relay.fetch })
    relay.log(...run.slice(2))
    await expect.poll(() => stream.getSnapshot().status).toBe('success')
    expect(stream.getSnapshot()).toMatchObject({ head: { parentId: 'p'.repeat(22) }, canUndo: true })
  })

  test('a second tab, whose storage is a copy, follows too', async () => {
    const relay = scriptedRelay(run.slice(0, 2))
    relay.go({ ends: 'wait' })
    const first = openPage({ fetch: relay.fetch })
    void first.generate('A fox')
    await expect.poll(() => first.getSnapshot().status).toBe('thinking')
    storage = new Map(storage)
    const second = openPage({ fetch: relay.fetch })
    relay.log(...run.slice(2))
    await expect
      .poll(() => [first, second].map(({ getSnapshot }) => getSnapshot().status))
      .toEqual(['success', 'success'])
    expect(relay.keys.size).toBe(1)
  })
})

test('a component that goes leaves its run, and the next one of that id has it back', async () => {
  const relay = scriptedRelay(run.slice(0, 2))
  relay.go({ ends: 'wait' })
  const stream = createImageStream({ id: 'home', fetch: relay.fetch })
  const letGo = stream.retain()
  void stream.generate('A fox')
  await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
  letGo()
  await expect.poll(() => stream.getSnapshot().status).toBe('stopped')
  stream.retain()
  expect(stream.getSnapshot()).toMatchObject({ status: 'submitted', input: { prompt: 'A fox' } })
  relay.log(...run.slice(2))
  await expect.poll(() => stream.getSnapshot().status).toBe('success')
  // The run was left once, and counts once.
  expect(stream.getSnapshot().spent).toEqual({ usd: 0, unknownRuns: 1 })
  expect(relay.calls.filter((call) => call.startsWith('DELETE'))).toEqual([])
  expect(relay.keys.size).toBe(1)
})

test.each([
  ['without an id', { id: undefined }],
  ['of another id', { id: 'other' }],
])('a stream %s takes up nothing', async (_, options) => {
  const relay = scriptedRelay(run.slice(0, 2))
  relay.go({ ends: 'wait' })
  await reloadedPage(relay)
  const stream = createImageStream({ fetch: relay.fetch, ...(options as object) })
  stream.retain()
  expect(stream.getSnapshot().status).toBe('idle')
})

test('making a stream takes up nothing, and on a server nothing ever does', async () => {
  const relay = scriptedRelay(run.slice(0, 2))
  relay.go({ ends: 'wait' })
  await reloadedPage(relay)
  const stream = createImageStream({ id: 'home', fetch: relay.fetch })
  expect(stream.getSnapshot().status).toBe('idle')
  vi.stubGlobal('document', undefined)
  stream.subscribe(() => {})
  stream.retain()
  expect(stream.getSnapshot().status).toBe('idle')
  vi.stubGlobal('document', { visibilityState: 'visible' })
  const told: string[] = []
  stream.subscribe(({ status }) => told.push(status))
  expect(told).toEqual(['idle', 'submitted'])
})

test('another id is not taken, and that is said once', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  let id = 'home'
  const stream = createImageStream(() => ({ id, transport: { run: () => new ReadableStream() as never } }))
  void stream.generate('A fox')
  id = 'other'
  void stream.generate('A hare')
  void stream.generate('A hen')
  stream.stop()
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('`id`'))
})

test.each(['{', '{}', 'null', '{"intentId":"x","input":{"prompt":5}}'])(
  'a slot with %s in it is none',
  (json) => {
    storage.set(slotName, json)
    expect(openPage({}).getSnapshot().status).toBe('idle')
  },
)

test('storage that refuses is survived', async () => {
  const refuse = (): never => {
    throw new DOMException('Denied', 'SecurityError')
  }
  vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
  const relay = scriptedRelay(run)
  expect(await openPage({ fetch: relay.fetch }).generate('A fox')).toMatchObject({ status: 'success' })
})

test('a run that its relay does not keep is not remembered', async () => {
  const relay = scriptedRelay([{ type: 'start', runId }, ...run.slice(1, 2)])
  relay.go({ ends: 'wait' })
  await reloadedPage(relay)
  expect([...storage]).toEqual([])
})

describe('retry', () => {
  test('finds the run again as long as its outcome is not known, and counts it once', async () => {
    const relay = scriptedRelay(run)
    relay.go({ events: 5, ends: 'break' }, { isDown: true })
    const stream = createImageStream({ fetch: relay.fetch })
    expect(await stream.generate('A fox')).toMatchObject({ status: 'error', error: { code: 'network' } })
    // A whole picture came, so it is a turn.
    expect(stream.getSnapshot().turns.map(({ id }) => id)).toEqual([runId])
    relay.go({})
    expect(await stream.retry()).toMatchObject({ status: 'success', data: { pictureId: 7 } })
    expect(stream.getSnapshot()).toMatchObject({
      turns: [{ id: runId, data: { pictureId: 7 } }],
      head: { id: runId },
      spent: { unknownRuns: 1 },
    })
    expect(relay.keys.size).toBe(1)
  })

  test('pays anew when the outcome is known', async () => {
    const lost = createError('lost', {})
    const relay = scriptedRelay([...run.slice(0, 2), { type: 'error', error: lost }])
    const stream = createImageStream({ fetch: relay.fetch })
    expect(await stream.generate('A fox')).toMatchObject({ error: { code: 'lost' } })
    await stream.retry()
    expect(relay.calls).toEqual(['POST runs', 'POST runs'])
    expect(relay.keys.size).toBe(2)
  })

  test('pays anew for a run that its relay does not keep, and for one that was stopped', async () => {
    const relay = scriptedRelay([{ type: 'start', runId }, ...run.slice(1, 2)])
    relay.go({ ends: 'break' })
    const stream = createImageStream({ fetch: relay.fetch })
    await stream.generate('A fox')
    relay.go({ ends: 'hang' })
    void stream.retry()
    await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
    expect(relay.keys.size).toBe(2)
    stream.stop()
    void stream.retry()
    await expect.poll(() => relay.keys.size).toBe(3)
    stream.stop()
  })
})
