import type { Chunk } from './chunks.ts'
import type { Settings } from './settings.ts'
import { isArray, isSegment, type WireObject, type WireValue } from './wire-json.ts'

/** The chunks as `settings.events` wants them: more of them, or in another order, or with more in them. */
export function oddChunks(chunks: readonly Chunk[], { events }: Settings): readonly Chunk[] {
  switch (events) {
    case 'usual':
    case 'with-empty':
      return chunks
    case 'doubled':
      return chunks.flatMap((chunk) => [chunk, chunk])
    case 'reversed':
      return chunks.toReversed()
    case 'with-unknown-fields':
      return chunks.map((chunk) => ({ ...chunk, body: withUnknownFields(chunk.body) }))
    default:
      return events satisfies never
  }
}

/** What stands before the `data:` line of an odd event; `end` ends a line, `eventEnd` an event. */
export function beforeEvent({ events }: Settings, end: string, eventEnd: string): string {
  if (events === 'with-empty') return `data:${eventEnd}data: {}${eventEnd}`
  if (events !== 'with-unknown-fields') return ''
  return ['event: message', 'id: 7', 'retry: 1000', 'novelty: 1'].map((line) => line + end).join('')
}

/** One more field in every object, at every level. */
function withUnknownFields(value: WireObject): WireObject {
  const fields = Object.entries(value).map(([key, field]) => [key, field === undefined ? field : deep(field)])
  return { ...Object.fromEntries(fields), novelty: { list: [1, null, 'x'] } }
}

function deep(value: WireValue): WireValue {
  if (value === null || typeof value !== 'object') return value
  if (isArray(value)) return value.map(deep)
  return isSegment(value) ? value : withUnknownFields(value)
}
