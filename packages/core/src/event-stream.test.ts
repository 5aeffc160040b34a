import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutAt } from '../test/cuts.ts'
import { readByTheStandard, readStrictly } from '../test/vectors/event-streams.ts'
import { isImageStreamError } from './errors.ts'
import { createEventStreamReader, maxEventLength } from './event-stream.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('one byte order mark at the start is dropped, and no more, however it is cut', () => {
  for (const [marks, data] of [
    ['', ['1', '2']],
    ['\uFEFF', ['1', '2']],
    ['\uFEFF\uFEFF', ['2']],
  ] as const) {
    const body = bytes(`${marks}data: 1\n\ndata: 2\n\n`)
    for (let cut = 0; cut <= body.length; cut += 1)
      expect(readStrictly(cutAt(body, [cut])).events.map((event) => event.data)).toEqual(data)
  }
})

test('text that looks like a byte order mark in Latin-1 is text', () => {
  expect(readStrictly([bytes('ï»¿data: 1\n\ndata: 2\n\n')]).events.map(({ data }) => data)).toEqual(['2'])
})

test('an event without end is refused before it takes memory', () => {
  const reader = createEventStreamReader({ onEvent: () => {} })
  const megabyte = 'x'.repeat(1024 * 1024)
  reader.push('data: ')
  const flood = (): void => {
    for (let length = 0; length <= maxEventLength; length += megabyte.length) reader.push(megabyte)
  }
  expect(flood).toThrow(expect.toSatisfy((error) => isImageStreamError(error) && error.code === 'too-large'))
})

const lineEnd = fc.constantFrom('\n', '\r', '\r\n')
const name = fc.constantFrom(
  'data',
  'event',
  'id',
  'retry',
  'Data',
  'da',
  'datax',
  ' data',
  'data\0',
  '\uFEFFdata',
  '',
)
const value = fc.oneof(
  fc.constantFrom('', ' ', '  x', '123', '0x1', '\0', 'a\0b', ':', '{"a":1}', '雪🦊', '\u2028', '\uFEFF'),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replaceAll(/[\r\n]/g, '')),
)
const line = fc.oneof(
  fc.constant(''),
  fc.tuple(name, fc.constantFrom(':', ': ', ''), value).map((parts) => parts.join('')),
)
const stream = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', '\uFEFF\uFEFF'),
    fc.array(fc.tuple(line, lineEnd), { maxLength: 12 }),
    line,
  )
  .map(([marks, lines, tail]) => marks + lines.map((pair) => pair.join('')).join('') + tail)

test('any stream, cut anywhere, is read as the standard says', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat({ max: 400 }), { maxLength: 12 }), (text, cuts) => {
      const body = bytes(text)
      const offsets = cuts.map((cut) => Math.min(cut, body.length))
      expect(readStrictly(cutAt(body, offsets))).toEqual(readByTheStandard(body))
    }),
    { numRuns: 5000 },
  )
})
