import type { ImageStreamEvent, Usage } from '@image-stream/core'

import { count, fileSize } from '../furniture/words.ts'

/** One line of the log: an event, or several of a kind that come in many pieces. */
export interface LogLine {
  /** When the first of them came, in milliseconds since the run was asked for. */
  readonly atMs: number
  readonly type: ImageStreamEvent['type']
  readonly times: number
  /** Bytes of picture that they brought. */
  readonly bytes: number
  /** What the last of them said. */
  readonly what: string
}

type EventType = ImageStreamEvent['type']

/** They come many times over, and only together do they say something. */
const pieces: ReadonlySet<EventType> = new Set<EventType>([
  'thought',
  'text',
  'image-data',
  'image-progress',
  'usage',
])

/** The log with one more event in it. A piece joins its kind, as long as nothing but pieces came between. */
export function withEvent(
  log: readonly LogLine[],
  event: ImageStreamEvent,
  atMs: number,
): readonly LogLine[] {
  const { type } = event
  const bytes = bytesOf(event)
  const turning = log.findLastIndex((line) => !pieces.has(line.type))
  const same = log.findLastIndex((line) => line.type === type)
  const before = log[same]
  if (!pieces.has(type) || same < turning || !before)
    return [...log, { atMs, type, times: 1, bytes, what: whatOf(event, bytes) }]
  const sum = before.bytes + bytes
  return log.with(same, { ...before, times: before.times + 1, bytes: sum, what: whatOf(event, sum) })
}

function bytesOf(event: ImageStreamEvent): number {
  if (event.type === 'image-progress') return event.byteLength
  return event.type === 'image-data' ? event.bytes.byteLength : 0
}

function whatOf(event: ImageStreamEvent, bytes: number): string {
  switch (event.type) {
    case 'start':
      return `run ${event.runId.slice(0, 6)}`
    case 'thought':
    case 'text':
      return event.text.trim()
    case 'image-start':
      return `${event.mediaType.replace('image/', '')} ${event.width} × ${event.height}`
    case 'image-data':
    case 'image-progress':
      return fileSize(bytes)
    case 'image-ready':
      return 'can be shown'
    case 'image-end':
      return `${event.draft ? 'draft' : 'whole'}, ${fileSize(event.byteLength)}`
    case 'usage':
      return tokens(event.usage)
    case 'wait':
      return event.retryAt === null ? 'asks again' : 'is to come back later'
    case 'finish':
      return [event.reason, event.message].filter(Boolean).join(': ')
    case 'warning':
      return event.warning.code
    case 'error':
      return event.error.code
    case 'stopped':
      return `billed: ${event.billed}`
    case 'saved':
    // An answer's parts never come to a page.
    case 'answer':
    case 'done':
      return ''
    default:
      return event satisfies never
  }
}

function tokens({ totalTokens }: Usage): string {
  return totalTokens === null ? 'counts' : `${count(totalTokens)} tokens`
}
