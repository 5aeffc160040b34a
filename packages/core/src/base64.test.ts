import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64Ways as ways, loadBase64 as loaded } from '../test/base64-ways.ts'

test.each(ways)('%s: what was encoded comes back', async (way) => {
  const { fromBase64, toBase64 } = await loaded(way)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
    }),
  )
  const large = Uint8Array.from({ length: 100_001 }, (_, index) => index * 7)
  expect(fromBase64(toBase64(large))).toEqual(large)
})

test.each(ways)('%s: only canonical base64 is taken', async (way) => {
  const { fromBase64 } = await loaded(way)
  const refused = [
    'A',
    'AA',
    'AAA',
    'AA=',
    'AA==A',
    'AAA=A',
    'AA-_',
    'AA==\n',
    ' AAA',
    'AA AAA==',
    'AB==',
    'AAB=',
    '====',
    'A===',
    'AAA\u00e9',
    'AAA\u0141',
    '\u0141AAA',
  ]
  expect(refused.map((text) => fromBase64(text))).toEqual(refused.map(() => null))
  expect(fromBase64('')).toEqual(new Uint8Array())
})

test.each(ways)('%s: a decoded picture owns its memory', async (way) => {
  const { fromBase64 } = await loaded(way)
  const bytes = fromBase64('AAAA')
  expect(bytes?.buffer.byteLength).toBe(3)
})

test.each(ways)('%s: pieces cut anywhere give the same bytes, or the same refusal', async (way) => {
  const { fromBase64, createBase64Decoder } = await loaded(way)
  const texts = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc.string({ unit: fc.constantFrom('A', 'B', '=', '-', '\n', '/'), maxLength: 12 }),
  )
  fc.assert(
    fc.property(texts, fc.array(fc.nat({ max: 60 })), (text, cuts) => {
      const decoder = createBase64Decoder(9)
      const edges = [
        0,
        ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b),
        text.length,
      ]
      const pieces = edges
        .slice(1)
        .map((edge, index) => decoder.push(Buffer.from(text.slice(edges[index], edge))))
      const last = decoder.end()
      const whole =
        pieces.includes(null) || !last
          ? null
          : [...pieces.flatMap((whole) => whole ?? []), last].flatMap((piece) => [...piece])
      const expected = fromBase64(text)
      expect(whole).toEqual(expected && [...expected])
    }),
  )
})
