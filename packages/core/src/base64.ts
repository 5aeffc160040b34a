import { toLatin1 } from './bytes.ts'

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
  toString(encoding: 'base64'): string
  write(text: string, encoding: 'base64'): number
}

const buffer = (globalThis as { Buffer?: NodeBuffer }).Buffer

/** `btoa` takes a string of bytes; this many at a time keep the call's arguments on the stack. */
const encodeSliceBytes = 0x6000

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

/** Decodes base64 that comes in pieces, as bytes of ASCII, into pieces of one size, the last excepted. */
export interface Base64Decoder {
  /** The pieces that became whole, or null when the text is seen not to be canonical base64. */
  push(characters: Uint8Array): readonly Uint8Array<ArrayBuffer>[] | null
  /** The bytes of the piece that is being filled, or null as above. A view: read it before the next push. */
  pending(): Uint8Array<ArrayBuffer> | null
  /** How many those are. */
  readonly pendingLength: number
  /** The last piece, which may be empty, or null when the text is not canonical base64. */
  end(): Uint8Array<ArrayBuffer> | null
}

const charactersOfGroup = 4
const bytesOfGroup = 3
const equalsSign = 0x3d

const noPieces: readonly never[] = []

/**
 * Strict as `fromBase64`. Characters are gathered for a whole piece, as a few cost as much as many do. `pieceBytes`: a
 * multiple of three.
 */
export function createBase64Decoder(pieceBytes: number): Base64Decoder {
  let gathered = new Uint8Array((pieceBytes / bytesOfGroup) * charactersOfGroup)
  /** Only while there is something in it: where many pictures come at once, memory for each is what limits them. */
  let piece: Uint8Array<ArrayBuffer> | null = null
  let length = 0
  /** Characters that are in the piece already. */
  let decoded = 0
  /** Bytes of the last piece, once it is out. */
  let lastLength = 0

  const isPadded = (): boolean => decoded > 0 && gathered[decoded - 1] === equalsSign

  function decode(): Uint8Array<ArrayBuffer> | null {
    const target = (piece ??= new Uint8Array(pieceBytes))
    const end = wholeGroups()
    if (end === decoded) return target
    const groups = toLatin1(gathered.subarray(decoded, end))
    if (isPadded() || !writeGroups(groups, target, (decoded / charactersOfGroup) * bytesOfGroup)) return null
    decoded = end
    return target
  }

  function wholeGroups(): number {
    return length - (length % charactersOfGroup)
  }

  function pendingLength(): number {
    const end = wholeGroups()
    let bytes = lastLength + (end / charactersOfGroup) * bytesOfGroup
    for (let index = end - 1; index >= end - 2 && gathered[index] === equalsSign; index -= 1) bytes -= 1
    return bytes
  }

  return {
    push(characters) {
      let pieces: readonly Uint8Array<ArrayBuffer>[] = noPieces
      for (let start = 0; start < characters.length;) {
        // A whole piece that ends in padding waits for the end, and nothing may come before that.
        if (length === gathered.length) return null
        const room = gathered.length - length
        const isAll = start === 0 && characters.length <= room
        const part = isAll ? characters : characters.subarray(start, start + room)
        gathered.set(part, length)
        length += part.length
        start += part.length
        if (length < gathered.length) continue
        const whole = decode()
        if (!whole) return null
        if (isPadded()) continue
        pieces = [...pieces, whole]
        piece = null
        length = 0
        decoded = 0
      }
      return pieces
    },
    pending: () => decode()?.subarray(0, pendingLength()) ?? null,
    get pendingLength() {
      return pendingLength()
    },
    end() {
      const last = length === wholeGroups() ? (decode()?.slice(0, pendingLength()) ?? null) : null
      // Whoever holds the decoder may do so for as long as the answer goes on: a signature follows, as long as the picture.
      lastLength = pendingLength()
      gathered = new Uint8Array()
      piece = null
      length = 0
      return last
    },
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
const sextets: Uint8Array = createSextets()

// Without these marks a page that decodes nothing would load all of this.
// @__NO_SIDE_EFFECTS__
function createSextets(): Uint8Array {
  const table = new Uint8Array(128).fill(noSextet)
  for (let value = 0; value < alphabet.length; value += 1) table[alphabet.charCodeAt(value)] = value
  return table
}

/** What `Buffer` takes for base64 beyond the alphabet, besides URL-safe characters: the low byte of wider ones. */
const beyondLatin1 = /[\u0100-\uFFFF]/

const write: Writer = choose()

// @__NO_SIDE_EFFECTS__
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
