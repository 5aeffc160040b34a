import { byteOrderMark, createEventStreamReader, eventTooLarge, maxEventLength } from '../event-stream.ts'
import { createTextPieces } from '../text-pieces.ts'

/** The JSON text of one event. */
export interface Frame {
  readonly text: string
  /** It came after the last blank line: whole only if its JSON is. */
  readonly isTail: boolean
}

export interface FrameSplitter {
  /** @throws ImageStreamError `too-large` for an event longer than `maxEventLength`. */
  push(text: string): Frame[]
  end(): Frame[]
}

/**
 * Splits what the endpoint sends into JSON texts, however it is cut.
 *
 * Strict SSE, with what the endpoint and its proxies need around it: byte order marks at the start of any line are passed
 * over; an event that lacks its last blank line is given as a tail; and lines that are no SSE at all (an error body, an
 * array, an error object after the events) are given as further tails.
 */
export function createFrameSplitter(): FrameSplitter {
  let frames: Frame[] = []
  let isTail = false
  const lines = createLineSorter()
  const reader = createEventStreamReader({ onEvent: ({ data }) => frames.push({ text: data, isTail }) })

  const take = (): Frame[] => {
    const taken = frames
    frames = []
    return taken
  }
  return {
    push(text) {
      for (const piece of lines.sort(text)) reader.push(piece)
      return take()
    },
    end() {
      isTail = true
      reader.push('\n\n')
      frames.push(...lines.foreign().map((text) => ({ text, isTail })))
      return take()
    },
  }
}

interface LineSorter {
  /** The pieces of `text` that belong to SSE lines, line ends included. */
  sort(text: string): string[]
  /** All other lines, as one text; what comes before the first that looks like JSON is another. */
  foreign(): string[]
}

const firstJsonLine = /^[{[]/m

/** A line that cannot be one of SSE: data, event, id, retry, a comment and a blank line begin otherwise. */
const foreignStart = /[\r\n][^deir:\r\n]/

/** More line ends in a row say no more than two of them. */
const manyLineEnds = /[\r\n]{5,}/g

/** The SSE parser skips what it does not know, and with it the error that the endpoint writes after its events. */
function createLineSorter(): LineSorter {
  const foreign = createTextPieces()
  let previous = '\n'
  let isForeign = false

  function keepForeign(piece: string): void {
    foreign.push(piece)
    if (foreign.length > maxEventLength) throw eventTooLarge()
  }

  function sortLines(text: string): string[] {
    const pieces: string[] = []
    for (let start = 0; start < text.length;) {
      if (isLineEnd(previous) && text[start] === byteOrderMark) {
        start += 1
        continue
      }
      // The second half of a CRLF belongs to the line that the first half ended.
      const isSecondHalf = previous === '\r' && text[start] === '\n'
      if (isLineEnd(previous) && !isSecondHalf) isForeign = !isSseStart(text[start])
      const end = isSecondHalf ? start + 1 : endOfLines(text, start, isForeign)
      if (isForeign) keepForeign(text.slice(start, end))
      else pieces.push(text.slice(start, end))
      previous = text[end - 1] ?? ''
      start = end
    }
    return pieces
  }

  return {
    sort(given) {
      const text = given.replace(manyLineEnds, (ends) => ends.slice(0, 4))
      // Most text is SSE throughout, and then no line is looked at.
      const hasForeign = isForeign || foreignStart.test(text) || (isLineEnd(previous) && !isSseStart(text[0]))
      if (hasForeign) return sortLines(text)
      previous = text.at(-1) ?? previous
      return [text]
    },
    foreign() {
      const text = foreign.take()
      const start = firstJsonLine.exec(text)?.index ?? text.length
      return [text.slice(0, start), text.slice(start)]
        .map((part) => part.trim())
        .filter((part) => part !== '')
    },
  }
}

function isSseStart(character: string | undefined): boolean {
  return character !== undefined && 'deir:\r\n'.includes(character)
}

function isLineEnd(character: string | undefined): boolean {
  return character === '\n' || character === '\r'
}

const lineEnd = /\r\n|\r|\n/g

/** Just past the last of the lines of one kind that begin at `start`: they go on in one piece. */
function endOfLines(text: string, start: number, isForeign: boolean): number {
  lineEnd.lastIndex = start
  while (lineEnd.test(text)) {
    const next = text[lineEnd.lastIndex]
    if (next === byteOrderMark || isSseStart(next) === isForeign) return lineEnd.lastIndex
  }
  return text.length
}
