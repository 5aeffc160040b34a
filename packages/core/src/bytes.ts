/** What Node does faster than the standard library, where it is there. */
interface NodeBuffer {
  readonly prototype: {
    latin1Slice(this: Uint8Array, start: number, end: number): string
    indexOf(this: Uint8Array, byte: number, from: number): number
  }
}

const buffer = (globalThis as { Buffer?: NodeBuffer }).Buffer?.prototype
const latin1 = buffer ? null : /* @__PURE__ */ new TextDecoder('latin1')

/** Bytes as a string of as many one-byte characters: the form in which engines search and decode fastest. */
export function toLatin1(bytes: Uint8Array): string {
  return buffer ? buffer.latin1Slice.call(bytes, 0, bytes.length) : (latin1?.decode(bytes) ?? '')
}

/** Where the byte stands at or behind `from`, or the end of the bytes. */
export function indexOfByte(bytes: Uint8Array, byte: number, from = 0): number {
  // Node's own looks at many bytes at a time, the standard one at each.
  const index = buffer ? buffer.indexOf.call(bytes, byte, from) : bytes.indexOf(byte, from)
  return index === -1 ? bytes.length : index
}
