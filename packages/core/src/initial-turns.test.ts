import { expect, onTestFinished, test, vi } from 'vitest'
import { pictureEvents, scriptedTransport, type ScriptedTransport } from '../test/scripted-transport.ts'
import { pngBytes } from '../test/wire.ts'
import { createImageStream, type ImageStream } from './image-stream.ts'
import type { Snapshot } from './snapshot.ts'
import type { ImageStreamOptions } from './stream-options.ts'

const png = pngBytes(8, 6, 40)
const picture = {
  url: 'https://pictures.example/a.png',
  mediaType: 'image/png',
  width: 8,
  height: 6,
} as const
const saved = [
  { id: 'a', prompt: 'A fox', images: [picture] },
  { id: 'b', parentId: 'a', prompt: 'Make it night', images: [picture] },
]

function newStream(options: ImageStreamOptions = {}): {
  readonly stream: ImageStream
  readonly transport: ScriptedTransport
} {
  const transport = scriptedTransport()
  return { stream: createImageStream({ transport, ...options }), transport }
}

async function sent(transport: ScriptedTransport): Promise<void> {
  await vi.waitUntil(() => transport.runs.length > 0, { interval: 1, timeout: 10_000 })
}

/** This process's network is the place where the pictures lie. */
function stubPictures(): ReturnType<typeof vi.fn> {
  const fetch = vi.fn<() => Promise<Response>>(() => Promise.resolve(new Response(png)))
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return fetch
}

test('a stream begins with them, without a request', () => {
  const fetch = stubPictures()
  const { stream } = newStream({ initialTurns: saved })
  const snapshot = stream.getSnapshot()
  expect(snapshot).toMatchObject({ status: 'idle', head: { id: 'b' }, canUndo: true, image: picture })
  expect(stream.getInitialSnapshot()).toBe(snapshot)
  expect(fetch).not.toHaveBeenCalled()
})

test('an edit fetches what it continues from, and the addresses outlive the stream', async () => {
  const fetch = stubPictures()
  const revoked = vi.spyOn(URL, 'revokeObjectURL')
  const { stream, transport } = newStream({ initialTurns: saved })
  const edited = stream.edit('Add stars')
  await sent(transport)
  const { history } = transport.last.request
  expect(history.map(({ id }) => id)).toEqual(['a', 'b'])
  expect(await history[1]?.images[0]?.bytes()).toEqual(png)
  expect(fetch.mock.calls.map(([request]) => (request as Request).url)).toEqual([picture.url])
  await transport.last.emit(...pictureEvents(png), { type: 'done' })
  await edited
  expect(stream.getSnapshot()).toMatchObject({ turns: [{ id: 'a' }, { id: 'b' }, { parentId: 'b' }] })
  stream.reset()
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(revoked).not.toHaveBeenCalled()
  revoked.mockRestore()
})

test('turns that are none are refused when the stream is made, by name', () => {
  const [fox] = saved
  expect(() =>
    newStream({ initialTurns: [fox!, { ...fox!, id: 'b', prompt: 7 as unknown as string }] }),
  ).toThrow(
    expect.objectContaining({
      code: 'invalid-input',
      message: 'initialTurns[1].prompt cannot be 7. Allowed: a text.',
    }),
  )
})

test('load ends the run, drops those that wait, and shows the other session', async () => {
  const outcomes: string[] = []
  const { stream, transport } = newStream({
    concurrency: 'queue',
    onFinish: ({ status }) => outcomes.push(status),
  })
  const listener = vi.fn<(snapshot: Snapshot) => void>()
  const drawing = stream.generate('An owl')
  const waiting = stream.generate('A hen')
  await sent(transport)
  stream.subscribe(listener)
  stream.load({ turns: saved, head: 'a' })
  expect(transport.last.signal.aborted).toBe(true)
  expect(await Promise.all([drawing, waiting])).toMatchObject([{ status: 'stopped' }, { status: 'stopped' }])
  expect(listener.mock.lastCall?.[0]).toMatchObject({
    status: 'idle',
    turns: [{ id: 'a' }, { id: 'b' }],
    head: { id: 'a' },
    spent: { usd: 0, unknownRuns: 0 },
  })
  expect(outcomes).toEqual(['stopped'])
  // What was asked before belongs to the session before.
  expect(await stream.retry()).toMatchObject({ status: 'stopped' })
  expect(transport.runs).toHaveLength(1)
})

test('what is no session is refused, and nothing has changed', () => {
  const { stream } = newStream()
  void stream.generate('An owl')
  const before = stream.getSnapshot()
  expect(() => stream.load({ turns: saved, head: 'c' })).toThrow(
    'head cannot be "c". Allowed: one of the turns, or null.',
  )
  expect(stream.getSnapshot()).toBe(before)
  stream.stop()
})

test('a picture that is being opened does not come into the loaded session', async () => {
  const { stream } = newStream()
  const opened = stream.open(new Blob([png]))
  stream.load({ turns: saved })
  expect(await opened).toBeNull()
  expect(stream.getSnapshot().turns).toHaveLength(2)
})

test('two streams that show the same session each have their own URLs', async () => {
  const { stream } = newStream()
  await stream.open(new Blob([png]))
  const { turns, image } = stream.getSnapshot()
  const { stream: other } = newStream({ initialTurns: turns })
  const copy = other.getSnapshot().image
  expect(copy).toMatchObject({ id: image?.id, mediaType: 'image/png', width: 8, height: 6 })
  expect(await copy?.bytes()).toEqual(png)
  const [url, otherUrl] = [image?.url, copy?.url]
  expect(otherUrl).not.toBe(url)
  stream.reset()
  await vi.waitFor(() => expect(fetch(url ?? '')).rejects.toThrow('fetch failed'), { timeout: 10_000 })
  expect((await (await fetch(otherUrl ?? '')).arrayBuffer()).byteLength).toBe(40)
})

test('the picture of a stream says in JSON what it is, and no address that only this page knows', async () => {
  const { stream } = newStream()
  await stream.open(new Blob([png]))
  const { image, turns } = stream.getSnapshot()
  void image?.url
  const json = { id: image?.id, mediaType: 'image/png', width: 8, height: 6, byteLength: 40 }
  expect(JSON.parse(JSON.stringify(turns))).toMatchObject([{ prompt: '', input: null }])
  expect(JSON.parse(JSON.stringify(image))).toEqual(json)
})
