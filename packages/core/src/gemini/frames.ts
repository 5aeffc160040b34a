import { createParser } from 'eventsource-parser'
import { createError } from '../errors.ts'

/** The JSON text of one event. */
export interface Frame {
  readonly text: string
  /** It came after the last blank line: whole only if its JSON is. */
  readonly isTail: boolean
}

/** Bytes of one event at most: a 4K picture with its signature, and room. In UTF-16 units, which are ASCII here. */
export const maxEventLength: number = 64 * 1024 * 1024

/**
 * Splits what the endpoint sends into JSON texts, however its bytes are cut.
 *
 * Strict SSE, and two leniencies that the endpoint needs: an event that lacks its last blank line is given as a tail;
 * and lines that are no SSE at all (an error body, an array, an error object after the events) are given as one more tail.
 */
export function createFrameSplitter(): {
  push(text: string): Frame[]
  end(): Frame[]
} {
  let frames: Frame[] = []
  let foreignLength = 0
  const foreign: string[] = []
  let isTail = false

  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: ({ data }) => frames.push({ text: data, isTail }),
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') throw tooLarge()
      if (error.line === undefined) return
      foreignLength += error.line.length
      if (foreignLength > maxEventLength) throw tooLarge()
      foreign.push(error.line)
    },
  })

  const take = (): Frame[] => {
    const taken = frames
    frames = []
    return taken
  }
  return {
    push(text) {
      parser.feed(text)
      return take()
    },
    end() {
      isTail = true
      parser.feed('\n\n')
      if (foreign.length > 0) frames.push({ text: foreign.join('\n'), isTail })
      return take()
    },
  }
}

function tooLarge(): Error {
  return createError('too-large', {
    phase: 'streaming',
    billed: 'maybe',
    advice: 'retry',
    message: `One event of the answer is longer than ${maxEventLength} characters, so it was not read.`,
  })
}
