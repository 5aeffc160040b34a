import { toLatin1 } from '../base64.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import { createTextDecoder } from '../event-stream.ts'

/**
 * Lifts the long base64 strings out of the bytes, before anything else looks at them. One picture of these models is a
 * line of 1.6 to 2.5 MB; as a JavaScript string it would be held, copied and parsed several times, all at its end.
 */
export interface PayloadLifter {
  /** @throws ImageStreamError `protocol` for JSON that is nested, or goes on, without end. */
  push(bytes: Uint8Array): Lifted[]
  /** What a character that was cut at the end comes to. */
  end(): Lifted[]
}

export type PayloadField = 'image' | 'signature'

/** What the bytes hold, in order: text with a placeholder for each payload, and the payloads' characters as they come. */
export type Lifted =
  | { readonly type: 'text'; readonly text: string }
  /** `id` is the placeholder in the text. */
  | { readonly type: 'payload-start'; readonly id: string; readonly field: PayloadField }
  /** JSON escapes are undone. The same twice: as characters of one byte each, and as a view of the bytes that were pushed. */
  | {
      readonly type: 'payload-data'
      readonly id: string
      readonly characters: string
      readonly bytes: Uint8Array
    }
  /** Missing when the payload was cut off by the end of its line or of the stream. */
  | { readonly type: 'payload-end'; readonly id: string }

const lineFeed = 0x0a
const carriageReturn = 0x0d
const quote = 0x22
const comma = 0x2c
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

const maxAscii = 0x7f

/** The one SSE line that holds JSON. */
const dataField = new TextEncoder().encode('data:')

/** First bytes of lines of bare JSON: of an error, or of a whole answer that is no event stream. */
const jsonLineStarts: ReadonlySet<number> = new Set(new TextEncoder().encode('{}[]",-0123456789 \t'))

/** Keys are told apart up to this length; no key that matters is longer. */
const maxKeyLength = 24

/** How deep JSON may be nested: answers are about eight levels deep. */
const maxDepth = 64

/** How many members and elements one event may hold: an answer as one array has a few dozen for each chunk. */
const maxValues = 100_000

/** Over how many `data` lines one event may go; the endpoint writes one. Each costs a string. */
const maxDataLines = 100_000

type Key = 'picture' | 'data' | 'signature' | 'other'

const keys: ReadonlyMap<string, Key> = new Map([
  ['inlineData', 'picture'],
  ['inline_data', 'picture'],
  ['data', 'data'],
  ['thoughtSignature', 'signature'],
  ['thought_signature', 'signature'],
])

/** An object or array that is open. */
interface Level {
  readonly isObject: boolean
  /** The key under which this level itself stands. */
  readonly under: Key
  /** The key whose value comes next; null when a key comes next. */
  key: Key | null
}

type Mode =
  /** So many bytes of `data:` have come. */
  | { readonly in: 'line-start'; readonly matched: number }
  | { readonly in: 'structure' }
  /** A line without JSON, such as a comment. */
  | { readonly in: 'other-line' }
  | { readonly in: 'key'; name: string; isEscaped: boolean }
  | { readonly in: 'string'; isEscaped: boolean }
  | PayloadMode

const lineStart: Mode = { in: 'line-start', matched: 0 }

interface PayloadMode {
  readonly in: 'payload'
  readonly id: string
  /** What has come of a JSON escape, after its backslash. */
  escape: string | null
  /** How many bytes are looked at in one go. */
  reach: number
}

/** A payload may be short, and then what follows it was looked at for nothing: so it is looked at little by little. */
const minReach = 256
const maxReach = 64 * 1024

/**
 * A JSON tokenizer that knows just enough: lines, strings, nesting and keys. Everything that is not a payload passes
 * through unchanged, so that a mistake here could only show as text that is not JSON. One thing is added: a blank line
 * after a line that closes its JSON, as some proxies leave it out, and an event would never be seen to end.
 * Work per byte is constant; inside payloads it is a native search for the closing quote.
 */
export function createPayloadLifter(): PayloadLifter {
  const decoder = createTextDecoder()
  const levels: Level[] = []
  let mode: Mode = lineStart
  let payloads = 0
  /** Commas and brackets of the JSON that is open. */
  let values = 0
  /** Of the event that has not ended. */
  let dataLines = 0
  let previous = lineFeed
  /** Since the last line end something was closed. */
  let hasClosed = false

  function push(bytes: Uint8Array): Lifted[] {
    const lifted: Lifted[] = []
    let index = 0
    while (index < bytes.length)
      index = mode.in === 'payload' ? liftPayload(mode, bytes, index, lifted) : liftText(bytes, index, lifted)
    return lifted
  }

  /** Passes text on up to the next payload, and returns where that begins. */
  function liftText(bytes: Uint8Array, start: number, lifted: Lifted[]): number {
    let index = start
    let closesEvent = false
    while (index < bytes.length && mode.in !== 'payload' && !closesEvent) {
      const byte = bytes[index] ?? 0
      closesEvent = isLineEnd(byte) && isWholeJson()
      mode = next(mode, byte)
      previous = byte
      index += 1
    }
    // Two, as the first may be taken for the second half of a CRLF.
    const suffix = mode.in === 'payload' ? mode.id : closesEvent ? '\n\n' : ''
    const text = decoder.decode(bytes.subarray(start, index), { stream: true }) + suffix
    if (text !== '') lifted.push({ type: 'text', text })
    if (mode.in === 'payload') {
      const field = levels.at(-1)?.key === 'signature' ? 'signature' : 'image'
      lifted.push({ type: 'payload-start', id: mode.id, field })
    }
    return index
  }

  /** Passes characters on up to what ends the payload, which is text again. */
  function liftPayload(state: PayloadMode, bytes: Uint8Array, start: number, lifted: Lifted[]): number {
    const end = readPayload(state, bytes, start, lifted)
    if (end === bytes.length) return end
    if (bytes[end] === quote) {
      lifted.push({ type: 'payload-end', id: state.id })
      mode = { in: 'string', isEscaped: false }
    } else mode = { in: 'structure' }
    return end
  }

  function next(state: Exclude<Mode, PayloadMode>, byte: number): Mode {
    // No JSON string goes over a line end, so that a broken event does not spoil the next.
    if (isLineEnd(byte)) return endLine(state, byte)
    switch (state.in) {
      case 'line-start':
        return readLineStart(state, byte)
      case 'structure':
        return readStructure(state, byte)
      case 'key':
        return readKey(state, byte)
      case 'string':
        return readString(state, byte)
      case 'other-line':
        return state
      default:
        return state satisfies never
    }
  }

  /** A blank line ends an event, and with it whatever it left open. */
  function endLine(state: Mode, byte: number): Mode {
    const isSecondHalf = byte === lineFeed && previous === carriageReturn
    const isBlank = state === lineStart && !isSecondHalf
    if (isBlank || isWholeJson()) dataLines = 0
    // Setting a length costs more than all else here, and there may be many blank lines.
    if (isBlank && levels.length > 0) levels.length = 0
    hasClosed = false
    return lineStart
  }

  function isWholeJson(): boolean {
    return hasClosed && levels.length === 0
  }

  function readLineStart(state: Mode & { in: 'line-start' }, byte: number): Mode {
    // A byte order mark, and no JSON or name of a field, is beyond ASCII: it is no part of the line.
    if (byte > maxAscii) return state
    const matched = byte === dataField[state.matched] ? state.matched + 1 : 0
    if (matched === dataField.length) return beginData()
    if (matched > 0) return { in: 'line-start', matched }
    return state === lineStart && jsonLineStarts.has(byte)
      ? readStructure({ in: 'structure' }, byte)
      : { in: 'other-line' }
  }

  function beginData(): Mode {
    dataLines += 1
    if (dataLines > maxDataLines) throw tooMuch(`goes over more than ${maxDataLines} lines`)
    return { in: 'structure' }
  }

  function readStructure(state: Mode, byte: number): Mode {
    const level = levels.at(-1)
    if (byte === quote) return beginString(level)
    if (byte === openBrace || byte === openBracket)
      open({ isObject: byte === openBrace, under: level?.key ?? 'other', key: null })
    else if (byte === closeBrace || byte === closeBracket) {
      levels.pop()
      hasClosed = true
    } else if (byte === comma && level) {
      level.key = null
      count()
    }
    return state
  }

  function open(level: Level): void {
    if (levels.length === maxDepth) throw tooMuch(`is nested more than ${maxDepth} levels deep`)
    if (levels.length === 0) values = 0
    levels.push(level)
    count()
  }

  function count(): void {
    values += 1
    if (values > maxValues) throw tooMuch(`holds more than ${maxValues} values`)
  }

  function beginString(level: Level | undefined): Mode {
    if (level?.isObject && level.key === null) return { in: 'key', name: '', isEscaped: false }
    const isPayload = level?.key === 'signature' || (level?.key === 'data' && level.under === 'picture')
    if (!isPayload) return { in: 'string', isEscaped: false }
    payloads += 1
    // No base64 text begins like it.
    return { in: 'payload', id: `#${payloads}`, escape: null, reach: minReach }
  }

  function readKey(state: Mode & { in: 'key' }, byte: number): Mode {
    if (byte === quote && !state.isEscaped) {
      const level = levels.at(-1)
      if (level) level.key = keys.get(state.name) ?? 'other'
      return { in: 'structure' }
    }
    state.isEscaped = byte === backslash && !state.isEscaped
    // A key with escapes keeps its backslash here, and so is never taken for one of ours.
    if (state.name.length < maxKeyLength) state.name += String.fromCharCode(byte)
    return state
  }

  return {
    push,
    end() {
      const text = decoder.decode()
      return text === '' ? [] : [{ type: 'text', text }]
    },
  }
}

function readString(state: Mode & { in: 'string' }, byte: number): Mode {
  if (byte === quote && !state.isEscaped) return { in: 'structure' }
  state.isEscaped = byte === backslash && !state.isEscaped
  return state
}

/** Gives characters up to the closing quote or the line's end, and returns where that is: at most the bytes' end. */
function readPayload(state: PayloadMode, bytes: Uint8Array, start: number, lifted: Lifted[]): number {
  let index = start
  while (index < bytes.length) {
    const reach = bytes.subarray(index, index + state.reach)
    const window = toLatin1(reach)
    const end = readWindow(state, { bytes: reach, window }, lifted)
    index += end
    if (end < window.length) return index
    state.reach = Math.min(2 * state.reach, maxReach)
  }
  return index
}

/** The same for characters in one string, which engines search fastest. */
function readWindow(
  state: PayloadMode,
  { bytes, window }: { readonly bytes: Uint8Array; readonly window: string },
  lifted: Lifted[],
): number {
  const { id } = state
  /** What came before `index`, when there are escapes in it; plain characters are given as they are. */
  let undone: string | null = null
  const give = (end: number): number => {
    const characters = undone ?? window.slice(0, end)
    // Escapes are undone to ASCII, and what is beyond it is no base64 in either form.
    const given = undone === null ? bytes.subarray(0, end) : utf8.encode(undone)
    if (characters !== '') lifted.push({ type: 'payload-data', id, characters, bytes: given })
    return end
  }
  let index = 0
  // Where the payload ends unless an escape hides the quote: found once, as every escape would look for it again.
  let end = -1
  while (index < window.length) {
    if (state.escape === null) {
      if (index > end) end = endOfPayload(window, index)
      const backslashAt = indexWithin(window, '\\', index, end)
      if (undone !== null) undone += window.slice(index, backslashAt)
      if (backslashAt === end) return give(end)
      undone ??= window.slice(0, backslashAt)
      state.escape = ''
      index = backslashAt + 1
    } else {
      const character = window.charAt(index)
      undone ??= ''
      // A cut in the middle of an escape: the line's end belongs to the text.
      if (character === '\n' || character === '\r') return give(index)
      state.escape += character
      index += 1
      const meant = unescape(state.escape)
      if (meant === null) continue
      undone += meant
      state.escape = null
    }
  }
  return give(index)
}

const utf8 = new TextEncoder()

/** Where a quote or a line end stands, or the end of the window. */
function endOfPayload(window: string, start: number): number {
  let end = window.length
  for (const character of ['"', '\n', '\r']) end = indexWithin(window, character, start, end)
  return end
}

/** Where the character stands before `end`, else that. */
function indexWithin(window: string, character: string, start: number, end: number): number {
  const found = window.indexOf(character, start)
  return found === -1 || found > end ? end : found
}

/** The character of an escape without its backslash, or null while it is not complete. What is no base64 anyway is a NUL. */
function unescape(escape: string): string | null {
  if (escape === '/') return escape
  if (!escape.startsWith('u')) return '\0'
  if (escape.length < 5) return null
  const code = Number.parseInt(escape.slice(1), 16)
  return code <= maxAscii ? String.fromCharCode(code) : '\0'
}

function tooMuch(what: string): ImageStreamError {
  return createError('protocol', { message: `An event of the answer ${what}.` })
}

function isLineEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn
}
