import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { createError, type ImageStreamError } from './errors.ts'
import { createTextPieces, joinedLength } from './text-pieces.ts'

/** Length of one event at most, in UTF-16 units: a 4K picture with its signature, and room. */
export const maxEventLength: number = 64 * 1024 * 1024

export const byteOrderMark = '\uFEFF'

export interface EventStreamListener {
  onEvent(message: EventSourceMessage): void
  /** The last event id has changed, with or without an event. */
  onId?(id: string): void
  /** The server asks to wait so long before a reconnection, in milliseconds. */
  onRetry?(milliseconds: number): void
}

export interface EventStreamReader {
  /** @throws ImageStreamError `too-large` for an event longer than `maxEventLength`. */
  push(text: string): void
}

/**
 * Reads the text of an event stream to the letter of the HTML standard (9.2.5, 9.2.6), however it is cut. The text comes
 * from `createTextDecoder`: the one byte order mark that a stream may begin with is dropped here.
 */
export function createEventStreamReader(listener: EventStreamListener): EventStreamReader {
  let isFirst = true
  const small = createTextPieces()
  const parser = createParser({
    ...listener,
    maxBufferSize: maxEventLength,
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') throw eventTooLarge()
    },
  })
  // Before anything else only, the parser looks for a byte order mark, also for one that was decoded as Latin-1.
  parser.feed('\n')
  return {
    push(text) {
      if (text === '') return
      small.push(isFirst && text.startsWith(byteOrderMark) ? text.slice(1) : text)
      isFirst = false
      // The parser keeps the pieces of a line as they are until it ends.
      if (small.length >= joinedLength || /[\r\n]/.test(text)) parser.feed(small.take())
    },
  }
}

/** The decoder drops no byte order mark itself: Node's drops two when the first is cut. */
export function createTextDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { ignoreBOM: true })
}

/** The error for an event longer than `maxEventLength`. */
export function eventTooLarge(): ImageStreamError {
  return createError('too-large', {
    phase: 'streaming',
    billed: 'maybe',
    advice: 'retry',
    message: `One event of the answer is longer than ${maxEventLength} characters, so it was not read.`,
  })
}
