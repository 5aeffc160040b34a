import { createParser } from 'eventsource-parser'
import { createError, type ImageStreamError } from '../errors.ts'

/** The JSON text of one event. */
export interface Frame {
  readonly text: string
  /** It came after the last blank line: whole only if its JSON is. */
  readonly isTail: boolean
}

/** Length of one event at most, in UTF-16 units: a 4K picture with its signature, and room. */
export const maxEventLength: number = 64 * 1024 * 1024

export interface FrameSplitter {
  /** @throws ImageStreamError `too-large` for an event longer than `maxEventLength`. */
  push(text: string): Frame[]
  end(): Frame[]
}

/**
 * Splits what the endpoint sends into JSON texts, however it is cut.
 *
 * Strict SSE, and two leniencies that the endpoint needs: an event that lacks its last blank line is given as a tail;
 * and lines that are no SSE at all (an error body, an array, an error object after the events) are given as one more tail.
 */
export function createFrameSplitter(): FrameSplitter {
  let frames: Frame[] = []
  let isTail = false
  const lines = createLineSorter()
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ data }) => frames.push({ text: data, isTail }),
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') throw tooLarge()
    },
  })

  const take = (): Frame[] => {
    const taken = frames
    frames = []
    return taken
  }
  return {
    push(text) {
      for (const piece of lines.sort(text)) parser.feed(piece)
      return take()
    },
    end() {
      isTail = true
      parser.feed('\n\n')
      const foreign = lines.foreign()
      if (foreign !== '') frames.push({ text: foreign, isTail })
      return take()
    },
  }
}

interface LineSorter {
  /** The pieces of `text` that belong to SSE lines, line ends included. */
  sort(text: string): string[]
  /** All other lines, as one text. */
  foreign(): string
}

/** How a line of SSE can begin: data, event, id, retry, a comment, a line end; a byte order mark before the first. */
const sseLineStart = /^[deir:\r\n\uFEFF]/

/** The SSE parser skips what it does not know, and with it the error that the endpoint writes after its events. */
function createLineSorter(): LineSorter {
  const foreign: string[] = []
  let foreignLength = 0
  let previous = '\n'
  let isForeign = false

  function keepForeign(piece: string): void {
    foreign.push(piece)
    foreignLength += piece.length
    if (foreignLength > maxEventLength) throw tooLarge()
  }

  return {
    sort(text) {
      const pieces: string[] = []
      for (let start = 0; start < text.length;) {
        // The second half of a CRLF belongs to the line that the first half ended.
        const isSecondHalf = previous === '\r' && text[start] === '\n'
        if (isLineEnd(previous) && !isSecondHalf) isForeign = !sseLineStart.test(text[start] ?? '')
        const end = isSecondHalf ? start + 1 : isForeign ? endOfLine(text, start) : endOfSseLines(text, start)
        if (isForeign) keepForeign(text.slice(start, end))
        else pieces.push(text.slice(start, end))
        previous = text[end - 1] ?? ''
        start = end
      }
      return pieces
    },
    foreign: () => foreign.join('').trim(),
  }
}

const lineEnd = /\r\n|\r|\n/g

/** Just past the line end that closes the line of `start`, or the end of the text. */
function endOfLine(text: string, start: number): number {
  lineEnd.lastIndex = start
  return lineEnd.test(text) ? lineEnd.lastIndex : text.length
}

/** Just past the last of the SSE lines that begin at `start`: they go on in one piece. */
function endOfSseLines(text: string, start: number): number {
  let end = endOfLine(text, start)
  while (end < text.length && sseLineStart.test(text[end] ?? '')) end = endOfLine(text, end)
  return end
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r'
}

function tooLarge(): ImageStreamError {
  return createError('too-large', {
    phase: 'streaming',
    billed: 'maybe',
    advice: 'retry',
    message: `One event of the answer is longer than ${maxEventLength} characters, so it was not read.`,
  })
}
