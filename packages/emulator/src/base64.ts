const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES: Uint8Array = new TextEncoder().encode(STANDARD)
const PADDING = 0x3d
const INVALID = 255

/** ASCII code → six bits. Proto-JSON takes the standard and the URL-safe alphabet alike. */
const VALUES: Uint8Array = (() => {
  const values = new Uint8Array(256).fill(INVALID)
  for (let value = 0; value < 64; value++) values[CODES[value] ?? 0] = value
  values['-'.charCodeAt(0)] = 62
  values['_'.charCodeAt(0)] = 63
  return values
})()

/** How many base64 characters, padding included, `byteLength` bytes become. */
export function base64Length(byteLength: number): number {
  return Math.ceil(byteLength / 3) * 4
}

/**
 * The characters `from` up to `to` of the base64 of `bytes`, as ASCII. A picture's text is never
 * whole in memory: the player asks for it piece by piece.
 */
export function base64Slice(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const firstGroup = Math.floor(from / 4)
  const lastGroup = Math.ceil(to / 4)
  const groups = encodeGroups(bytes.subarray(firstGroup * 3, lastGroup * 3))
  return groups.subarray(from - firstGroup * 4, to - firstGroup * 4)
}

export function encodeBase64(bytes: Uint8Array): string {
  return new TextDecoder().decode(encodeGroups(bytes))
}

function encodeGroups(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(base64Length(bytes.length))
  for (let read = 0, write = 0; read < bytes.length; read += 3, write += 4) {
    const group = ((bytes[read] ?? 0) << 16) | ((bytes[read + 1] ?? 0) << 8) | (bytes[read + 2] ?? 0)
    text[write] = CODES[group >> 18] ?? 0
    text[write + 1] = CODES[(group >> 12) & 63] ?? 0
    text[write + 2] = CODES[(group >> 6) & 63] ?? 0
    text[write + 3] = CODES[group & 63] ?? 0
  }
  const missing = (3 - (bytes.length % 3)) % 3
  if (missing > 0) text.fill(PADDING, text.length - missing)
  return text
}

/**
 * Bytes of a proto-JSON `bytes` field: either alphabet, padding optional, nothing else.
 * `null` when the text is not base64.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | null {
  let length = text.length
  while (length > 0 && text.length - length < 2 && text[length - 1] === '=') length--
  if (length % 4 === 1) return null
  if (length < text.length && text.length % 4 !== 0) return null
  const bytes = new Uint8Array(Math.floor((length * 3) / 4))
  let bits = 0
  let held = 0
  let write = 0
  for (let read = 0; read < length; read++) {
    const code = text.charCodeAt(read)
    const value = code < 256 ? (VALUES[code] ?? INVALID) : INVALID
    if (value === INVALID) return null
    bits = ((bits << 6) | value) & 0xffffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[write++] = (bits >> held) & 255
    }
  }
  return bytes
}
