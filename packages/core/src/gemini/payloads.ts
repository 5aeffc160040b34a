import { indexOfByte } from '../bytes.ts'
import { createTextDecoder } from '../event-stream.ts'
import { createAnswerScanner, type PayloadField } from './answer-scanner.ts'
import { backslash, carriageReturn, lineFeed, quote } from './ascii.ts'
import { createEscapeReader } from './payload-escapes.ts'

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

/** What the bytes hold, in order: text with a placeholder for each payload, and the payloads' characters as they come. */
export type Lifted =
  | { readonly type: 'text'; readonly text: string }
  /** `id` is the placeholder in the text. */
  | { readonly type: 'payload-start'; readonly id: string; readonly field: PayloadField }
  /** Characters of one byte each, mostly as views of the bytes that were pushed. JSON escapes are undone. */
  | { readonly type: 'payload-data'; readonly id: string; readonly bytes: Uint8Array }
  /** Missing when the payload was cut off by the end of its line or of the stream. */
  | { readonly type: 'payload-end'; readonly id: string }

/**
 * Everything that is not a payload passes through unchanged, so that a mistake here could only show as text that is not
 * JSON. One thing is added: a blank line after a line that closes its JSON, as some proxies leave it out, and an event
 * would never be seen to end. Inside payloads all work is a native search for what ends them.
 */
export function createPayloadLifter(): PayloadLifter {
  const decoder = createTextDecoder()
  const scanner = createAnswerScanner()
  const escapes = createEscapeReader()
  let payloads = 0
  /** The placeholder of the payload that has begun. */
  let id: string | null = null

  /** Passes text on up to the next payload, and returns where that begins. */
  function liftText(bytes: Uint8Array, start: number, lifted: Lifted[]): number {
    const end = scanner.scan(bytes, start)
    const { field } = scanner
    // No base64 text begins like it.
    if (field) id = `#${(payloads += 1)}`
    const text = decoder.decode(bytes.subarray(start, end), { stream: true }) + (id ?? missingBlank())
    if (text !== '') lifted.push({ type: 'text', text })
    if (field && id !== null) lifted.push({ type: 'payload-start', id, field })
    return end
  }

  function missingBlank(): string {
    if (!scanner.lacksBlank) return ''
    scanner.addBlank()
    // Two, as the first may be taken for the second half of a CRLF.
    return '\n\n'
  }

  /** Passes characters on up to what ends the payload, which is text again. */
  function liftPayload(payloadId: string, bytes: Uint8Array, start: number, lifted: Lifted[]): number {
    const give = (characters: Uint8Array): void => {
      if (characters.length > 0) lifted.push({ type: 'payload-data', id: payloadId, bytes: characters })
    }
    let end = start
    if (!escapes.isOpen) {
      const plain = plainCharacters(bytes, start)
      give(plain)
      end += plain.length
    }
    if (escapes.isOpen || bytes[end] === backslash) {
      const undone = escapes.read(bytes, end)
      give(undone.characters)
      ;({ end } = undone)
    }
    if (end === bytes.length) return end
    if (bytes[end] === quote) lifted.push({ type: 'payload-end', id: payloadId })
    scanner.endPayload()
    id = null
    return end
  }

  return {
    push(bytes) {
      const lifted: Lifted[] = []
      for (let index = 0; index < bytes.length;)
        index = id === null ? liftText(bytes, index, lifted) : liftPayload(id, bytes, index, lifted)
      return lifted
    },
    end() {
      const text = decoder.decode()
      return text === '' ? [] : [{ type: 'text', text }]
    },
  }
}

/** Up to an escape, the closing quote or the line's end. Mostly that is all there is, and then no view is made. */
function plainCharacters(bytes: Uint8Array, start: number): Uint8Array {
  const end = indexOfByte(bytes, quote, start)
  let plain = start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end)
  for (const byte of notPlain) {
    const at = indexOfByte(plain, byte)
    if (at < plain.length) plain = plain.subarray(0, at)
  }
  return plain
}

const notPlain = [backslash, lineFeed, carriageReturn]
