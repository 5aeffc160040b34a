import { createEventStreamReader } from '../event-stream.ts'
import { createLineSorter } from './line-sorter.ts'

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
