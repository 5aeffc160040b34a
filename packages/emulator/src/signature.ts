import { base64Slice, decodeBase64 } from './base64.ts'
import type { Segment } from './segment.ts'

/**
 * Thought signatures that verify themselves: 24 bytes of header (mark, length, seed, checksum) and
 * then characters that follow from the seed. So a process that never issued a signature can still
 * tell it from a corrupted one, and no memory is needed.
 */
const MARK = [0x12, 0xfa, 0xe5, 0x42, 0x0a, 0xf6, 0xe5, 0x42]
const HEADER_BYTES = 24
const HEADER_CHARACTERS = 32

/** The shortest signature that holds its header, in base64 characters. */
export const MIN_SIGNATURE_LENGTH: number = HEADER_CHARACTERS

const ALPHABET: Uint8Array = new TextEncoder().encode(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
)

/** A signature of `length` base64 characters (a multiple of 4). */
export function signatureSegment(seed: number, length: number): Segment {
  const header = headerOf(seed, length)
  return { length, slice: (from, to) => readSignature(header, seed, from, Math.min(to, length)) }
}

function readSignature(header: Uint8Array, seed: number, from: number, to: number): Uint8Array {
  const text = new Uint8Array(to - from)
  if (from < HEADER_CHARACTERS) {
    text.set(base64Slice(header, from, Math.min(to, HEADER_CHARACTERS)))
  }
  writeCharacters(text, seed, Math.max(from, HEADER_CHARACTERS), to, from)
  return text
}

/** Five characters come from each mixed word: random access at the price of one hash in five. */
function writeCharacters(text: Uint8Array, seed: number, from: number, to: number, offset: number): void {
  let block = Math.floor(from / 5)
  let word = wordOf(seed, block) >>> ((from % 5) * 6)
  for (let at = from, left = 5 - (from % 5); at < to; at++, left--) {
    if (left === 0) {
      word = wordOf(seed, ++block)
      left = 5
    }
    text[at - offset] = ALPHABET[word & 63] ?? 0
    word >>>= 6
  }
}

function wordOf(seed: number, block: number): number {
  return mix(seed + Math.imul(block, 0x9e3779b1))
}

function headerOf(seed: number, length: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES)
  const view = new DataView(header.buffer)
  header.set(MARK)
  view.setUint32(8, length)
  view.setUint32(12, seed)
  view.setUint32(16, mix(seed ^ length))
  view.setUint32(20, checksum(header.subarray(0, 20)))
  return header
}

/** What the endpoint would say of a signature that a client sends back. */
export type SignatureVerdict = 'valid' | 'invalid' | 'corrupted'

/**
 * `invalid`: never ours. `corrupted`: ours once, but a character, the length or the base64 changed.
 */
export function verifySignature(signature: string): SignatureVerdict {
  const header = decodeBase64(signature.slice(0, HEADER_CHARACTERS))
  if (header === null || header.length < HEADER_BYTES) return 'invalid'
  if (MARK.some((byte, index) => header[index] !== byte)) return 'invalid'
  const view = new DataView(header.buffer)
  if (view.getUint32(20) !== checksum(header.subarray(0, 20))) return 'corrupted'
  if (view.getUint32(8) !== signature.length) return 'corrupted'
  return followsFrom(view.getUint32(12), signature) ? 'valid' : 'corrupted'
}

function followsFrom(seed: number, signature: string): boolean {
  const expected = new Uint8Array(signature.length)
  writeCharacters(expected, seed, HEADER_CHARACTERS, signature.length, 0)
  for (let at = HEADER_CHARACTERS; at < signature.length; at++) {
    if (signature.charCodeAt(at) !== expected[at]) return false
  }
  return true
}

function checksum(bytes: Uint8Array): number {
  let sum = 0x811c9dc5
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193)
  return mix(sum)
}

function mix(value: number): number {
  let mixed = value >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
