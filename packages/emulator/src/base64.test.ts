import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64Length, base64Slice, decodeBase64, encodeBase64 } from './base64.ts'

test('any slice of the characters is what the whole text has there', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(300), fc.nat(300), (bytes, one, other) => {
      const whole = Buffer.from(bytes).toString('base64')
      const [from, to] = [Math.min(one, other, whole.length), Math.min(Math.max(one, other), whole.length)]
      expect(Buffer.from(base64Slice(bytes, from, to)).toString()).toBe(whole.slice(from, to))
      expect(base64Length(bytes.length)).toBe(whole.length)
    }),
  )
})

test('bytes come back from either alphabet, padded or not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const padded = encodeBase64(bytes)
      for (const text of [padded, padded.replace(/=+$/, ''), Buffer.from(bytes).toString('base64url')]) {
        expect(decodeBase64(text)).toEqual(new Uint8Array(bytes))
      }
    }),
  )
})

test.each(['a', 'abcde', 'ab*d', 'data:image/png;base64,AAAA', 'AAA\n', 'AA=A', '====', 'A===', 'AAAAA==='])(
  'is not base64: %j',
  (text) => {
    expect(decodeBase64(text)).toBeNull()
  },
)
