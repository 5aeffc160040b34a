import { describe, expect, test } from 'vitest'
import { pictureEvents } from '../test/scripted-transport.ts'
import { pngBytes } from '../test/wire.ts'
import { createError } from './errors.ts'
import type { ImageStreamEvent } from './events.ts'
import { resolveInput } from './input.ts'
import { idleState, type RunState, type StateEvent } from './run-state.ts'
import { transition } from './state.ts'

const png = pngBytes(8, 6, 40)
const input = resolveInput('a fox')
const submit: StateEvent = { type: 'submit', input, intentId: 'intent', startedAt: 1000 }
const [start, data, end] = pictureEvents(png) as [ImageStreamEvent, ImageStreamEvent, ImageStreamEvent]
const finish: ImageStreamEvent = { type: 'finish', reason: 'STOP' }
const done: ImageStreamEvent = { type: 'done' }
const stopped: ImageStreamEvent = { type: 'stopped', billed: 'maybe' }
const error: ImageStreamEvent = { type: 'error', error: createError('network', {}) }
const thought: ImageStreamEvent = { type: 'thought', text: 'Snow.' }
const text: ImageStreamEvent = { type: 'text', text: 'Here.' }
const runStart: ImageStreamEvent = { type: 'start', runId: 'r1' }
const warning: ImageStreamEvent = { type: 'warning', warning: { code: 'usage-unknown', message: 'Unknown.' } }
const usage: ImageStreamEvent = {
  type: 'usage',
  usage: { promptTokens: 1, thoughtTokens: null, outputTokens: 1120, imageTokens: 1120, totalTokens: 1121 },
}

function play(...events: readonly StateEvent[]): RunState {
  return events.reduce(transition, idleState)
}

const reached = {
  idle: play(),
  submitted: play(submit),
  thinking: play(submit, thought),
  receiving: play(submit, start),
  success: play(submit, start, data, end, done),
  error: play(submit, error),
  stopped: play(submit, stopped),
} satisfies Record<RunState['status'], RunState>

const events = { runStart, thought, text, start, data, end, usage, finish, warning, done, error, stopped }

type Row = Record<keyof typeof events, RunState['status']>
const same = (status: RunState['status']): Row =>
  Object.fromEntries(Object.keys(events).map((name) => [name, status])) as Row

// Every status against every event of a run: where it leads.
const table: Record<RunState['status'], Row> = {
  idle: same('idle'),
  submitted: {
    ...same('submitted'),
    thought: 'thinking',
    start: 'receiving',
    data: 'error',
    end: 'error',
    done: 'error',
    error: 'error',
    stopped: 'stopped',
  },
  thinking: {
    ...same('thinking'),
    start: 'receiving',
    data: 'error',
    end: 'error',
    done: 'error',
    error: 'error',
    stopped: 'stopped',
  },
  // A picture that begins before the last has ended, and one that ends before its bytes came, are faults of the transport.
  receiving: {
    ...same('receiving'),
    start: 'error',
    end: 'error',
    done: 'error',
    error: 'error',
    stopped: 'stopped',
  },
  success: same('success'),
  error: same('error'),
  stopped: same('stopped'),
}

describe.each(Object.keys(table) as RunState['status'][])('from %s', (status) => {
  test.each(Object.keys(events) as (keyof typeof events)[])('%s', (name) => {
    const before = reached[status]
    const after = transition(before, events[name])
    expect(before.status).toBe(status)
    expect(after.status).toBe(table[status][name])
    // A settled run, and one that has not begun, are not touched by late events.
    expect(after === before).toBe(!before.busy)
  })

  test('a new run starts clean', () => {
    expect(transition(reached[status], submit)).toEqual(reached.submitted)
  })
})

test('empty words change nothing', () => {
  expect(transition(reached.thinking, { type: 'thought', text: '' })).toBe(reached.thinking)
  expect(transition(reached.thinking, { type: 'text', text: '' })).toBe(reached.thinking)
})

test('bytes are counted as they come', () => {
  const state = play(submit, start, { type: 'image-data', index: 0, bytes: png.slice(0, 10) })
  expect(state.incoming).toEqual({ index: 0, mediaType: 'image/png', width: 8, height: 6, receivedBytes: 10 })
})

test('a whole picture can be shown before the run has ended, under the URL that it keeps', () => {
  const whole = play(submit, start, data, end)
  const url = whole.incoming?.url
  expect(url).toMatch(/^blob:/)
  expect(transition(whole, done).images[0]?.url).toBe(url)
})

test('all bytes are enough to show a picture, before it is known what it is', () => {
  const ready: ImageStreamEvent = { type: 'image-ready', index: 0 }
  const shown = play(submit, start, data, ready)
  const url = shown.incoming?.url
  expect(url).toMatch(/^blob:/)
  expect(shown.images).toEqual([])
  const answer = transition(shown, end)
  expect([answer.incoming?.url, answer.images[0]?.url]).toEqual([url, url])
  const draft = transition(shown, { type: 'image-end', index: 0, byteLength: png.length, draft: true })
  expect(draft).toMatchObject({ status: 'thinking', images: [], drafts: [{ width: 8 }] })
  // Whole and paid for: a run that breaks off before it says what the picture is does not lose it.
  expect(transition(shown, stopped)).toMatchObject({ status: 'stopped', images: [{ width: 8 }] })
  expect(transition(shown, error).error?.partial.images).toHaveLength(1)
})

const address = 'https://app.example/api/images/runs/r1/images/0/token'
const byUrl = [
  { ...start, url: address } as ImageStreamEvent,
  { type: 'image-progress', index: 0, byteLength: 30 },
  { type: 'image-progress', index: 0, byteLength: 10 },
  { type: 'image-ready', index: 0 },
  end,
] as const satisfies readonly ImageStreamEvent[]

test('a picture by URL is there from its first bytes on, and keeps its URL', () => {
  const urls = byUrl.map((_, index) => play(submit, ...byUrl.slice(0, index + 1)).incoming)
  expect(urls.map((incoming) => [incoming?.url, incoming?.receivedBytes])).toEqual(
    [0, 30, 40, 40, 40].map((bytes) => [address, bytes]),
  )
  const [image] = play(submit, ...byUrl, done).images
  expect(image).toMatchObject({ url: address, byteLength: 40, width: 8 })
  // Its address is the relay's and ends with it.
  expect(image?.toJSON()).not.toHaveProperty('url')
})

test('a picture by URL whose connection broke is loaded from another one, and keeps that', () => {
  const again: ImageStreamEvent = {
    type: 'image-progress',
    index: 0,
    byteLength: 0,
    url: `${address}?load=2`,
  }
  const [begun, some, ...rest] = byUrl
  const moved = play(submit, begun, some, again)
  expect(moved.incoming).toMatchObject({ url: `${address}?load=2`, receivedBytes: 30 })
  expect(play(submit, begun, some, again, ...rest, done).images[0]?.url).toBe(`${address}?load=2`)
})

test('what the application saved is where the pictures are, with their bytes as they came', async () => {
  const saved: ImageStreamEvent = {
    type: 'saved',
    urls: [null, 'https://cdn.example/1.png'],
    data: { pictureId: 5 },
  }
  const second = pictureEvents(png, { index: 1 })
  const { images } = play(submit, start, data, end, ...second, saved, done)
  expect(images[0]?.url).toMatch(/^blob:/)
  expect(images[1]?.url).toBe('https://cdn.example/1.png')
  expect(await images[1]?.bytes()).toEqual(png)
  expect(images[1]?.toJSON()).toMatchObject({ url: 'https://cdn.example/1.png' })
})

const ready: ImageStreamEvent = { type: 'image-ready', index: 0 }
const progress: ImageStreamEvent = { type: 'image-progress', index: 0, byteLength: 5 }

test.each<[string, readonly ImageStreamEvent[]]>([
  [
    'the end while a picture is on its way',
    [...pictureEvents(png), ...pictureEvents(png, { index: 1 }).slice(0, 2), done],
  ],
  ['bytes of a picture that lies elsewhere', [byUrl[0], data]],
  ['progress of a picture that travels here', [start, progress]],
  ['bytes after the picture could be shown', [start, data, ready, data]],
  ['progress after the picture could be shown', [...byUrl.slice(0, 4), progress]],
  ['a picture without bytes that can be shown', [start, ready]],
  ['an end that comes twice', [start, data, end, end]],
  ['one number for two pictures', [start, data, end, start]],
])('%s is a fault of the transport', (_, played) => {
  expect(play(submit, ...played)).toMatchObject({ status: 'error', error: { code: 'protocol' } })
})

test('a draft leads back to thinking and stays a draft', () => {
  const state = play(submit, ...pictureEvents(png, { draft: true }))
  expect(state).toMatchObject({
    status: 'thinking',
    incoming: null,
    images: [],
    drafts: [{ byteLength: 40 }],
  })
})

test('the last draft is promoted when no other picture came', () => {
  const state = play(
    submit,
    ...pictureEvents(png, { index: 0, width: 1, draft: true }),
    ...pictureEvents(png, { index: 1, width: 2, draft: true }),
    done,
  )
  expect(state).toMatchObject({ status: 'success', images: [{ width: 2 }], drafts: [{ width: 1 }] })
})

test('a picture shorter than it says is a fault, not a picture', () => {
  const state = play(submit, start, { type: 'image-data', index: 0, bytes: png.slice(1) }, end)
  expect(state).toMatchObject({ status: 'error', error: { code: 'protocol' }, images: [] })
})

test('usage brings the cost', () => {
  expect(play(submit, usage)).toMatchObject({ usage: { imageTokens: 1120 }, cost: { usd: 0.03360025 } })
})

test('an error carries what had arrived and the run’s id', () => {
  const state = play(submit, runStart, thought, text, start, data, end, error)
  expect(state.error).toMatchObject({
    code: 'network',
    runId: 'r1',
    partial: { thoughts: 'Snow.', text: 'Here.', images: [{ width: 8 }], drafts: [] },
  })
})

test('stop keeps what had arrived', () => {
  expect(play(submit, thought, start, data, end, stopped)).toMatchObject({
    status: 'stopped',
    thoughts: 'Snow.',
    images: [{ width: 8 }],
  })
})

test('a refused input is an error without a run', () => {
  const refused = createError('invalid-input', { issues: [] })
  expect(play({ type: 'refuse', error: refused })).toMatchObject({
    status: 'error',
    input: null,
    startedAt: null,
  })
})

test('thoughts that come while a picture arrives do not lose it; after it they are thinking again', () => {
  const arriving = play(submit, start, data, thought)
  expect(arriving).toMatchObject({ status: 'receiving', thoughts: 'Snow.' })
  const whole = transition(arriving, end)
  expect(whole).toMatchObject({ status: 'receiving', images: [{ width: 8 }] })
  expect(transition(whole, thought)).toMatchObject({
    status: 'thinking',
    incoming: null,
    images: [{ width: 8 }],
  })
})
