import type { Chunk, ChunkKind } from './chunks.ts'
import { BOMB, floodOf } from './flood.ts'
import { beforeEvent, oddChunks } from './odd-events.ts'
import { bytesOf, textSegment, type Segment } from './segment.ts'
import type { Settings } from './settings.ts'
import { mergeChunks } from './whole-answer.ts'
import { toWireJson, type JsonStyle, type WireObject } from './wire-json.ts'

/** How a body is written. */
export type BodyForm = 'sse' | 'json-array' | 'json'

/** The bytes of one chunk. */
export interface Frame {
  readonly kind: ChunkKind
  readonly finishes: boolean
  readonly segments: readonly Segment[]
}

/** The chunks as frames of the body; for one JSON object, a single frame. */
export function framesOf(chunks: readonly Chunk[], form: BodyForm, settings: Settings): readonly Frame[] {
  if (form === 'json') {
    const kind = chunks.some((chunk) => chunk.kind === 'picture') ? 'picture' : 'finish'
    const segments = [...jsonOf(mergeChunks(chunks), 'pretty', settings), textSegment('\n')]
    return [{ kind, finishes: true, segments }]
  }
  const odd = oddChunks(chunks, settings)
  return odd.map(({ kind, finishes, body }, index) => ({
    kind,
    finishes,
    segments:
      form === 'sse'
        ? sseFrame(body, { index, last: index === odd.length - 1 }, settings)
        : [textSegment(index === 0 ? '[' : ',\r\n'), ...jsonOf(body, 'pretty', settings), textSegment('\n')],
  }))
}

interface Place {
  readonly index: number
  readonly last: boolean
}

function sseFrame(body: WireObject, { index, last }: Place, settings: Settings): readonly Segment[] {
  const style = settings.flavour === 'anyfast' ? 'compact' : 'google'
  const [line, blank] = endingsOf(settings, index)
  const comment = settings.noise === 'comments' || settings.noise === 'both'
  const before = [
    settings.byteOrderMark === 'middle' && index === 1 ? BYTE_ORDER_MARK : '',
    comment ? `: keep-alive${line}${blank}` : '',
    beforeEvent(settings, line, line + blank),
  ]
  const end = last && !settings.lastBlankLine ? '' : line + blank
  return [textSegment(`${before.join('')}data: `), ...jsonOf(body, style, settings), textSegment(end)]
}

const BYTE_ORDER_MARK = '\ufeff'

const ENDINGS = {
  crlf: ['\r\n', '\r\n'],
  lf: ['\n', '\n'],
  cr: ['\r', '\r'],
  'single-newline': ['\n', ''],
} as const

/** Never CR and then LF: together they are one line end. */
const MIXED = [
  ['\r\n', '\n'],
  ['\r', '\r'],
  ['\n', '\r\n'],
  ['\r\n', '\r'],
  ['\n', '\n'],
  ['\r', '\r\n'],
  ['\n', '\r'],
] as const

/** What ends the data line of an event, and the blank line after it. */
function endingsOf({ lineEnding }: Settings, index: number): readonly [line: string, blank: string] {
  return lineEnding === 'mixed' ? (MIXED[index % MIXED.length] ?? MIXED[0]) : ENDINGS[lineEnding]
}

function eventEnd(settings: Settings): string {
  return endingsOf(settings, 0).join('')
}

/** What stands before the first frame. */
export function prologue(form: BodyForm, settings: Settings): readonly Segment[] {
  const { byteOrderMark, encodingFault, flood = encodingFault === 'bomb' ? BOMB : undefined } = settings
  const marks = byteOrderMark === 'twice' ? 2 : byteOrderMark === true ? 1 : 0
  const opened = settings.noise === 'prime' ? `: ok${eventEnd(settings)}` : ''
  const start = BYTE_ORDER_MARK.repeat(marks) + opened
  return [
    ...(start === '' ? [] : [textSegment(start)]),
    ...(flood === undefined || form !== 'sse' ? [] : floodOf(flood, eventEnd(settings))),
  ]
}

/** What stands after the last frame of a body that ends well. */
export function epilogue(form: BodyForm, settings: Settings): readonly Segment[] {
  if (form === 'json-array') return [textSegment(']')]
  const done = settings.noise === 'done' || settings.noise === 'both'
  return form === 'sse' && done ? [textSegment(`data: [DONE]${eventEnd(settings)}`)] : []
}

/** What ends the half of an event that stands before an error. */
export function brokenLine(as: 'framed' | 'raw', settings: Settings): readonly Segment[] {
  return [textSegment(as === 'framed' ? eventEnd(settings) : endingsOf(settings, 0)[0])]
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
