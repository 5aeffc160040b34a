import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createError, isImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import {
  createEntryEncoder,
  createRunEncoder,
  entryToEvent,
  entryToFrame,
  type Delivery,
} from './run-entries.ts'
import { createRunDecoder, picturePath } from './run-protocol.ts'
import { errorFromWire, errorToWire } from './wire-error.ts'

const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index * 31)
const nasty = 'a\nb\r\nc\rd\u2028e\u0000f","type":"done"}\n\ndata: {}'

const run: readonly ImageStreamEvent[] = [
  { type: 'start', runId: 'r1', resumable: true },
  { type: 'thought', text: nasty },
  { type: 'text', text: '🦊' },
  { type: 'image-start', index: 0, mediaType: 'image/jpeg', width: 1376, height: 768 },
  { type: 'image-data', index: 0, bytes: bytes.slice(0, 65_536) },
  { type: 'image-data', index: 0, bytes: bytes.slice(65_536) },
  { type: 'image-ready', index: 0 },
  { type: 'image-end', index: 0, byteLength: 70_000, draft: false },
  {
    type: 'usage',
    usage: { promptTokens: 1, thoughtTokens: null, outputTokens: 2, imageTokens: null, totalTokens: 3 },
  },
  { type: 'finish', reason: 'STOP', message: nasty },
  { type: 'warning', warning: { code: 'usage-unknown', message: nasty } },
  { type: 'saved', urls: ['https://cdn.example/1.jpg', null], data: { pictureId: nasty } },
  { type: 'done' },
]

interface Block {
  readonly data: string
  readonly id: string
}

function encode(events: readonly ImageStreamEvent[], delivery?: Delivery): Block[] {
  const encoder = createRunEncoder(delivery)
  return events.map((event) => toBlock(encoder.encode(event)))
}

function toBlock(frame: string): Block {
  const match = /^data: ([^\r\n]*)\nid: (\d+)\n\n$/.exec(frame)
  if (!match) throw new Error(`Not one SSE block: ${frame.slice(0, 100)}`)
  return { data: match[1]!, id: match[2]! }
}

function decode(blocks: readonly Block[]): (ImageStreamEvent | null)[] {
  const decoder = createRunDecoder()
  return blocks.map(({ data, id }) => decoder.decode(data, id))
}

test('every kind of event comes back as it was, in one SSE block whatever its text', () => {
  expect(decode(encode(run))).toEqual(run)
})

const byUrl: Delivery = { pathOf: (index) => picturePath('r1', index, 'token') }

test('by URL a picture is where its start says, and its bytes are counted', () => {
  const decoder = createRunDecoder((path) => `/api/images/${path}`)
  const events = encode(run, byUrl).map(({ data, id }) => decoder.decode(data, id))
  expect(events).toEqual(
    run.map((event) => {
      if (event.type === 'image-start') return { ...event, url: '/api/images/runs/r1/images/0/token' }
      if (event.type !== 'image-data') return event
      return { type: 'image-progress', index: 0, byteLength: event.bytes.byteLength }
    }),
  )
})

test.each([
  'javascript:alert(1)',
  '//elsewhere.example/x',
  'runs/r1/images/0/../../../x',
  '/runs/r1/images/0/t',
])('a picture at %s is a protocol error', (path) => {
  const blocks = encode(run.slice(0, 4), { pathOf: () => path })
  expect(() => decode(blocks)).toThrow(/where none can/)
})

test('a log keeps events with raw bytes, and gives them back', () => {
  const toEntry = createEntryEncoder()
  const log = run.map(toEntry)
  expect(log.map(entryToEvent)).toEqual(run)
  expect(log[4]).toEqual({ json: '{"type":"image-data","index":0}', bytes: bytes.slice(0, 65_536) })
  // Whatever was kept: the frames are those of a run that was never kept.
  expect(log.map((entry, index) => toBlock(entryToFrame(entry, index + 1)))).toEqual(encode(run))
})

test('a reader that comes back goes on where it was', () => {
  for (const delivery of ['inline', byUrl] as const)
    for (let cut = 0; cut <= run.length; cut += 1) {
      const log = run.map(createEntryEncoder())
      const decoder = createRunDecoder()
      const read = (from: number, to: number): (ImageStreamEvent | null)[] =>
        log.slice(from, to).map((entry, index) => {
          const { data, id } = toBlock(entryToFrame(entry, from + index + 1, delivery))
          return decoder.decode(data, id)
        })
      const first = read(0, cut)
      expect(decoder.lastId).toBe(cut)
      expect([...first, ...read(decoder.lastId, run.length)]).toHaveLength(run.length)
    }
})

test('any text makes exactly one block', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decode(encode([{ type: 'thought', text }]))).toEqual([{ type: 'thought', text }])
    }),
  )
})

test.each([
  ['lost', (blocks: Block[]) => blocks.toSpliced(4, 1)],
  ['doubled', (blocks: Block[]) => blocks.toSpliced(4, 0, blocks[4]!)],
  ['moved', (blocks: Block[]) => [blocks[1]!, blocks[0]!, ...blocks.slice(2)]],
  ['without its number', (blocks: Block[]) => blocks.with(3, { ...blocks[3]!, id: '' })],
  ['not JSON', (blocks: Block[]) => blocks.with(3, { ...blocks[3]!, data: '{' })],
  ['no object', (blocks: Block[]) => blocks.with(3, { ...blocks[3]!, data: '[]' })],
  [
    'with a broken field',
    (blocks: Block[]) => blocks.with(1, { ...blocks[1]!, data: '{"type":"thought","text":1}' }),
  ],
  [
    'with a picture of another type',
    (blocks: Block[]) =>
      blocks.with(3, { ...blocks[3]!, data: blocks[3]!.data.replace('image/jpeg', 'image/svg+xml') }),
  ],
  [
    'with broken picture bytes',
    (blocks: Block[]) =>
      blocks.with(4, { ...blocks[4]!, data: blocks[4]!.data.replace('"bytes":"', '"bytes":"!') }),
  ],
  [
    'with fewer bytes than the end counts',
    (blocks: Block[]) =>
      blocks.with(4, { ...blocks[4]!, data: '{"type":"image-data","index":0,"bytes":""}' }),
  ],
])('an event that is %s is a protocol error', (_what, spoil) => {
  const spoiled = spoil(encode(run))
  expect(() => decode(spoiled)).toThrow(
    expect.toSatisfy((error) => isImageStreamError(error) && error.code === 'protocol'),
  )
})

test('a kind that this version does not know is passed over', () => {
  const blocks = encode(run)
  expect(decode([{ ...blocks[0]!, data: '{"type":"new"}' }])).toEqual([null])
})

test('an error travels with everything but what had arrived and its cause', () => {
  const error = createError('quota', {
    retryAt: 5,
    detail: 'Slow down.',
    cause: new Error('secret'),
    httpStatus: 429,
  })
  const wire = JSON.stringify(errorToWire(error))
  expect(wire).not.toContain('secret')
  expect(errorFromWire(JSON.parse(wire))).toMatchObject({
    code: 'quota',
    retryAt: 5,
    detail: 'Slow down.',
    httpStatus: 429,
    message: error.message,
    advice: 'wait',
    billed: 'no',
  })
})

test.each([
  { code: 'invalid-input', message: 'x' },
  { code: 'invalid-input', message: 'x', issues: {} },
  { code: 'quota', message: 'x' },
  { code: 'blocked', message: 'x', subject: 'nobody' },
])('an error without what its kind promises is a protocol error: %j', (wire) => {
  expect(errorFromWire(wire).code).toBe('protocol')
})

test.each([
  { type: 'usage', usage: { promptTokens: '8' } },
  { type: 'usage' },
  { type: 'warning' },
  { type: 'finish', reason: 5 },
])('an event without what its kind promises is a protocol error: %j', (wire) => {
  const decoder = createRunDecoder()
  expect(() => decoder.decode(JSON.stringify(wire), '1')).toThrow(/answer is broken/)
})

test('an error of no known kind is a protocol error', () => {
  expect(errorFromWire({ code: 'new-kind', message: 'x' }).code).toBe('protocol')
  expect(errorFromWire('x').code).toBe('protocol')
})
