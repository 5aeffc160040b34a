import { expect, test } from 'vitest'
import { decodeBase64 } from './base64.ts'
import { bytesOf, piecesOf } from './segment.ts'
import { signatureSegment, verifySignature } from './signature.ts'

function signature(seed: number, length: number): string {
  return new TextDecoder().decode(bytesOf([signatureSegment(seed, length)]))
}

test('a signature proves itself, with no memory of having been issued', () => {
  const text = signature(42, 1_459_200)
  expect(text).toHaveLength(1_459_200)
  expect(decodeBase64(text)).not.toBeNull()
  expect(verifySignature(text)).toBe('valid')
})

test('a signature is the same however it is cut', () => {
  const pieces = [...piecesOf([signatureSegment(7, 1_000)], 33)]
  expect(pieces.map((piece) => new TextDecoder().decode(piece)).join('')).toBe(signature(7, 1_000))
})

test('different seeds sign differently', () => {
  expect(signature(1, 256)).not.toBe(signature(2, 256))
})

test.each([
  ['a changed character in the body', (text: string) => text.slice(0, 100) + '!' + text.slice(101)],
  ['a changed header', (text: string) => text.slice(0, 20) + (text[20] === 'A' ? 'B' : 'A') + text.slice(21)],
  ['a lost tail', (text: string) => text.slice(0, -4)],
  ['an added tail', (text: string) => `${text}AAAA`],
])('%s corrupts it', (_name, change) => {
  expect(verifySignature(change(signature(9, 256)))).toBe('corrupted')
})

test.each(['', 'AAAA', 'skip_thought_signature_validator', 'Q'.repeat(256)])('%j was never ours', (text) => {
  expect(verifySignature(text)).toBe('invalid')
})
