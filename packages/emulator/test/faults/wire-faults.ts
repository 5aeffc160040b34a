import { expect } from 'vitest'
import type { Switches } from '../../src/options.ts'
import { chunksOf, isWhole, pairs, pictureOf, type Fault } from './fault.ts'

// Group A of the matrix: the same answer in other bytes, and bytes that are no answer.

/** An answer of any bytes. */
function bytes(id: string, what: string, body: string | readonly number[]): Fault {
  const sent = Buffer.from(body as string)
  return {
    id,
    what,
    options: {
      response: {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        bodyBase64: sent.toString('base64'),
      },
    },
    seen: ({ body: came }) => expect(came).toEqual(sent),
  }
}

const inBytes: readonly Fault[] = [
  bytes('A1', 'any event stream', 'retry: 5\nid: 1\nevent: x\ndata: a\ndata: b\n\n: c\n\n'),
  bytes(
    'A8',
    'UTF-8 that is none',
    [0x64, 0x61, 0x74, 0x61, 0x3a, 0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff, 10, 10],
  ),
  bytes('A9', 'NUL in a field', 'id: 1\0\ndata: a\0b\n\n'),
  bytes('A11', 'any JSON text', 'data: {"candidates": [1, 2,]}\r\n\r\n'),
  bytes('A13', 'hostile JSON', `data: {"__proto__": {"a": 1}, "deep": ${'['.repeat(10_000)}}\r\n\r\n`),
]

const contentTypes: readonly Fault[] = ['text/html', 'application/json', 'image/png', ''].map(
  (contentType) => ({
    id: 'A2',
    what: `content type "${contentType}"`,
    options: { contentType },
    seen: (exchange) => {
      isWhole(exchange)
      expect(exchange.headers.get('content-type')).toBe(contentType)
    },
  }),
)

const cuts: readonly Fault[] = pairs(['clean', 'reset'] as const, [0, 1, 777, 3_000]).map(([how, byte]) => ({
  id: how === 'clean' ? 'A3' : 'A4',
  what: `${how} end after byte ${byte}`,
  options: { cut: { byte, how } },
  seen: ({ body, code }) => {
    expect(body.length).toBe(byte)
    expect(code).toBe(how === 'clean' ? undefined : 'ECONNRESET')
  },
}))

const largeCuts: readonly Fault[] = (['clean', 'reset'] as const).map((how) => ({
  id: 'A5',
  what: `${how} end in a large answer`,
  options: { pictureSize: 'real', cut: { byte: 1_400_000, how } },
  seen({ body, code }) {
    // What a reset overtakes is lost on the way.
    if (how === 'clean') expect(body.length).toBe(1_400_000)
    else expect([code, body.length <= 1_400_000]).toEqual(['ECONNRESET', true])
  },
}))

function events(
  what: NonNullable<Switches['events']>,
  seen: (kinds: readonly string[], text: string) => void,
): Fault {
  return {
    id: 'A6',
    what: `events ${what}`,
    options: { events: what, thoughts: 'never' },
    seen(exchange) {
      const kinds = chunksOf(exchange).map(({ candidates }) => {
        const [candidate] = candidates ?? []
        return candidate?.finishReason ?? (candidate?.content?.parts?.[0]?.inlineData ? 'picture' : 'nothing')
      })
      seen(kinds, exchange.body.toString('utf8'))
    },
  }
}

const oddEvents: readonly Fault[] = [
  events('doubled', (kinds) => expect(kinds).toEqual(['picture', 'picture', 'STOP', 'STOP'])),
  events('reversed', (kinds) => expect(kinds).toEqual(['STOP', 'picture'])),
  events('with-empty', (kinds) => expect(kinds).toEqual(['nothing', 'picture', 'nothing', 'STOP'])),
  events('with-unknown-fields', (kinds, text) => {
    expect(kinds).toEqual(['picture', 'STOP'])
    expect(text).toMatch(/^event: message\r\nid: 7\r\nretry: 1000\r\nnovelty: 1\r\ndata: /)
    // In the chunk, its candidate, the content, the part, its data, the usage and its details.
    expect(text.split('\r\n\r\n')[0]?.match(/"novelty": \{/g)?.length).toBeGreaterThan(6)
  }),
  {
    id: 'A6',
    what: 'events merged into one piece',
    options: { pieces: { bytes: 10_000_000 } },
    // In HTTP a piece is a chunk: one, and the last of size 0.
    seen: ({ raw }) => expect(raw.toString('latin1').match(/\r\n[0-9a-f]+\r\n/g)).toHaveLength(2),
  },
  {
    id: 'A6',
    what: 'events split into pieces',
    options: { pieces: { bytes: 64, gapMs: 1 }, thoughts: 'never' },
    seen(exchange) {
      isWhole(exchange)
      expect(exchange.pieces.length).toBeGreaterThan(exchange.body.length / 64 / 2)
    },
  },
]

/** How an answer is framed, and what its bytes must then look like. */
function framed(what: string, options: Switches, pattern: RegExp): Fault {
  return {
    id: 'A7',
    what,
    options,
    seen(exchange) {
      isWhole(exchange)
      expect(exchange.body.toString('utf8')).toMatch(pattern)
    },
  }
}

const framing: readonly Fault[] = [
  framed('CRLF', { lineEnding: 'crlf' }, /^(data: [^\r\n]*\r\n\r\n)+$/),
  framed('LF', { lineEnding: 'lf' }, /^(data: [^\r\n]*\n\n)+$/),
  framed('CR', { lineEnding: 'cr' }, /^(data: [^\r\n]*\r\r)+$/),
  framed('all three', { lineEnding: 'mixed' }, /\r\n\n.*\r\r.*\n\r\n.*\r\n\r.*\n\n/),
  framed('no blank lines', { lineEnding: 'single-newline' }, /^(data: [^\r\n]*\n)+$/),
  framed('no last blank line', { lastBlankLine: false }, /\}$/),
  framed('a byte order mark', { byteOrderMark: true }, /^\uFEFFdata/),
  framed('two of them', { byteOrderMark: 'twice' }, /^\uFEFF\uFEFFdata/),
  framed('one inside', { byteOrderMark: 'middle' }, /^data[^\uFEFF]*\r\n\r\n\uFEFFdata[^\uFEFF]*$/),
]

const floods: readonly Fault[] = [
  ...(['line', 'line-feeds', 'comments', 'comment'] as const).map((of): Fault => ({
    id: 'A10',
    what: `a flood: ${of}`,
    options: { flood: { of, bytes: 300_000 } },
    seen(exchange) {
      isWhole(exchange)
      expect(exchange.body.length).toBeGreaterThan(300_000)
    },
  })),
  {
    id: 'A10',
    what: 'a line that is never ended',
    options: { flood: { of: 'open-line', bytes: 300_000 } },
    seen: ({ body }) => expect(body.subarray(100).includes('\n')).toBe(false),
  },
  {
    id: 'A10',
    what: 'pieces of one byte',
    options: { pieces: { bytes: 1 }, thoughts: 'never' },
    seen(exchange) {
      isWhole(exchange)
      expect(exchange.raw.toString('latin1')).toContain('1\r\nd\r\n1\r\na\r\n1\r\nt\r\n1\r\na\r\n')
    },
  },
]

const base64: readonly Fault[] = (['AQIDBA==', '+/8=', ''] as const).map((text) => ({
  id: 'A12',
  what: `a picture of any bytes: ${text}`,
  options: { picture: { base64: text } },
  seen: (exchange) => expect(pictureOf(exchange).data).toBe(text),
}))

export const wireFaults: readonly Fault[] = [
  ...inBytes,
  ...contentTypes,
  ...cuts,
  ...largeCuts,
  ...oddEvents,
  ...framing,
  ...floods,
  ...base64,
]
