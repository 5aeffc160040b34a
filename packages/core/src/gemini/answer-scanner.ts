import { createError, type ImageStreamError } from '../errors.ts'
import {
  backslash,
  carriageReturn,
  closeBrace,
  closeBracket,
  comma,
  lineFeed,
  maxAscii,
  openBrace,
  openBracket,
  quote,
} from './ascii.ts'

export type PayloadField = 'image' | 'signature'

/**
 * A JSON tokenizer that knows just enough to find payloads: lines, strings, nesting and keys. Work per byte is constant,
 * and nothing is made of a byte.
 */
export interface AnswerScanner {
  /**
   * Reads on to the first character of a payload, to a line that lacks a blank one before it, or to the end of the bytes,
   * and returns where that is. @throws ImageStreamError `protocol` for JSON that is nested, or goes on, without end.
   */
  scan(bytes: Uint8Array, start: number): number
  /** The payload whose first character was reached. */
  readonly field: PayloadField | null
  /** The last line closed its JSON, and no blank line has followed so far. */
  readonly lacksBlank: boolean
  /** The blank line was added. */
  addBlank(): void
  /** The payload's last character was passed: its closing quote or a line end comes next. */
  endPayload(): void
}

/** The one SSE line that holds JSON. */
const dataField = new TextEncoder().encode('data:')

/** First bytes of lines of bare JSON: of an error, or of a whole answer that is no event stream. */
const jsonLineStarts: ReadonlySet<number> = new Set(new TextEncoder().encode('{}[]",-0123456789 \t'))

/** How deep JSON may be nested: answers are about eight levels deep. */
const maxDepth = 64

/** How many members and elements one event may hold: an answer as one array has a few dozen for each chunk. */
const maxValues = 100_000

/** Over how many `data` lines one event may go; the endpoint writes one. Each costs a string. */
const maxDataLines = 100_000

type Key = 'picture' | 'data' | 'signature' | 'other'

/** The keys that matter. No two are of one length, so that a key is compared with one of them at most. */
const keys: readonly (readonly [name: Uint8Array, key: Key])[] = Object.entries({
  inlineData: 'picture',
  inline_data: 'picture',
  data: 'data',
  thoughtSignature: 'signature',
  thought_signature: 'signature',
} as const).map(([name, key]) => [new TextEncoder().encode(name), key])

/** Longer than any of them. */
const maxNameLength = 24

/** An object or array that is open. */
interface Level {
  readonly isObject: boolean
  /** The key under which this level itself stands. */
  readonly under: Key
  /** The key whose value comes next; null when a key comes next. */
  key: Key | null
}

/** Where the next byte stands. An `other-line` has no JSON, such as a comment. */
type Place = 'line-start' | 'other-line' | 'structure' | 'key' | 'string' | 'payload'

export function createAnswerScanner(): AnswerScanner {
  const levels: Level[] = []
  let place: Place = 'line-start'
  /** So many bytes of `data:` have come. */
  let matched = 0
  /** What came of a key before these bytes. */
  const name = new Uint8Array(maxNameLength)
  let nameLength = 0
  /** The last byte was the backslash of an escape. */
  let isEscaped = false
  /** The last byte was a carriage return. */
  let isReturn = false
  /** Since the last line end something was closed. */
  let hasClosed = false
  let lacksBlank = false
  /** Commas and brackets of the JSON that is open. */
  let values = 0
  /** Of the event that has not ended. */
  let dataLines = 0

  function scan(bytes: Uint8Array, start: number): number {
    let index = start
    while (index < bytes.length && place !== 'payload') {
      const byte = bytes[index] ?? 0
      // No JSON string goes over a line end, so that a broken event does not spoil the next.
      if (isLineEnd(byte)) {
        endLine(byte)
        index += 1
      } else if (lacksBlank) return index
      else {
        isReturn = false
        index = readOn(bytes, index)
      }
    }
    return index
  }

  /** A blank line ends an event, and with it whatever it left open. */
  function endLine(byte: number): void {
    const isSecondHalf = byte === lineFeed && isReturn
    isReturn = byte === carriageReturn
    if (isSecondHalf) return
    const isBlank = place === 'line-start' && matched === 0
    lacksBlank = hasClosed && levels.length === 0
    if (isBlank || lacksBlank) dataLines = 0
    // Setting a length costs more than all else here, and there may be many blank lines.
    if (isBlank && levels.length > 0) levels.length = 0
    hasClosed = false
    place = 'line-start'
    matched = 0
  }

  /** Reads one byte or more of a line, up to its end at most. */
  function readOn(bytes: Uint8Array, start: number): number {
    switch (place) {
      case 'line-start':
        return readLineStart(bytes, start)
      case 'structure':
        return readStructure(bytes, start)
      case 'key':
      case 'string':
        return readString(bytes, start)
      default:
        return endOfLine(bytes, start)
    }
  }

  function readLineStart(bytes: Uint8Array, index: number): number {
    const byte = bytes[index] ?? 0
    // A byte order mark, and no JSON or name of a field, is beyond ASCII: it is no part of the line.
    if (byte > maxAscii) return index + 1
    if (byte === dataField[matched]) {
      matched += 1
      if (matched === dataField.length) beginData()
      return index + 1
    }
    place = matched === 0 && jsonLineStarts.has(byte) ? 'structure' : 'other-line'
    return index
  }

  function beginData(): void {
    dataLines += 1
    if (dataLines > maxDataLines) throw tooMuch(`goes over more than ${maxDataLines} lines`)
    place = 'structure'
  }

  function readStructure(bytes: Uint8Array, start: number): number {
    for (let index = start; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0
      if (isLineEnd(byte)) return index
      if (byte === quote) {
        beginString()
        return index + 1
      }
      if (byte === openBrace || byte === openBracket) open(byte === openBrace)
      else if (byte === closeBrace || byte === closeBracket) {
        levels.pop()
        hasClosed = true
      } else if (byte === comma) nextValue()
    }
    return bytes.length
  }

  function open(isObject: boolean): void {
    if (levels.length === maxDepth) throw tooMuch(`is nested more than ${maxDepth} levels deep`)
    if (levels.length === 0) values = 0
    levels.push({ isObject, under: levels.at(-1)?.key ?? 'other', key: null })
    count()
  }

  function nextValue(): void {
    const level = levels.at(-1)
    if (!level) return
    level.key = null
    count()
  }

  function count(): void {
    values += 1
    if (values > maxValues) throw tooMuch(`holds more than ${maxValues} values`)
  }

  function beginString(): void {
    const level = levels.at(-1)
    nameLength = 0
    isEscaped = false
    if (level?.isObject && level.key === null) place = 'key'
    else {
      const isPayload = level?.key === 'signature' || (level?.key === 'data' && level.under === 'picture')
      place = isPayload ? 'payload' : 'string'
    }
  }

  function readString(bytes: Uint8Array, start: number): number {
    let index = start
    for (; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0
      if (isLineEnd(byte)) return index
      if (isEscaped) isEscaped = false
      else if (byte === backslash) isEscaped = true
      else if (byte === quote) {
        if (place === 'key') endKey(bytes, start, index)
        place = 'structure'
        return index + 1
      }
    }
    if (place === 'key') keepName(bytes.subarray(start, index))
    return index
  }

  function keepName(bytes: Uint8Array): void {
    const part = bytes.subarray(0, maxNameLength - nameLength)
    name.set(part, nameLength)
    nameLength += part.length
  }

  /** A key with escapes keeps its backslash here, and so is never taken for one of ours. */
  function endKey(bytes: Uint8Array, start: number, end: number): void {
    const level = levels.at(-1)
    if (!level) return
    if (nameLength === 0) level.key = keyOf(bytes, start, end)
    else {
      keepName(bytes.subarray(start, end))
      level.key = keyOf(name, 0, nameLength)
    }
  }

  return {
    scan,
    get field() {
      if (place !== 'payload') return null
      return levels.at(-1)?.key === 'signature' ? 'signature' : 'image'
    },
    get lacksBlank() {
      return lacksBlank
    },
    addBlank() {
      lacksBlank = false
    },
    endPayload() {
      place = 'string'
    },
  }
}

function endOfLine(bytes: Uint8Array, start: number): number {
  let index = start
  while (index < bytes.length && !isLineEnd(bytes[index] ?? 0)) index += 1
  return index
}

function keyOf(bytes: Uint8Array, start: number, end: number): Key {
  const known = keys.find(([name]) => name.length === end - start)
  if (!known) return 'other'
  const [name, key] = known
  for (let index = 0; index < name.length; index += 1)
    if (name[index] !== bytes[start + index]) return 'other'
  return key
}

function tooMuch(what: string): ImageStreamError {
  return createError('protocol', { message: `An event of the answer ${what}.` })
}

function isLineEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn
}
