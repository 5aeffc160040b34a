import {
  createImageStream,
  streamImage,
  type ImageStream,
  type ImageStreamEvent,
  type RelayOptions,
} from '@image-stream/core'
import type { EmulatorOptions } from '@image-stream/emulator'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  createMemoryStore,
  StoreError,
  type ImageRelayOptions,
  type ReportError,
  type RunStore,
} from '../src/index.ts'
import { keepingRelay } from './kept-runs.ts'
import { listen, type RelayUnderTest } from './relay-under-test.ts'

// Core's client and a relay that keeps runs, with a network between them that fails.

beforeEach(() => {
  // Pauses are random up to a limit: none at all is as likely as any.
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

interface Network extends RelayUnderTest {
  readonly store: RunStore
  readonly options: RelayOptions
  /** Of each request: method, path behind `api`, and bytes of its body. */
  readonly requests: readonly { readonly what: string; readonly bodyBytes: number }[]
  /** Every connection is cut after so many bytes of answers. */
  readonly cutAfter: (bytes: number) => void
  /** Cuts what there is, and whatever comes. */
  readonly setUp: (isUp: boolean) => void
}

async function network(
  relayOptions: ImageRelayOptions = {},
  emulatorOptions: EmulatorOptions = {},
): Promise<Network> {
  const bench = keepingRelay({ authorize: () => 'ada', ...relayOptions }, emulatorOptions)
  const { port } = await listen(bench.relay)
  const sockets = new Set<Socket>()
  let isUp = true
  let limit = Infinity
  const proxy = createServer((client) => {
    if (!isUp) return void client.destroy()
    const server = connect(port, '127.0.0.1')
    let bytes = 0
    const cut = (): void => {
      client.destroy()
      server.destroy()
    }
    sockets.add(client)
    client.on('data', (data) => server.write(data))
    server.on('data', (data: Buffer) => {
      const room = limit - bytes
      bytes += data.length
      if (bytes > limit) client.write(data.subarray(0, room), cut)
      else client.write(data)
    })
    for (const socket of [client, server]) socket.on('error', cut).on('close', cut)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    cutAll()
    proxy.close()
  })
  const api = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/api/images`
  const requests: { what: string; bodyBytes: number }[] = []
  return {
    ...bench,
    requests,
    options: {
      api,
      async fetch(request) {
        const { byteLength } = await request.clone().arrayBuffer()
        requests.push({
          what: `${request.method} ${new URL(request.url).pathname.slice(12)}`,
          bodyBytes: byteLength,
        })
        return await fetch(request)
      },
    },
    cutAfter: (bytes) => void (limit = bytes),
    setUp(next) {
      isUp = next
      if (!isUp) cutAll()
    },
  }
}

test.each(['url', 'inline'] as const)(
  'a picture of real size comes whole over many connections, by %s, and is paid once',
  async (delivery) => {
    const { options, emulator, requests, cutAfter } = await network({ delivery }, { pictureSize: 'real' })
    cutAfter(delivery === 'url' ? 2_000 : 200_000)
    const events: string[] = []
    const run = streamImage('A fox in the snow', options)
    for await (const { type } of run) events.push(type)
    const { image, runId } = await run.result
    cutAfter(Infinity)
    const bytes = await image.bytes()
    expect(bytes.length).toBe(image.byteLength)
    expect(bytes.length).toBeGreaterThan(300_000)
    const returns = requests.filter(({ what }) => what === `GET runs/${runId}`)
    expect(returns.length).toBeGreaterThan(2)
    expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1 })
    // As a reader sees it that was never cut.
    const again = await streamImage('A fox in the snow', options).result
    expect(Buffer.compare(bytes, await again.image.bytes())).toBe(0)
  },
)

test('a picture is painted from its URL while it comes, keeps it, and outlives the relay’s memory of it', async () => {
  const gate = Promise.withResolvers<void>()
  const { options, store } = await network(
    {},
    { pictureSize: 'real', mediaType: 'image/png', silence: { at: 'picture', until: gate.promise } },
  )
  const stream = createImageStream(options)
  const ended = stream.generate('A fox')
  await expect.poll(() => stream.getSnapshot().incoming?.url).toBeDefined()
  const url = stream.getSnapshot().incoming?.url ?? ''
  const painted = (await fetch(url)).body!.getReader()
  const first = await painted.read()
  expect(first.value?.length).toBeGreaterThan(100)
  expect(stream.getSnapshot().busy).toBe(true)
  gate.resolve()
  const result = await ended
  if (result.status !== 'success') throw new Error(result.status)
  const { image } = result
  expect(image.url).toBe(url)
  const bytes = await image.bytes()
  expect(bytes.length).toBe(image.byteLength)
  await store.erase('ada')
  expect((await fetch(url)).status).toBe(404)
  expect((await image.blob()).size).toBe(bytes.length)
})

test('an edit sends an id and a prompt; without the turn at the relay, the picture and a warning', async () => {
  const { options, emulator, requests, store } = await network(
    {},
    { pictureSize: 'real', signatures: 'strict' },
  )
  const stream = createImageStream(options)
  await stream.generate('A fox')
  expect(await stream.edit('More snow')).toMatchObject({ status: 'success', warnings: [] })
  expect(requests.filter(({ what }) => what === 'POST runs')[1]?.bodyBytes).toBeLessThan(2_048)
  // Its bytes are here by now, as of every picture a moment after its run.
  await stream.getSnapshot().image?.bytes()
  await store.erase('ada')
  const edited = await stream.edit('Less snow')
  expect(edited).toMatchObject({ status: 'success', warnings: [{ code: 'history-left-out' }] })
  const posts = requests.filter(({ what }) => what === 'POST runs')
  expect(posts).toHaveLength(4)
  expect(posts[2]?.bodyBytes).toBeLessThan(2_048)
  expect(posts[3]?.bodyBytes).toBeGreaterThan(300_000)
  expect(emulator.ledger).toMatchObject({ requests: 3, paid: 3 })
  expect(stream.getSnapshot().head?.parentId).toBe(stream.getSnapshot().turns[1]?.id)
})

test('a run whose reader was away for long is found again by retry, paid once', async () => {
  const gate = Promise.withResolvers<void>()
  const { options, emulator, setUp } = await network({}, { silence: { at: 'thinking', until: gate.promise } })
  const stream = createImageStream(options)
  const first = stream.generate('A fox')
  await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
  setUp(false)
  expect(await first).toMatchObject({ status: 'error', error: { code: 'network', advice: 'retry' } })
  gate.resolve()
  setUp(true)
  expect(await stream.retry()).toMatchObject({ status: 'success' })
  expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1 })
  expect(stream.getSnapshot().turns).toHaveLength(1)
})

test('a store that fails for a moment breaks an answer off, and the reader comes back to its run', async () => {
  const store = createMemoryStore()
  let failures = 0
  const read: RunStore['read'] = async function* (runId, after, signal) {
    for await (const page of store.read(runId, after, signal)) {
      yield page
      if (failures < 2) {
        failures += 1
        throw new StoreError('Redis could not do what it was asked.')
      }
    }
  }
  const onError = vi.fn<ReportError>()
  const { options, emulator } = await network({ store: { ...store, read }, onError }, { pictureSize: 'real' })
  const { image } = await streamImage('A fox', options).result
  expect((await image.bytes()).length).toBe(image.byteLength)
  expect(failures).toBe(2)
  expect(onError).toHaveBeenCalledWith(
    expect.objectContaining({ code: 'relay', httpStatus: 503 }),
    expect.anything(),
  )
  expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1 })
})

test('an edit whose turn was gone is the same run when it is asked again', async () => {
  const { options, emulator, requests, store, cutAfter, setUp } = await network({}, { pictureSize: 'real' })
  const stream = createImageStream(options)
  await stream.generate('A fox')
  await stream.getSnapshot().image?.bytes()
  await store.erase('ada')
  // The refusal fits, and of the run not one event.
  cutAfter(450)
  const editing = stream.edit('Less snow')
  await expect.poll(() => emulator.ledger.requests).toBe(2)
  setUp(false)
  expect(await editing).toMatchObject({ status: 'error', error: { code: 'network' } })
  setUp(true)
  cutAfter(Infinity)
  const before = requests.length
  expect(await stream.retry()).toMatchObject({ status: 'success', warnings: [{ code: 'history-left-out' }] })
  expect(requests[before]?.bodyBytes).toBeGreaterThan(300_000)
  expect(emulator.ledger).toMatchObject({ requests: 2, paid: 2 })
})

test('an edit that was drawn and not kept says so, and is not drawn again under its key', async () => {
  const { options, emulator, requests, store, cutAfter, setUp } = await network()
  const stream = createImageStream(options)
  await stream.generate('A fox')
  cutAfter(0)
  const editing = stream.edit('Less snow')
  await expect.poll(() => emulator.ledger.paid).toBe(2)
  setUp(false)
  expect(await editing).toMatchObject({ status: 'error', error: { code: 'network' } })
  const [turn] = await Promise.all(
    stream.getSnapshot().turns.map(async ({ id }) => ({ id, kept: await store.loadTurn('ada', id) })),
  )
  await store.erase('ada')
  if (turn?.kept) await store.saveTurn('ada', turn.id, turn.kept)
  setUp(true)
  cutAfter(Infinity)
  const before = requests.length
  expect(await stream.retry()).toMatchObject({ status: 'error', error: { code: 'expired', billed: 'maybe' } })
  expect(requests.slice(before).map(({ what }) => what)).toEqual(['POST runs'])
  expect(emulator.ledger.requests).toBe(2)
})

describe('a run whose outcome is not known is ended at the relay', () => {
  /** Away from a run that goes on. */
  async function left() {
    const bench = await network({}, { silence: { at: 'thinking' } })
    const events: ImageStreamEvent[] = []
    const stream = createImageStream({ ...bench.options, onEvent: (event) => void events.push(event) })
    const first = stream.generate('A fox')
    await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
    bench.setUp(false)
    expect(await first).toMatchObject({ status: 'error', error: { code: 'network' } })
    bench.setUp(true)
    expect(bench.emulator.ledger.open).toBe(1)
    return { ...bench, stream, events }
  }

  test('when something else is asked for', async () => {
    const { stream, emulator } = await left()
    void stream.generate('An owl')
    // In either order: the two requests go their own ways.
    await expect.poll(() => emulator.ledger.requests).toBe(2)
    await expect.poll(() => emulator.ledger.entries[0]?.outcome).toBe('closed')
  })

  test('when the session begins anew', async () => {
    const { stream, emulator } = await left()
    stream.reset()
    await expect.poll(() => emulator.ledger.open).toBe(0)
  })

  test('when it is stopped before it was asked for again', async () => {
    const { stream, events, emulator } = await left()
    const retried = stream.retry()
    stream.stop()
    expect(await retried).toMatchObject({ status: 'stopped' })
    expect(events.at(-1)).toEqual({ type: 'stopped', billed: 'maybe' })
    await expect.poll(() => emulator.ledger.open).toBe(0)
  })
})

test('what onRunEnd returns is the picture’s address and the turn’s data, in the same success', async () => {
  const { options } = await network({
    onRunEnd: ({ id, images }) => ({
      urls: images.map(({ index, extension }) => `https://cdn.example/${id}/${index}.${extension}`),
      data: { pictureId: id },
    }),
  })
  const stream = createImageStream<{ pictureId: string }>(options)
  const result = await stream.generate('A fox')
  const { head, image, runId } = stream.getSnapshot()
  expect(result).toMatchObject({ status: 'success', data: { pictureId: runId } })
  expect(head?.data?.pictureId).toBe(runId)
  expect(image?.url).toMatch(new RegExp(`^https://cdn\\.example/${runId}/0\\.`))
  expect((await image?.bytes())?.length).toBe(image?.byteLength)
  expect(JSON.parse(JSON.stringify(head))).toMatchObject({
    images: [{ url: image?.url }],
    data: { pictureId: runId },
  })
})

/** The tab: what outlives a page. */
function stubTab(): void {
  const storage = new Map<string, string>()
  vi.stubGlobal('document', { visibilityState: 'visible' })
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
    removeItem: (key: string) => void storage.delete(key),
  })
}

async function reload({ options, setUp }: Network): Promise<ImageStream> {
  const page = createImageStream({ id: 'home', ...options })
  page.retain()
  void page.generate('A fox')
  await expect.poll(() => page.getSnapshot().status).toBe('thinking')
  setUp(false)
  await expect.poll(() => page.getSnapshot().status).toBe('error')
  setUp(true)
  const next = createImageStream({ id: 'home', ...options })
  next.retain()
  return next
}

test('a reloaded page follows its run to the picture, and stops it upstream', async () => {
  stubTab()
  const gate = Promise.withResolvers<void>()
  const drawing = await network({}, { silence: { at: 'thinking', until: gate.promise } })
  const stream = await reload(drawing)
  expect(stream.getSnapshot()).toMatchObject({ busy: true, input: { prompt: 'A fox' } })
  await expect.poll(() => stream.getSnapshot().thoughts).not.toBe('')
  gate.resolve()
  await expect.poll(() => stream.getSnapshot().status).toBe('success')
  expect(drawing.emulator.ledger).toMatchObject({ requests: 1, paid: 1 })

  const stopping = await network({}, { silence: { at: 'thinking' } })
  const second = await reload(stopping)
  await expect.poll(() => second.getSnapshot().status).toBe('thinking')
  second.stop()
  await expect.poll(() => stopping.emulator.ledger.aborted).toBe(1)
  expect(stopping.emulator.ledger.requests).toBe(1)
})
