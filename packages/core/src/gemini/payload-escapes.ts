import { backslash, carriageReturn, lineFeed, maxAscii, quote } from './ascii.ts'

/** Undoes the JSON escapes of a payload: some gateways write `\/` and `\u003d`. */
export interface EscapeReader {
  /** An escape was cut. */
  readonly isOpen: boolean
  /** Reads up to the closing quote, the line's end or the end of the bytes; `end` is where that is. */
  read(bytes: Uint8Array, start: number): { readonly characters: Uint8Array; readonly end: number }
}

export function createEscapeReader(): EscapeReader {
  /** What has come of an escape, after its backslash. */
  let escape: string | null = null

  return {
    get isOpen() {
      return escape !== null
    },
    read(bytes, start) {
      const characters = new Uint8Array(bytes.length - start)
      let length = 0
      let index = start
      for (; index < bytes.length; index += 1) {
        const byte = bytes[index] ?? 0
        const isEnd = byte === lineFeed || byte === carriageReturn || (byte === quote && escape === null)
        if (isEnd) {
          escape = null
          break
        }
        if (escape !== null) {
          escape += String.fromCharCode(byte)
          const meant = meaningOf(escape)
          if (meant === null) continue
          escape = null
          characters[length] = meant
        } else if (byte === backslash) {
          escape = ''
          continue
        } else characters[length] = byte
        length += 1
      }
      return { characters: characters.subarray(0, length), end: index }
    },
  }
}

const slash = 0x2f

/** What an escape without its backslash stands for, or null while it is not complete. What is no base64 anyway is a NUL. */
function meaningOf(escape: string): number | null {
  if (escape === '/') return slash
  if (!escape.startsWith('u')) return 0
  if (escape.length < 5) return null
  const code = Number.parseInt(escape.slice(1), 16)
  return code <= maxAscii ? code : 0
}
