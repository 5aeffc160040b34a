import { expect } from 'vitest'
import type { Moment } from '../../src/fault-switches.ts'
import type { Switches } from '../../src/options.ts'
import { chunksIn, picturesIn } from '../../src/test-client.ts'
import type { Exchange } from '../exchange.ts'
import { chunksOf, isWhole, pairs, partsOf, pictureOf, type Fault } from './fault.ts'

// Group B of the matrix: answers that stall, fail or say something else.

const SILENCE_MS = 60

function silence(what: string, at: Moment, more: Switches = {}): Fault {
  return {
    id: 'B2',
    what: `silence ${what}`,
    options: { silence: { at, ms: SILENCE_MS }, thoughts: 'always', ...more },
    seen(exchange) {
      isWhole(exchange)
      expect(exchange.ms).toBeGreaterThanOrEqual(SILENCE_MS)
    },
  }
}

const silences: readonly Fault[] = [
  silence('before headers', 'headers'),
  silence('before the first event', 'start'),
  silence('after a first comment', 'start', { noise: 'prime' }),
  silence('among the thoughts', 'thinking'),
  silence('in the picture', 'picture'),
  silence('after the picture', 'after-picture'),
  silence('after the finish', 'after-finish'),
]

function canned(id: string, what: string, response: NonNullable<Switches['response']>): Fault {
  return {
    id,
    what,
    options: { response },
    seen({ status, body }) {
      expect(status).toBe(response.status)
      expect(body.toString('utf8')).toBe(response.body ?? '')
    },
  }
}

const otherAnswers: readonly Fault[] = [
  canned('B3', 'a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Sign in</h1>' }),
  canned('B3', 'a text', { status: 200, body: 'upstream connect error' }),
  canned('B3', 'nothing', { status: 200 }),
  canned('B3', '204', { status: 204 }),
  canned('B3', '206', { status: 206, body: 'data: {' }),
  canned('B3', '304', { status: 304 }),
  canned('B4', 'an error with 200', { status: 200, body: '{"error":{"code":503}}' }),
  {
    id: 'B4',
    what: 'a JSON array',
    options: { format: 'json-array' },
    seen: ({ body }) => expect(JSON.parse(body.toString('utf8'))).toHaveProperty('[0].candidates'),
  },
  {
    id: 'B4',
    what: 'one whole response',
    options: { format: 'single-json' },
    seen: ({ body }) => expect(JSON.parse(body.toString('utf8'))).toHaveProperty('candidates'),
  },
]

const errorPlaces = ['start', 'thinking', 'mid-picture', 'after-picture'] as const

const errorEvents: readonly Fault[] = [400, 403, 429, 500, 503, 504].flatMap((code) =>
  pairs(errorPlaces, [1, 8]).map(([at, pieces]): Fault => ({
    id: 'B5',
    what: `an event of ${code}, ${at}, in ${pieces}`,
    options: { thoughts: 'always', error: { name: code, at, pieces } },
    seen(exchange) {
      const text = exchange.body.toString('utf8')
      const last = text.split('\r\n\r\n').at(-2) ?? ''
      expect(chunksIn(last)[0]?.error?.code).toBe(code)
      const before = text.slice(0, text.lastIndexOf('data: '))
      expect(before.includes('"thought": true')).toBe(at !== 'start')
      expect(before.includes('"inlineData"')).toBe(at === 'mid-picture' || at === 'after-picture')
      expect(before.includes('"thoughtSignature"')).toBe(at === 'after-picture')
      // How many arrive is up to the network, which joins what a busy reader is late to take.
      if (pieces > 1) expect(exchange.pieces.length).toBeGreaterThan(1)
    },
  })),
)

function payload(kind: NonNullable<Switches['payload']>, pattern: RegExp): Fault {
  return {
    id: 'B6',
    what: `base64: ${kind}`,
    options: { payload: kind, mediaType: 'image/png' },
    seen: (exchange) => expect(pictureOf(exchange).data).toMatch(pattern),
  }
}

const payloads: readonly Fault[] = [
  // An odd length, and no padding.
  payload('truncated', /^iVBOR(..)*$/),
  payload('bad-alphabet', /^iVBOR[\w+/]*\*[\w+/]*=*$/),
  payload('bad-padding', /[^=]===$/),
  payload('url-safe', /^iVBOR[\w-]*=*$/),
  payload('white-space', /^iVBOR.{71}\n/),
  payload('empty', /^$/),
]

const rasters = { 'image/png': 'iVBOR', 'image/jpeg': '/9j/', 'image/webp': 'UklGR' } as const

const types: readonly Fault[] = [
  ...pairs(['image/png', 'image/jpeg', 'image/webp'] as const, [
    'image/png',
    'image/jpeg',
    'image/webp',
    'image/gif',
    'image/avif',
  ]).map(([mediaType, declaredMediaType]): Fault => ({
    id: 'B7',
    what: `${mediaType} named ${declaredMediaType}`,
    options: { mediaType, declaredMediaType },
    seen(exchange) {
      const { mimeType, data } = pictureOf(exchange)
      expect([mimeType, data.startsWith(rasters[mediaType])]).toEqual([declaredMediaType, true])
    },
  })),
  ...pairs(['svg', 'html', 'pdf', 'zip'] as const, ['image/png', 'image/svg+xml']).map(
    ([picture, declaredMediaType]): Fault => ({
      id: 'B7',
      what: `${picture} named ${declaredMediaType}`,
      options: { picture, declaredMediaType },
      seen(exchange) {
        const { mimeType, data } = pictureOf(exchange)
        const starts = { svg: '<svg', html: '<!doctype html', pdf: '%PDF-', zip: 'PK' }
        expect(mimeType).toBe(declaredMediaType)
        expect(Buffer.from(data, 'base64').toString('latin1')).toMatch(new RegExp(`^${starts[picture]}`))
      },
    }),
  ),
]

/** Parts in a word each: a star is a signature. */
function outline(exchange: Exchange): string {
  return partsOf(exchange)
    .flatMap(({ inlineData, thought, text }) => {
      if (inlineData !== undefined) return [thought ? 'draft' : 'picture']
      return text === '' ? [] : [thought ? 'thought' : 'text']
    })
    .filter((word, index, words) => word !== 'thought' || words[index - 1] !== 'thought')
    .join(' ')
}

function order(what: string, options: Switches, expected: string): Fault {
  const seen = (exchange: Exchange): void => expect(outline(exchange)).toBe(expected)
  return { id: 'B8', what, options: { thoughts: 'always', ...options }, seen }
}

const orders: readonly Fault[] = [
  order('two pictures', { images: 2 }, 'thought picture picture'),
  order('ten pictures', { images: 10 }, `thought${' picture'.repeat(10)}`),
  order('no picture', { images: 0 }, 'thought'),
  order('the picture first', { order: 'picture-first' }, 'picture thought'),
  order('drafts', { thoughtImages: 'marked' }, 'thought draft draft picture'),
  order('unmarked drafts', { thoughtImages: 'unmarked' }, 'thought picture picture picture'),
  order('only a draft', { thoughtImages: 'only' }, 'thought draft'),
  order('text after', { text: 'after' }, 'thought picture text'),
  order('a picture in two parts', { payload: 'split' }, 'thought picture picture'),
]

const finishReasons = [
  'STOP',
  'MAX_TOKENS',
  'NO_IMAGE',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
  'IMAGE_OTHER',
  'SAFETY',
  'PROHIBITED_CONTENT',
  'BLOCKLIST',
  'SPII',
  'RECITATION',
  'OTHER',
  'LANGUAGE',
  'FINISH_REASON_UNSPECIFIED',
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MALFORMED_RESPONSE',
  'CONTINUATION',
  'A_REASON_FROM_THE_FUTURE',
]

const blockReasons = [
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'IMAGE_SAFETY',
  'MODEL_ARMOR',
  'JAILBREAK',
]

const defaultBlockReasons = ['', 'BLOCK_REASON_UNSPECIFIED', 'BLOCKED_REASON_UNSPECIFIED']

const reasons: readonly Fault[] = [
  ...pairs(finishReasons, [0, 1]).map(([finishReason, images]): Fault => ({
    id: 'B9',
    what: `${finishReason} with ${images} pictures`,
    options: { finishReason, images },
    seen(exchange) {
      expect(chunksOf(exchange).at(-1)?.candidates?.[0]?.finishReason).toBe(finishReason)
      expect(picturesIn(partsOf(exchange))).toHaveLength(images)
    },
  })),
  ...blockReasons.map((blockReason): Fault => ({
    id: 'B9',
    what: `blocked for ${blockReason}`,
    options: { blockReason },
    seen: (exchange) =>
      expect(chunksOf(exchange)).toEqual([
        expect.not.objectContaining({ candidates: expect.anything() as unknown }),
      ]),
  })),
  ...defaultBlockReasons.map((blockReason): Fault => ({
    id: 'B9',
    what: `the block reason "${blockReason}", which is none`,
    options: { blockReason },
    seen(exchange) {
      isWhole(exchange)
      expect(chunksOf(exchange)[0]?.promptFeedback).toEqual({ blockReason })
    },
  })),
  {
    id: 'B9',
    what: 'a finish reason, and more after it',
    options: { closer: 'early', images: 2, thoughts: 'never' },
    seen: (exchange) =>
      expect(chunksOf(exchange).map(({ candidates }) => candidates?.[0]?.finishReason)).toEqual([
        'STOP',
        undefined,
      ]),
  },
  {
    id: 'B9',
    what: 'STOP without parts',
    options: { closer: 'role-only', images: 0, thoughts: 'never' },
    seen: (exchange) =>
      expect(chunksOf(exchange)[0]?.candidates?.[0]).toMatchObject({
        content: { role: 'model' },
        finishReason: 'STOP',
      }),
  },
]

function usage(what: NonNullable<Switches['usage']>, totals: (counts: readonly unknown[]) => void): Fault {
  return {
    id: 'B10',
    what: `usage ${what}`,
    options: { usage: what, thoughts: 'never' },
    seen: (exchange) =>
      totals(chunksOf(exchange).map(({ usageMetadata }) => usageMetadata?.['totalTokenCount'])),
  }
}

const number = expect.any(Number) as unknown

const usages: readonly Fault[] = [
  usage('missing', (totals) => expect(totals).toEqual([undefined, undefined])),
  usage('middle', (totals) => expect(totals).toEqual([number, undefined])),
  usage('twice', (totals) => expect(totals).toEqual([undefined, number, totals[1]])),
  usage('separate', (totals) => expect(totals).toEqual([undefined, undefined, number])),
  usage('shrinking', ([before, after]) => expect(Number(before)).toBeGreaterThan(Number(after))),
  usage('negative', (totals) => expect(Number(totals.at(-1))).toBeLessThan(0)),
  usage('as-string', (totals) => expect(totals.at(-1)).toMatch(/^\d+$/)),
]

export const answerFaults: readonly Fault[] = [
  ...silences,
  ...otherAnswers,
  ...errorEvents,
  ...payloads,
  ...types,
  ...orders,
  ...reasons,
  ...usages,
]
