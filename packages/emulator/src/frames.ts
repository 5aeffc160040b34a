import { mergeChunks, type Chunk, type ChunkKind } from './chunks.ts'
import { BOMB } from './content-encoding.ts'
import { bytesOf, textSegment, type Segment } from './segment.ts'
import type { Settings } from './settings.ts'
import { toWireJson, type JsonStyle, type WireObject } from './wire-json.ts'

/** How a body is written. */
export type BodyForm = 'sse' | 'json-array' | 'json'

/** The bytes of one chunk. */
export interface Frame {
  readonly kind: ChunkKind
  readonly finishes: boolean
  readonly segments: readonly Segment[]
}

const ENDINGS = { crlf: '\r\n', lf: '\n', cr: '\r', 'single-newline': '\n' } as const

/** The chunks as frames of the body; for one JSON object, a single frame. */
export function framesOf(chunks: readonly Chunk[], form: BodyForm, settings: Settings): readonly Frame[] {
  if (form === 'json') {
    const kind = chunks.some((chunk) => chunk.kind === 'picture') ? 'picture' : 'finish'
    const segments = [...jsonOf(mergeChunks(chunks), 'pretty', settings), textSegment('\n')]
    return [{ kind, finishes: true, segments }]
  }
  return chunks.map(({ kind, finishes, body }, index) => ({
    kind,
    finishes,
    segments:
      form === 'sse'
        ? sseFrame(body, index === chunks.length - 1, settings)
        : [textSegment(index === 0 ? '[' : ',\r\n'), ...jsonOf(body, 'pretty', settings), textSegment('\n')],
  }))
}

function sseFrame(body: WireObject, last: boolean, settings: Settings): readonly Segment[] {
  const style = settings.flavour === 'anyfast' ? 'compact' : 'google'
  const comment = settings.noise === 'comments' || settings.noise === 'both'
  const end = last && !settings.lastBlankLine ? '' : eventEnd(settings)
  return [
    textSegment((comment ? `: keep-alive${eventEnd(settings)}` : '') + 'data: '),
    ...jsonOf(body, style, settings),
    textSegment(end),
  ]
}

function eventEnd({ lineEnding }: Settings): string {
  const ending = ENDINGS[lineEnding]
  return lineEnding === 'single-newline' ? ending : ending + ending
}

/** What stands before the first frame. */
export function prologue(settings: Settings): readonly Segment[] {
  const mark = settings.byteOrderMark ? [textSegment('\ufeff')] : []
  if (settings.contentEncoding !== 'gzip-bomb') return mark
  return [...mark, textSegment(': '), BOMB, textSegment(eventEnd(settings))]
}

/** What stands after the last frame of a body that ends well. */
export function epilogue(form: BodyForm, settings: Settings): readonly Segment[] {
  if (form === 'json-array') return [textSegment(']')]
  const done = settings.noise === 'done' || settings.noise === 'both'
  return form === 'sse' && done ? [textSegment(`data: [DONE]${eventEnd(settings)}`)] : []
}

/** An error inside a body that had begun well. */
export function errorFrame(
  error: WireObject,
  as: 'framed' | 'raw',
  form: BodyForm,
  settings: Settings,
): readonly Segment[] {
  const pretty = toWireJson(error, 'pretty')
  if (as === 'framed' && form === 'sse') {
    const line = toWireJson(error, settings.flavour === 'anyfast' ? 'compact' : 'google')
    return [textSegment('data: '), ...line, textSegment(eventEnd(settings))]
  }
  if (as === 'framed' && form === 'json-array') {
    return [textSegment(',\r\n'), ...pretty, textSegment('\n]')]
  }
  return [...pretty, textSegment('\n')]
}

function jsonOf(value: WireObject, style: JsonStyle, settings: Settings): readonly Segment[] {
  const segments = toWireJson(value, style)
  return settings.payload === 'escaped' ? segments.map(escapeBase64) : segments
}

/** `/` and `=` as JSON writers may put them. Makes the text at once: for small pictures. */
function escapeBase64(segment: Segment): Segment {
  const text = new TextDecoder().decode(bytesOf([segment]))
  // Segments of JSON text begin or end with a quote or a brace; payloads hold base64 only.
  if (!/^[\w+/=]*$/.test(text)) return segment
  return textSegment(text.replaceAll('/', '\\/').replaceAll('=', '\\u003d'))
}
