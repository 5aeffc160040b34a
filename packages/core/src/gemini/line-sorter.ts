import { byteOrderMark, eventTooLarge, maxEventLength } from '../event-stream.ts'
import { createTextPieces } from '../text-pieces.ts'

/**
 * Parts the lines of an event stream from all others, which a strict reader passes over in silence: an error that the
 * endpoint writes after its events, a whole answer that is no event stream, a page of something else.
 */
export interface LineSorter {
  /**
   * The pieces of `text` that belong to lines of an event stream, line ends included. Byte order marks before a line are
   * left out. @throws ImageStreamError `too-large` when other lines go on without end.
   */
  sort(text: string): string[]
  /** All other lines, as one text; what comes before the first that looks like JSON is another. */
  foreign(): string[]
}

const fieldNames = ['data', 'event', 'id', 'retry']

/** How a line of an event stream begins: with a field, as a comment, or with its end. */
const eventStreamLine = /(?:data|event|id|retry)?[:\r\n]/y

/** A line that begins otherwise. */
const foreignLine = /[\r\n](?!(?:data|event|id|retry)?[:\r\n])[^]/

const firstJsonLine = /^[{[]/m

const lineEnd = /\r\n|\r|\n/g

/** More line ends in a row say no more than two of them. */
const manyLineEnds = /[\r\n]{5,}/g

export function createLineSorter(): LineSorter {
  const foreign = createTextPieces()
  let isForeign = false
  let previous = '\n'
  /** The start of a line of which it is not known yet what it is. */
  let held = ''

  /** Most text is of an event stream throughout, and then no line is looked at. */
  function holdsForeign(text: string): boolean {
    return (
      isForeign || foreignLine.test(text) || (isLineEnd(previous) && text !== '' && !isOfEventStream(text, 0))
    )
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
      if (isLineEnd(previous) && !isSecondHalf) {
        const wasForeign = isForeign
        isForeign = !isOfEventStream(text, start)
        // What comes behind the lines that are left out must not be taken for the second half of a CRLF.
        if (isForeign && !wasForeign && previous === '\r') pieces.push('\n')
      }
      const end = isSecondHalf ? start + 1 : endOfLines(text, start, isForeign)
      const piece = text.slice(start, end)
      if (isForeign) keep(piece)
      else pieces.push(piece)
      previous = text[end - 1] ?? ''
      start = end
    }
    return pieces
  }

  function keep(piece: string): void {
    foreign.push(piece)
    if (foreign.length > maxEventLength) throw eventTooLarge()
  }

  return {
    sort(given) {
      const all = held + given.replace(manyLineEnds, (ends) => ends.slice(0, 4))
      held = undecidedLine(all, isLineEnd(previous))
      const text = all.slice(0, all.length - held.length)
      if (holdsForeign(text)) return sortLines(text)
      previous = text.at(-1) ?? previous
      return text === '' ? [] : [text]
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

/** The last line, when all that came of it could become the name of a field. */
function undecidedLine(text: string, startsLine: boolean): string {
  const last = text.slice(-maxUndecidedLength)
  const lineStart = Math.max(last.lastIndexOf('\n'), last.lastIndexOf('\r')) + 1
  if (lineStart === 0 && !(startsLine && last.length === text.length)) return ''
  const line = last.slice(lineStart)
  const name = line.replaceAll(byteOrderMark, '')
  return name !== '' && fieldNames.some((field) => field.startsWith(name)) ? line : ''
}

/** A name, a line end before it, and some byte order marks. */
const maxUndecidedLength = 12

function isOfEventStream(text: string, start: number): boolean {
  eventStreamLine.lastIndex = start
  return eventStreamLine.test(text)
}

/** Just past the last of the lines of one kind that begin at `start`: they go on in one piece. */
function endOfLines(text: string, start: number, isForeign: boolean): number {
  lineEnd.lastIndex = start
  while (lineEnd.test(text)) {
    const next = lineEnd.lastIndex
    if (text[next] === byteOrderMark || isOfEventStream(text, next) === isForeign) return next
  }
  return text.length
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r'
}
