/** Base64 with the standard alphabet (RFC 4648 section 4), strict: canonical padding, no white space. */

// In the standard library of browsers since 2025 and not in every Node that we run on; `Buffer` is the fallback there.
interface NativeBase64 {
  fromBase64?(text: string, options: { lastChunkHandling: 'strict' }): Uint8Array<ArrayBuffer>
}
interface NativeToBase64 {
  toBase64?(): string
}
interface NodeBuffer {
  from(data: ArrayBufferLike, byteOffset: number, length: number): { toString(encoding: 'base64'): string }
  from(text: string, encoding: 'base64'): Uint8Array<ArrayBuffer>
}

const native = Uint8Array as unknown as NativeBase64
const buffer = (globalThis as { Buffer?: NodeBuffer }).Buffer

/** What `Buffer` takes for base64 beyond the standard alphabet: URL-safe characters, and the low byte of wider ones. */
const beyondStandard = /[-_\u0100-\uFFFF]/

/** `btoa` takes a string of bytes; this many at a time keep the call's arguments on the stack. */
const encodeSliceBytes = 0x6000

/** The bytes, or null when the text is not canonical base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0) return null
  if (native.fromBase64) {
    try {
      return hasWhiteSpace(text) ? null : native.fromBase64(text, { lastChunkHandling: 'strict' })
    } catch {
      return null // A SyntaxError is the only way in which it says that the text is not base64.
    }
  }
  const padding = paddingLength(text)
  const decoded = buffer ? ownBytes(buffer.from(text, 'base64')) : fromBinary(text)
  // The lenient decoders skip what they do not know, which shows in the length.
  const isWhole = decoded?.length === (text.length / 4) * 3 - padding
  return isWhole && isCanonicalEnd(text, padding) && !beyondStandard.test(text) ? decoded : null
}

const noBytes = new Uint8Array(0)

/** Decodes base64 that comes in pieces. */
export interface Base64Decoder {
  /** The bytes of all whole groups so far, or null when the text is not canonical base64. */
  push(characters: Uint8Array): Uint8Array<ArrayBuffer> | null
  /** False when the text ended within a group. */
  end(): boolean
}

/** Strict as `fromBase64`; four characters that were cut apart are put together again. */
export function createBase64Decoder(): Base64Decoder {
  const latin1 = new TextDecoder('latin1')
  let rest = ''
  let isPadded = false
  return {
    push(characters) {
      const text = rest + latin1.decode(characters)
      const whole = text.length - (text.length % 4)
      rest = text.slice(whole)
      if (isPadded && text !== '') return null
      const group = whole === text.length ? text : text.slice(0, whole)
      if (group === '') return noBytes
      isPadded = group.endsWith('=')
      return fromBase64(group)
    },
    end: () => rest === '',
  }
}

/** Encodes in one go natively, else in slices. */
export function toBase64(bytes: Uint8Array): string {
  const able = bytes as NativeToBase64
  if (able.toBase64) return able.toBase64()
  if (buffer) return buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  let text = ''
  // A multiple of three, so that only the last slice has padding.
  for (let offset = 0; offset < bytes.length; offset += encodeSliceBytes)
    text += btoa(String.fromCharCode(...bytes.subarray(offset, offset + encodeSliceBytes)))
  return text
}

function fromBinary(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null // Not base64; the caller says so with its own words.
  }
}

/** Small results of `Buffer.from` share one pool: a picture must own its memory, and be a plain array. */
function ownBytes(pooled: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const isShared = pooled.byteLength !== pooled.buffer.byteLength
  return isShared ? new Uint8Array(pooled) : new Uint8Array(pooled.buffer)
}

function paddingLength(text: string): number {
  if (text.endsWith('==')) return 2
  return text.endsWith('=') ? 1 : 0
}

/** The bits that padding leaves over must be zero, or two texts would mean the same bytes. */
function isCanonicalEnd(text: string, padding: number): boolean {
  if (padding === 0) return true
  const last = sextet(text.charCodeAt(text.length - padding - 1))
  return (last & (padding === 1 ? 0b11 : 0b1111)) === 0
}

function sextet(code: number): number {
  if (code >= 65 && code <= 90) return code - 65
  if (code >= 97 && code <= 122) return code - 71
  if (code >= 48 && code <= 57) return code + 4
  if (code === 43) return 62
  return code === 47 ? 63 : -1
}

/** The native decoder skips ASCII white space. */
function hasWhiteSpace(text: string): boolean {
  return /[\t\n\f\r ]/.test(text)
}
