/**
 * Base64 with the standard alphabet (RFC 4648 section 4), strict: canonical padding, no white space. The engine's own
 * functions do the work where they are there and pass a test, else Node's, else a table.
 */

/** Writes the bytes of whole groups of four into `target`, which has room for them, and says how many they were. */
type Writer = (text: string, target: Uint8Array<ArrayBuffer>, offset: number) => number

// In the standard library of browsers since 2025 and not in every Node that we run on.
interface NativeBase64 {
  setFromBase64?(text: string, options: { lastChunkHandling: 'strict' }): { readonly written: number }
  toBase64?(): string
}
interface NodeBuffer {
  from(data: ArrayBufferLike, byteOffset: number, length: number): NodeBytes
}
interface NodeBytes {
  toString(encoding: 'base64' | 'latin1'): string
  write(text: string, encoding: 'base64'): number
}

const buffer = (globalThis as { Buffer?: NodeBuffer }).Buffer
const latin1 = buffer ? null : new TextDecoder('latin1')

/** `btoa` takes a string of bytes; this many at a time keep the call's arguments on the stack. */
const encodeSliceBytes = 0x6000

/** Bytes as a string of as many one-byte characters: the form in which engines search and decode fastest. */
export function toLatin1(bytes: Uint8Array): string {
  return latin1
    ? latin1.decode(bytes)
    : (buffer?.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') ?? '')
}

const looseBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/** True for what may be base64, also URL-safe and without padding: how the API wrote it is not asked. */
export function isBase64(text: string): boolean {
  return looseBase64.test(text)
}

/** The bytes, or null when the text is not canonical base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length % 4 !== 0) return null
  const bytes = new Uint8Array(decodedLength(text))
  return writeGroups(text, bytes, 0) ? bytes : null
}

/** Decodes base64 that comes in pieces into pieces of one size, the last excepted. */
export interface Base64Decoder {
  /** The pieces that became whole, or null when the text is not canonical base64. */
  push(text: string): readonly Uint8Array<ArrayBuffer>[] | null
  /** The bytes of the piece that is being filled. A view: read it before the next push. */
  readonly pending: Uint8Array<ArrayBuffer>
  /** How many those are. */
  readonly pendingLength: number
  /** The last piece, which may be empty, or null when the text ended within a group. */
  end(): Uint8Array<ArrayBuffer> | null
}

const charactersOfGroup = 4
const bytesOfGroup = 3

/** Strict as `fromBase64`; four characters that were cut apart are put together again. `pieceBytes`: a multiple of three. */
export function createBase64Decoder(pieceBytes: number): Base64Decoder {
  let piece = new Uint8Array(pieceBytes)
  let filled = 0
  /** The begin of a group. */
  let rest = ''
  let isPadded = false

  /** Decodes whole groups straight into where they stay. */
  function take(groups: string, pieces: Uint8Array<ArrayBuffer>[]): boolean {
    for (let start = 0; start < groups.length;) {
      if (isPadded) return false
      const end = start + ((pieceBytes - filled) / bytesOfGroup) * charactersOfGroup
      const part = start === 0 && end >= groups.length ? groups : groups.slice(start, end)
      if (!writeGroups(part, piece, filled)) return false
      filled += decodedLength(part)
      isPadded = part.endsWith('=')
      start += part.length
      if (filled < pieceBytes) continue
      pieces.push(piece)
      piece = new Uint8Array(pieceBytes)
      filled = 0
    }
    return true
  }

  return {
    push(text) {
      const pieces: Uint8Array<ArrayBuffer>[] = []
      const missing = rest === '' ? 0 : charactersOfGroup - rest.length
      rest += text.slice(0, missing)
      if (rest.length === charactersOfGroup) {
        if (!take(rest, pieces)) return null
        rest = ''
      }
      const whole = text.length - ((text.length - missing) % charactersOfGroup)
      if (whole <= missing) {
        rest += text.slice(missing)
        return pieces
      }
      rest = text.slice(whole)
      return take(text.slice(missing, whole), pieces) ? pieces : null
    },
    get pending() {
      return piece.subarray(0, filled)
    },
    get pendingLength() {
      return filled
    },
    end: () => (rest === '' ? piece.slice(0, filled) : null),
  }
}

/** Encodes in one go natively, else in slices. */
export function toBase64(bytes: Uint8Array): string {
  const able = bytes as NativeBase64
  if (able.toBase64) return able.toBase64()
  if (buffer) return buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  let text = ''
  // A multiple of three, so that only the last slice has padding.
  for (let offset = 0; offset < bytes.length; offset += encodeSliceBytes)
    text += btoa(String.fromCharCode(...bytes.subarray(offset, offset + encodeSliceBytes)))
  return text
}

/** False when the groups are not canonical base64. What a lenient writer skips shows in the count. */
function writeGroups(groups: string, target: Uint8Array<ArrayBuffer>, offset: number): boolean {
  const padding = paddingLength(groups)
  return write(groups, target, offset) === decodedLength(groups) && isCanonicalEnd(groups, padding)
}

function decodedLength(groups: string): number {
  return (groups.length / charactersOfGroup) * bytesOfGroup - paddingLength(groups)
}

function paddingLength(text: string): number {
  if (text.endsWith('==')) return 2
  return text.endsWith('=') ? 1 : 0
}

/** The bits that padding leaves over must be zero, or two texts would mean the same bytes. */
function isCanonicalEnd(text: string, padding: number): boolean {
  if (padding === 0) return true
  const last = sextets[text.charCodeAt(text.length - padding - 1)] ?? noSextet
  return (last & (padding === 1 ? 0b11 : 0b1111)) === 0
}

const noSextet = 0xff
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const sextets: Uint8Array = new Uint8Array(128).fill(noSextet)
for (let value = 0; value < alphabet.length; value += 1) sextets[alphabet.charCodeAt(value)] = value

/** What `Buffer` takes for base64 beyond the alphabet, besides URL-safe characters: the low byte of wider ones. */
const beyondLatin1 = /[\u0100-\uFFFF]/

const write: Writer = choose()

function choose(): Writer {
  if (isRight(writeNatively)) return writeNatively
  return buffer && isRight(writeWithBuffer) ? writeWithBuffer : writeWithTable
}

/** A try of everything that a writer is relied on for: bytes, place, padding, and a count that tells what it skipped. */
function isRight(writer: Writer): boolean {
  const target = new Uint8Array(8)
  const counts = ['+/AB', 'AQ==', 'AQ=', 'A Q=', 'A-_B'].map((text) => writer(text, target, 2))
  return (
    counts[0] === 3 && counts[1] === 1 && counts.slice(3).every((count) => count !== 3) && target[2] === 1
  )
}

function writeNatively(text: string, target: Uint8Array<ArrayBuffer>, offset: number): number {
  const rest = target.subarray(offset) as Uint8Array<ArrayBuffer> & NativeBase64
  try {
    return rest.setFromBase64?.(text, { lastChunkHandling: 'strict' }).written ?? -1
  } catch {
    return -1 // A SyntaxError is the only way in which it says that the text is not base64.
  }
}

function writeWithBuffer(
  text: string,
  { buffer: memory, byteOffset, byteLength }: Uint8Array,
  offset: number,
): number {
  if (text.includes('-') || text.includes('_') || beyondLatin1.test(text)) return -1
  return buffer?.from(memory, byteOffset + offset, byteLength - offset).write(text, 'base64') ?? -1
}

function writeWithTable(text: string, target: Uint8Array<ArrayBuffer>, offset: number): number {
  const end = text.length - paddingLength(text)
  let at = offset
  let bits = 0
  for (let index = 0; index < end; index += 1) {
    const sextet = sextets[text.charCodeAt(index)] ?? noSextet
    if (sextet === noSextet) return -1
    bits = (bits << 6) | sextet
    if (index % charactersOfGroup === 0) continue
    target[at] = bits >> (6 - 2 * (index % charactersOfGroup))
    at += 1
  }
  return at - offset
}
