import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { pictureEvents, scriptedTransport, type ScriptedTransport } from '../test/scripted-transport.ts'
import { pngBytes } from '../test/wire.ts'
import type { ImageStreamEvent } from './events.ts'
import { createImageStream, type ImageStream } from './image-stream.ts'
import type { Snapshot } from './snapshot.ts'
import type { ImageStreamOptions } from './stream-options.ts'

const png = pngBytes(8, 6, 40)
const success: readonly ImageStreamEvent[] = [
  ...pictureEvents(png),
  { type: 'finish', reason: 'STOP' },
  { type: 'done' },
]

let transport: ScriptedTransport
let stream: ImageStream

function newStream(options: ImageStreamOptions = {}): ImageStream {
  transport = scriptedTransport()
  stream = createImageStream({ transport, ...options })
  return stream
}

/** The run's request goes out a microtask after its pictures were looked into. */
async function sent(count: number): Promise<void> {
  await vi.waitUntil(() => transport.runs.length === count, { interval: 1, timeout: 10_000 })
}

async function draw(prompt: string): Promise<void> {
  const before = transport.runs.length
  const result = stream.generate(prompt)
  await sent(before + 1)
  await transport.last.emit(...success)
  await result
}

const status = (): Snapshot['status'] => stream.getSnapshot().status

beforeEach(() => void newStream())

test('creating a stream does nothing', () => {
  const fetch = vi.fn<typeof globalThis.fetch>()
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const idle = createImageStream()
  expect(idle.getSnapshot()).toMatchObject({
    status: 'idle',
    busy: false,
    turns: [],
    head: null,
    image: null,
  })
  expect(fetch).not.toHaveBeenCalled()
})

test('a run goes through its statuses and resolves with its own result', async () => {
  const seen: string[] = []
  stream.subscribe(({ status: each }) => seen.at(-1) !== each && seen.push(each))
  const result = stream.generate({ prompt: 'a fox', aspectRatio: '16:9' })
  expect(stream.getSnapshot()).toMatchObject({ status: 'submitted', busy: true, input: { prompt: 'a fox' } })
  await sent(1)
  await transport.last.emit({ type: 'thought', text: 'Snow.' }, ...success)
  expect(await result).toMatchObject({ status: 'success', thoughts: 'Snow.', image: { width: 8, height: 6 } })
  expect(seen).toEqual(['idle', 'submitted', 'thinking', 'receiving', 'success'])
  expect(stream.getSnapshot()).toMatchObject({
    status: 'success',
    image: { byteLength: 40 },
    turns: [{ prompt: 'a fox', parentId: null }],
    head: { prompt: 'a fox' },
  })
})

test('subscribe calls back at once and not after unsubscribing', async () => {
  const listener = vi.fn<(snapshot: Snapshot) => void>()
  const unsubscribe = stream.subscribe(listener)
  expect(listener).toHaveBeenCalledExactlyOnceWith(stream.getSnapshot())
  unsubscribe()
  await draw('a fox')
  expect(listener).toHaveBeenCalledTimes(1)
})

test('a snapshot is the same object until something changes', async () => {
  const before = stream.getSnapshot()
  expect(stream.getSnapshot()).toBe(before)
  stream.undo()
  stream.select('stranger')
  expect(stream.getSnapshot()).toBe(before)
  await draw('a fox')
  expect(stream.getSnapshot()).not.toBe(before)
})

test('thoughts that come fast are told once a frame, a change of status at once', async () => {
  void stream.generate('a fox')
  await sent(1)
  const listener = vi.fn<(snapshot: Snapshot) => void>()
  stream.subscribe(listener)
  const thoughts = Array.from({ length: 100 }, () => ({ type: 'thought', text: 'Snow. ' }) as const)
  await transport.last.emit(...thoughts)
  await vi.waitFor(() => expect(listener.mock.lastCall?.[0].thoughts).toHaveLength(600), { timeout: 10_000 })
  // The one at subscribing, the change to `thinking`, and one frame or two for the rest.
  expect(listener.mock.calls.length).toBeLessThanOrEqual(4)
})

test('between two frames everybody sees the same, also one who comes then; without listeners the latest', async () => {
  newStream({ throttleMs: 1_000 })
  void stream.generate('a fox')
  await sent(1)
  await transport.last.emit({ type: 'thought', text: 'Red' }, { type: 'thought', text: ' on' })
  expect(stream.getSnapshot().thoughts).toBe('Red on')
  const seen: string[] = []
  stream.subscribe(({ thoughts }) => seen.push(thoughts))
  await transport.last.emit({ type: 'thought', text: ' white' })
  stream.subscribe(({ thoughts }) => seen.push(thoughts))
  expect([...seen, stream.getSnapshot().thoughts]).toEqual(['Red on', 'Red on', 'Red on'])
  stream.stop()
  expect(seen.slice(2)).toEqual(['Red on white', 'Red on white'])
})

describe('stop', () => {
  test('ends the paid call, keeps what had arrived, and settles at once', async () => {
    const result = stream.generate('a fox')
    await sent(1)
    await transport.last.emit({ type: 'thought', text: 'Snow.' }, ...pictureEvents(png))
    stream.stop()
    expect(stream.getSnapshot()).toMatchObject({ status: 'stopped', thoughts: 'Snow.', busy: false })
    expect(transport.last.signal.aborted).toBe(true)
    expect(await result).toMatchObject({ status: 'stopped', partial: { images: [{ width: 8 }] } })
    // Paid for and whole, so it can be selected; the head stays where it was.
    expect(stream.getSnapshot()).toMatchObject({
      head: null,
      turns: [{ prompt: 'a fox', images: [{ width: 8 }] }],
    })
  })

  test('is final: a transport that goes on is not heard', async () => {
    transport = scriptedTransport({ ignoresAbort: true })
    const onEvent = vi.fn<(event: ImageStreamEvent) => void>()
    stream = createImageStream({ transport, onEvent })
    void stream.generate('a fox')
    await sent(1)
    stream.stop()
    const after = stream.getSnapshot()
    await transport.last.emit(...success)
    await transport.last.fail('network', {})
    expect(stream.getSnapshot()).toBe(after)
    expect(onEvent.mock.calls).toEqual([[{ type: 'stopped', billed: 'maybe' }]])
  })

  test('before the request has gone out makes no paid call', async () => {
    const onEvent = vi.fn<(event: ImageStreamEvent) => void>()
    stream = createImageStream({ transport, onEvent })
    const result = stream.generate('a fox')
    stream.stop()
    expect(await result).toMatchObject({ status: 'stopped' })
    expect(onEvent.mock.calls).toEqual([[{ type: 'stopped', billed: 'no' }]])
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(transport.runs).toHaveLength(0)
  })

  test('without a run changes nothing', () => {
    const before = stream.getSnapshot()
    stream.stop()
    expect(stream.getSnapshot()).toBe(before)
  })
})

describe('one intent is paid once', () => {
  test('a hundred equal requests in one tick are one run', async () => {
    const photo = new Blob([png])
    const ask = { prompt: 'a fox', images: [photo], aspectRatio: '16:9' } as const
    const results = Array.from({ length: 100 }, () => stream.generate({ ...ask }))
    await sent(1)
    await transport.last.emit(...success)
    const settled = await Promise.all(results)
    expect(transport.runs).toHaveLength(1)
    expect(new Set(settled).size).toBe(1)
  })

  test('another picture of the same bytes is another request', async () => {
    const first = stream.generate({ prompt: 'a fox', images: [new Blob([png])] })
    await sent(1)
    void stream.generate({ prompt: 'a fox', images: [new Blob([png])] })
    expect(await first).toMatchObject({ status: 'stopped' })
    await sent(2)
  })

  test('replace: another request stops the first', async () => {
    const first = stream.generate('a fox')
    await sent(1)
    const second = stream.generate('an owl')
    expect(await first).toMatchObject({ status: 'stopped' })
    expect(transport.runs[0]!.signal.aborted).toBe(true)
    await sent(2)
    await transport.last.emit(...success)
    expect(await second).toMatchObject({ status: 'success' })
    expect(stream.getSnapshot().head?.prompt).toBe('an owl')
  })

  test('ignore: another request joins the first', async () => {
    newStream({ concurrency: 'ignore' })
    const first = stream.generate('a fox')
    expect(stream.generate('an owl')).toBe(first)
  })

  test('queue: one after the other, and stop empties it', async () => {
    newStream({ concurrency: 'queue' })
    const results = ['a', 'b', 'c'].map((prompt) => stream.generate(prompt))
    await sent(1)
    await transport.last.emit(...success)
    await sent(2)
    expect(transport.runs.map(({ request }) => request.input.prompt)).toEqual(['a', 'b'])
    stream.stop()
    expect((await Promise.all(results)).map(({ status: each }) => each)).toEqual([
      'success',
      'stopped',
      'stopped',
    ])
    expect(transport.runs).toHaveLength(2)
  })

  test('queue: nothing that waits is started after the last view has gone', async () => {
    newStream({ concurrency: 'queue' })
    const release = stream.retain()
    const results = ['a', 'b'].map((prompt) => stream.generate(prompt))
    await sent(1)
    release()
    expect((await Promise.all(results)).map(({ status: each }) => each)).toEqual(['stopped', 'stopped'])
    expect(transport.runs).toHaveLength(1)
  })

  test('a subscriber may ask for the next run at any moment', async () => {
    const others: Promise<unknown>[] = []
    stream.subscribe(({ status: each, input }) => {
      if (each === 'submitted' && input.prompt === 'a') others.push(stream.generate('b'))
    })
    expect(await stream.generate('a')).toMatchObject({ status: 'stopped' })
    await sent(1)
    await transport.last.emit(...success)
    expect(await Promise.all(others)).toMatchObject([{ status: 'success' }])
    expect(transport.runs.map(({ request }) => request.input.prompt)).toEqual(['b'])
  })

  test('subscribers are never told older news after newer', async () => {
    const seen: string[] = []
    let asked = false
    stream.subscribe(({ status: each }) => {
      if (each !== 'success' || asked) return
      asked = true
      void stream.generate('again')
    })
    stream.subscribe(({ status: each }) => void seen.push(each))
    await draw('a fox')
    expect(seen.at(-1)).toBe(status())
    expect(seen.slice(-2)).toEqual(['receiving', 'submitted'])
  })

  test('each intent has an id of its own', async () => {
    await draw('a fox')
    await draw('a fox')
    const [first, second] = transport.runs.map(({ request }) => request.intentId)
    expect(first).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(second).not.toBe(first)
  })
})

describe('a request that is refused', () => {
  test('is an error without a run', async () => {
    const onError = vi.fn<(error: unknown) => void>()
    newStream({ onError })
    expect(await stream.generate({ prompt: '' })).toMatchObject({
      status: 'error',
      error: { code: 'invalid-input' },
    })
    expect(stream.getSnapshot()).toMatchObject({
      status: 'error',
      error: { code: 'invalid-input' },
      startedAt: null,
    })
    expect(onError).toHaveBeenCalledOnce()
    expect(transport.runs).toHaveLength(0)
  })

  test('is told at once, also when it takes the place of another error', async () => {
    const messages: (string | undefined)[] = []
    stream.subscribe(({ error }) => void messages.push(error?.message))
    await stream.generate('')
    await stream.generate({ prompt: 'a fox', temperature: 3 })
    expect(messages).toEqual([undefined, expect.any(String), stream.getSnapshot().error?.message])
    expect(messages[1]).not.toBe(messages[2])
  })

  test('leaves a run that is under way alone: it is paid for', async () => {
    const first = stream.generate('a fox')
    await sent(1)
    expect(await stream.generate('')).toMatchObject({ status: 'error' })
    expect(status()).toBe('submitted')
    await transport.last.emit(...success)
    expect(await first).toMatchObject({ status: 'success' })
  })

  test('for its pictures is refused before it is paid', async () => {
    const images = [new Blob(['<svg/>'], { type: 'image/png' })]
    expect(await stream.generate({ prompt: 'a fox', images })).toMatchObject({
      status: 'error',
      error: { code: 'invalid-input', advice: 'change-image' },
    })
    expect(transport.runs).toHaveLength(0)
  })
})

describe('errors', () => {
  test('a failed run keeps the picture that was there', async () => {
    await draw('a fox')
    const { image } = stream.getSnapshot()
    void stream.edit('more snow')
    await sent(2)
    await transport.last.fail('overloaded', { retryAt: 1 })
    expect(stream.getSnapshot()).toMatchObject({ status: 'error', error: { code: 'overloaded', retryAt: 1 } })
    expect(stream.getSnapshot().image).toBe(image)
  })

  test('a cut run’s whole picture is a turn that can be kept, and is not the result by itself', async () => {
    const result = stream.generate('a fox')
    await sent(1)
    await transport.last.emit(...pictureEvents(png))
    await transport.last.cut()
    expect(await result).toMatchObject({
      status: 'error',
      error: { code: 'truncated', advice: 'keep-partial' },
    })
    const { error, image, turns } = stream.getSnapshot()
    expect(image).toBeNull()
    stream.select(error!.partial.turn!.id)
    expect(stream.getSnapshot().image).toBe(turns[0]!.images[0])
  })

  test('a refused picture is no turn', async () => {
    void stream.generate('a fox')
    await sent(1)
    await transport.last.emit(...pictureEvents(png))
    await transport.last.fail('blocked', { subject: 'result' })
    expect(stream.getSnapshot()).toMatchObject({ turns: [], error: { partial: { images: [{ width: 8 }] } } })
  })

  test('what a transport throws that is not ours becomes ours', async () => {
    stream = createImageStream({
      transport: {
        run() {
          throw new TypeError('boom')
        },
      },
    })
    expect(await stream.generate('a fox')).toMatchObject({
      status: 'error',
      error: { code: 'protocol', message: 'The transport failed: boom', cause: { message: 'boom' } },
    })
  })

  test('a transport that breaks the order of events ends its run', async () => {
    const result = stream.generate('a fox')
    await sent(1)
    await transport.last.emit({ type: 'image-data', index: 0, bytes: png })
    expect(await result).toMatchObject({ status: 'error', error: { code: 'protocol' } })
    expect(transport.last.signal.aborted).toBe(true)
    void stream.generate('a fox')
    await sent(2)
  })

  test('an end without a picture is told as the error that it is', async () => {
    const onEvent = vi.fn<(event: ImageStreamEvent) => void>()
    stream = createImageStream({ transport, onEvent })
    const result = stream.generate('a fox')
    await sent(1)
    await transport.last.emit({ type: 'done' })
    expect(await result).toMatchObject({ status: 'error', error: { code: 'protocol' } })
    expect(onEvent.mock.calls).toMatchObject([[{ type: 'error', error: { code: 'protocol' } }]])
  })

  test('retry after a refused request does not pay for the one before it', async () => {
    await draw('old')
    await stream.generate('')
    expect(await stream.retry()).toMatchObject({ status: 'error', error: { code: 'invalid-input' } })
    expect(transport.runs).toHaveLength(1)
  })

  test('retry asks again for what was asked', async () => {
    void stream.generate({ prompt: 'a fox', seed: 3 })
    await sent(1)
    await transport.last.fail('network', {})
    const again = stream.retry()
    await sent(2)
    expect(transport.last.request.input).toMatchObject({ prompt: 'a fox', seed: 3 })
    await transport.last.emit(...success)
    expect(await again).toMatchObject({ status: 'success' })
  })
})

describe('edits', () => {
  test('with no picture an edit is a generation', async () => {
    void stream.edit('a fox')
    await sent(1)
    expect(transport.last.request.references).toHaveLength(0)
  })

  test('the head is what it continues from', async () => {
    await draw('a fox')
    const logo = pngBytes(1, 1, 50)
    void stream.edit({ prompt: 'add the logo', images: [{ image: logo, label: 'logo' }] })
    await sent(2)
    const { references, history, input } = transport.last.request
    expect(history).toEqual([stream.getSnapshot().head])
    expect(references.map(({ blob, label }) => [blob.size, label])).toEqual([[50, 'logo']])
    expect(input.images).toHaveLength(1)
    await transport.last.emit(...success)
    const { turns, head, canUndo } = stream.getSnapshot()
    expect(turns.map(({ prompt }) => prompt)).toEqual(['a fox', 'add the logo'])
    expect(head).toMatchObject({ prompt: 'add the logo', parentId: turns[0]!.id })
    expect(canUndo).toBe(true)
  })

  test('the head’s picture counts among those that a model takes', async () => {
    await draw('a fox')
    const images = Array.from({ length: 14 }, () => new Blob([png]))
    expect(await stream.edit({ prompt: 'all of these', images })).toMatchObject({
      status: 'error',
      error: { code: 'invalid-input', issues: [{ field: 'images', value: '15 pictures' }] },
    })
    expect(transport.runs).toHaveLength(1)
  })

  test('undo, redo and select move the head and the picture', async () => {
    await draw('a fox')
    const edited = stream.edit('more snow')
    await sent(2)
    await transport.last.emit(...success)
    await edited
    const { head, turns } = stream.getSnapshot()
    stream.undo()
    expect(stream.getSnapshot()).toMatchObject({ head: { prompt: 'a fox' }, canUndo: false, canRedo: true })
    expect(stream.getSnapshot().image).toBe(turns[0]!.images[0])
    stream.redo()
    expect(stream.getSnapshot().head).toBe(head)
    stream.select(turns[0]!)
    expect(stream.getSnapshot().head?.prompt).toBe('a fox')
  })

  test('an edit does not take the head from somebody who has moved on', async () => {
    await draw('a fox')
    const [fox] = stream.getSnapshot().turns
    await draw('an owl')
    const edited = stream.edit('more snow')
    await sent(3)
    stream.select(fox!)
    await transport.last.emit(...success)
    await edited
    expect(stream.getSnapshot()).toMatchObject({ status: 'success', head: { prompt: 'a fox' } })
    expect(stream.getSnapshot().turns).toHaveLength(3)
  })

  test('an edit can continue from any turn', async () => {
    await draw('a fox')
    const [fox] = stream.getSnapshot().turns
    await draw('an owl')
    void stream.edit({ prompt: 'in summer', from: fox! })
    await sent(3)
    await transport.last.emit(...success)
    expect(stream.getSnapshot().turns.at(-1)).toMatchObject({ prompt: 'in summer', parentId: fox!.id })
    expect(stream.getSnapshot().head?.prompt).toBe('in summer')
  })

  test('a turn of another session is continued from alone', async () => {
    await draw('a fox')
    const { head } = stream.getSnapshot()
    stream.reset()
    void stream.edit({ prompt: 'in summer', from: head! })
    await sent(2)
    expect(transport.last.request.history).toEqual([head])
  })

  test('nothing selected after a success is a fresh start', async () => {
    await draw('a fox')
    stream.select(null)
    expect(stream.getSnapshot()).toMatchObject({
      status: 'idle',
      head: null,
      image: null,
      turns: [{ prompt: 'a fox' }],
    })
  })

  test('an opened picture is turn 0, unpaid, and edits continue from it', async () => {
    const turn = await stream.open(new File([png], 'me.png'))
    expect(turn).toMatchObject({ prompt: '', parentId: null, input: null, images: [{ width: 8, height: 6 }] })
    expect(stream.getSnapshot().head).toBe(turn)
    void stream.edit('remove the background')
    await sent(1)
    expect(transport.last.request).toMatchObject({ history: [turn], references: [] })
  })

  test('a file that is no picture is not opened', async () => {
    expect(await stream.open(new File(['<svg/>'], 'me.png'))).toBeNull()
    expect(stream.getSnapshot()).toMatchObject({
      status: 'error',
      error: { code: 'invalid-input' },
      turns: [],
    })
  })

  test('a picture that is opened when the session was reset meanwhile does not come into it', async () => {
    const opened = stream.open(new File([png], 'me.png'))
    stream.reset()
    expect(await opened).toBeNull()
    expect(stream.getSnapshot().turns).toEqual([])
  })

  test('reset forgets everything and ends the run', async () => {
    await draw('a fox')
    void stream.generate('an owl')
    await sent(2)
    stream.reset()
    expect(transport.last.signal.aborted).toBe(true)
    expect(stream.getSnapshot()).toMatchObject({ status: 'idle', turns: [], head: null, image: null })
  })
})

describe('callbacks', () => {
  test('are read when they are called, and onFinish tells every outcome', async () => {
    const outcomes: string[] = []
    let name = 'first'
    transport = scriptedTransport()
    stream = createImageStream(() => ({
      transport,
      onFinish: (result) => outcomes.push(`${name} ${result.status}`),
    }))
    const drawn = stream.generate('a')
    await sent(1)
    name = 'second'
    await transport.last.emit(...success)
    await drawn
    void stream.generate('b')
    stream.stop()
    void stream.generate('c')
    await sent(2)
    await transport.last.fail('network', {})
    expect(outcomes).toEqual(['second success', 'second stopped', 'second error'])
  })

  test('may ask for the next run: every request is answered, and one run is live at a time', async () => {
    let asked = 0
    const later: Promise<unknown>[] = []
    newStream({
      onFinish() {
        if (asked++ === 0) later.push(stream.generate('from the callback'))
      },
    })
    const first = stream.generate('a')
    await sent(1)
    const second = stream.generate('b')
    expect(await first).toMatchObject({ status: 'stopped' })
    expect(await second).toMatchObject({ status: 'stopped' })
    await vi.waitUntil(() => transport.runs.at(-1)?.request.input.prompt === 'from the callback', {
      interval: 1,
    })
    await transport.last.emit(...success)
    expect(await Promise.all(later)).toMatchObject([{ status: 'success' }])
    expect(transport.runs.filter(({ signal }) => !signal.aborted)).toHaveLength(1)
  })

  test('that throw harm nothing but themselves', async () => {
    const thrown: unknown[] = []
    const catchThrown = (error: unknown): void => void thrown.push(error)
    process.on('uncaughtException', catchThrown)
    onTestFinished(() => void process.off('uncaughtException', catchThrown))
    const fail = (what: string) => (): never => {
      throw new Error(what)
    }
    newStream({ onEvent: fail('onEvent'), onFinish: fail('onFinish') })
    const listener = vi.fn<(snapshot: Snapshot) => void>()
    let calls = 0
    stream.subscribe(() => {
      if (calls++ > 0) fail('listener')()
    })
    stream.subscribe(listener)
    const result = stream.generate('a fox')
    await sent(1)
    await transport.last.emit(...success)
    expect(await result).toMatchObject({ status: 'success' })
    expect(listener.mock.lastCall?.[0].status).toBe('success')
    expect(new Set(thrown.map((error) => (error as Error).message))).toEqual(
      new Set(['onEvent', 'onFinish', 'listener']),
    )
  })

  test('onEvent hears of nothing after the end, also when a listener stops the run at what has come', async () => {
    const types: string[] = []
    stream = createImageStream({ transport, onEvent: ({ type }) => types.push(type) })
    stream.subscribe(({ status }) => {
      if (status === 'receiving') stream.stop()
    })
    const result = stream.generate('a fox')
    await sent(1)
    await transport.last.emit(...success)
    expect(await result).toMatchObject({ status: 'stopped' })
    expect(types.slice(-2)).toEqual(['image-start', 'stopped'])
  })

  test('onEvent sees each event once, the last one included', async () => {
    const types: string[] = []
    newStream({ onEvent: ({ type }) => types.push(type) })
    await draw('a fox')
    expect(types).toEqual(['image-start', 'image-data', 'image-end', 'finish', 'done'])
  })
})

describe('object URLs', () => {
  const live = new Set<string>()
  const create = URL.createObjectURL.bind(URL)
  const revoke = URL.revokeObjectURL.bind(URL)

  beforeEach(() => {
    live.clear()
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      const url = create(blob)
      live.add(url)
      return url
    })
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => {
      revoke(url)
      live.delete(url)
    })
  })
  afterEach(() => void vi.restoreAllMocks())

  test('are made when they are read', async () => {
    await draw('a fox')
    expect(live.size).toBe(0)
    const { image } = stream.getSnapshot()
    expect(image?.url).toBe(image?.url)
    expect(live.size).toBe(1)
  })

  test('are revoked when their picture has left, a little later', async () => {
    await draw('a fox')
    void stream.getSnapshot().image?.url
    stream.reset()
    expect(live.size).toBe(1)
    await vi.waitFor(() => expect(live.size).toBe(0), { timeout: 10_000 })
  })

  test('are revoked of a picture that a listener lets go at the sight of it', async () => {
    stream.subscribe(({ image }) => {
      if (image?.url) stream.reset()
    })
    await stream.open(new Blob([png]))
    expect(live.size).toBe(1)
    await expect.poll(() => live.size).toBe(0)
  })

  test('are kept while a turn holds the picture', async () => {
    await draw('a fox')
    void stream.getSnapshot().image?.url
    await draw('an owl')
    void stream.getSnapshot().image?.url
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(live.size).toBe(2)
  })

  test('are given back when nobody shows the stream, and made anew when somebody does again', async () => {
    await draw('a fox')
    const release = stream.retain()
    const before = stream.getSnapshot()
    void before.image?.url
    release()
    await vi.waitFor(() => expect(live.size).toBe(0), { timeout: 10_000 })
    stream.retain()
    expect(stream.getSnapshot()).not.toBe(before)
    expect(stream.getSnapshot().image?.url).toMatch(/^blob:/)
  })
})

describe('letting go', () => {
  const aTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

  test('a mount that comes back within the task changes nothing', async () => {
    const release = stream.retain()
    void stream.generate('a fox')
    await sent(1)
    release()
    stream.retain()
    await aTask()
    expect(transport.last.signal.aborted).toBe(false)
    expect(status()).toBe('submitted')
  })

  test('a view that comes back at the news of the end keeps what it shows', async () => {
    await draw('a fox')
    stream.retain()()
    void stream.generate('an owl')
    let shown: string | undefined
    stream.subscribe(({ status, image }) => {
      if (status !== 'stopped') return
      stream.retain()
      shown = image?.url
    })
    await expect.poll(() => shown).toMatch(/^blob:/)
    await aTask()
    expect(stream.getSnapshot().image?.url).toBe(shown)
  })

  test('the last one to let go leaves the run, which is not the same as stopping it', async () => {
    const releases = [stream.retain(), stream.retain()]
    void stream.generate('a fox')
    await sent(1)
    releases[0]!()
    releases[0]!()
    await aTask()
    expect(transport.last.signal.aborted).toBe(false)
    releases[1]!()
    await vi.waitFor(() => expect(transport.last.signal.aborted).toBe(true), { timeout: 10_000 })
    expect(String(transport.last.signal.reason)).toContain('leaving')
  })

  test('with onUnmount: stop it stops', async () => {
    newStream({ onUnmount: 'stop' })
    const release = stream.retain()
    void stream.generate('a fox')
    await sent(1)
    release()
    await vi.waitFor(() => expect(transport.last.signal.aborted).toBe(true), { timeout: 10_000 })
    expect(String(transport.last.signal.reason)).not.toContain('leaving')
  })
})
