import type { FloodSwitch } from './fault-switches.ts'
import { textSegment, type Segment } from './segment.ts'

const FLOOD_BYTES = 50 * 1024 * 1024

/** Much of nothing, to stand before an answer; `eventEnd` is what ends an event there. */
export function floodOf({ of, bytes = FLOOD_BYTES }: FloodSwitch, eventEnd: string): readonly Segment[] {
  switch (of) {
    case 'line':
      return [...longThought(bytes), textSegment(eventEnd)]
    case 'open-line':
      return longThought(bytes).slice(0, -1)
    case 'line-feeds':
      return [repeated('\n', bytes)]
    case 'comments':
      return [repeated(`: keep-alive${eventEnd}`, bytes)]
    case 'comment':
      return [textSegment(': '), repeated(' ', bytes), textSegment(eventEnd)]
    default:
      return of satisfies never
  }
}

/** A sound event whose text is that long. */
function longThought(bytes: number): readonly Segment[] {
  return [
    textSegment('data: {"candidates": [{"content": {"parts": [{"text": "'),
    repeated('thinking ', bytes),
    textSegment('","thought": true}],"role": "model"},"index": 0}]}'),
  ]
}

/** `text` over and over, whole, up to at least `bytes`; made as it is read. */
function repeated(text: string, bytes: number): Segment {
  const unit = new TextEncoder().encode(text)
  const length = Math.ceil(bytes / unit.length) * unit.length
  return {
    length,
    slice(from, to) {
      const run = new Uint8Array(to - from)
      for (let at = 0; at < run.length; at++) run[at] = unit[(from + at) % unit.length] ?? 0
      return run
    },
  }
}

/** 64 MiB of spaces: any compression makes them about a thousand times smaller. */
export const BOMB: FloodSwitch = { of: 'comment', bytes: 64 * 1024 * 1024 }
