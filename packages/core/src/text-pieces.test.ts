import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTextPieces, joinedLength } from './text-pieces.ts'

test('what was pushed is taken in order, once', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('x'.repeat(joinedLength - 1), 'y'.repeat(joinedLength * 2)),
  )
  fc.assert(
    fc.property(fc.array(fc.array(piece)), (batches) => {
      const pieces = createTextPieces()
      for (const batch of batches) {
        for (const text of batch) pieces.push(text)
        expect(pieces.length).toBe(batch.join('').length)
        expect(pieces.take()).toBe(batch.join(''))
      }
      expect(pieces.length).toBe(0)
    }),
  )
})
