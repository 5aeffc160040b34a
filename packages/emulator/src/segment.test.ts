import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64Segment, bytesOf, lengthOf, piecesOf, sliceSegments, textSegment } from './segment.ts'

const arbitrarySegments = fc.array(
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }).map(textSegment),
    fc.uint8Array({ maxLength: 40 }).map(base64Segment),
  ),
  { maxLength: 6 },
)

test('a slice of segments has the bytes that the whole has there', () => {
  fc.assert(
    fc.property(arbitrarySegments, fc.nat(200), fc.nat(200), (segments, one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)]
      expect(bytesOf(sliceSegments(segments, from, to))).toEqual(bytesOf(segments).slice(from, to))
    }),
  )
})

test('a slice of a slice is right too', () => {
  fc.assert(
    fc.property(arbitrarySegments, fc.nat(99), fc.nat(99), (segments, skip, take) => {
      const once = sliceSegments(segments, skip, lengthOf(segments))
      expect(bytesOf(sliceSegments(once, 1, 1 + take))).toEqual(
        bytesOf(segments).slice(skip + 1, skip + 1 + take),
      )
    }),
  )
})

test('pieces are full but for the last, and join to the whole', () => {
  fc.assert(
    fc.property(arbitrarySegments, fc.integer({ min: 1, max: 50 }), (segments, size) => {
      const pieces = [...piecesOf(segments, size)]
      expect(pieces.slice(0, -1).every((piece) => piece.length === size)).toBe(true)
      expect(pieces.flatMap((piece) => [...piece])).toEqual([...bytesOf(segments)])
    }),
  )
})
