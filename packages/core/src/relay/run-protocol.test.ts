import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createError, isImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import { createRunDecoder, createRunEncoder, errorFromWire, errorToWire } from './run-protocol.ts'

const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index * 31)
const nasty = 'a\nb\r\nc\rd\u2028e\u0000f","type":"done"}\n\ndata: {}'

const run: readonly ImageStreamEvent[] = [
  { type: 'start', runId: 'r1' },
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
  { type: 'done' },
]

interface Block {
  readonly data: string
  readonly id: string
}

function encode(events: readonly ImageStreamEvent[]): Block[] {
  const encoder = createRunEncoder()
  return events.map((event) => {
    const block = encoder.encode(event)
    const match = /^data: ([^\r\n]*)\nid: (\d+)\n\n$/.exec(block)
    if (!match) throw new Error(`Not one SSE block: ${block.slice(0, 100)}`)
    return { data: match[1]!, id: match[2]! }
  })
}

function decode(blocks: readonly Block[]): (ImageStreamEvent | null)[] {
  const decoder = createRunDecoder()
  return blocks.map(({ data, id }) => decoder.decode(data, id))
}

test('every kind of event comes back as it was, in one SSE block whatever its text', () => {
  expect(decode(encode(run))).toEqual(run)
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
