import { textSegment, type Segment } from './segment.ts'

/** JSON whose long strings may be segments, written only as they are sent. */
export type WireValue = string | number | boolean | null | Segment | readonly WireValue[] | WireObject

/** Keys keep their order; `undefined` leaves a key out. */
export interface WireObject {
  readonly [key: string]: WireValue | undefined
}

/**
 * `google`: one line, a space after `:` and none after `,`, as recorded from both Google surfaces.
 * `compact`: no spaces, as AnyFast's documentation shows. `pretty`: two spaces a level, as errors
 * and the JSON-array form are recorded.
 */
export type JsonStyle = 'google' | 'compact' | 'pretty'

interface Writer {
  readonly colon: string
  readonly pretty: boolean
  readonly segments: Segment[]
  text: string
}

export function toWireJson(value: WireValue, style: JsonStyle): readonly Segment[] {
  const writer: Writer = {
    colon: style === 'compact' ? ':' : ': ',
    pretty: style === 'pretty',
    segments: [],
    text: '',
  }
  write(writer, value, 0)
  flush(writer)
  return writer.segments
}

function write(writer: Writer, value: WireValue, depth: number): void {
  if (value === null || typeof value !== 'object') {
    writer.text += JSON.stringify(value)
  } else if (isArray(value)) {
    writeList(
      writer,
      '[]',
      value.map((item) => ['', item] as const),
      depth,
    )
  } else if (isSegment(value)) {
    writer.text += '"'
    flush(writer)
    writer.segments.push(value)
    writer.text = '"'
  } else {
    const fields = Object.entries(value).flatMap(([key, field]) =>
      field === undefined ? [] : [[JSON.stringify(key) + writer.colon, field] as const],
    )
    writeList(writer, '{}', fields, depth)
  }
}

function writeList(
  writer: Writer,
  brackets: string,
  items: readonly (readonly [prefix: string, value: WireValue])[],
  depth: number,
): void {
  const line = (level: number): string => (writer.pretty ? '\n' + '  '.repeat(level) : '')
  writer.text += brackets[0]
  items.forEach(([prefix, value], index) => {
    writer.text += (index > 0 ? ',' : '') + line(depth + 1) + prefix
    write(writer, value, depth + 1)
  })
  writer.text += (items.length > 0 ? line(depth) : '') + brackets[1]
}

function flush(writer: Writer): void {
  if (writer.text !== '') writer.segments.push(textSegment(writer.text))
  writer.text = ''
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
export function isArray(value: object): value is readonly WireValue[] {
  return Array.isArray(value)
}

export function isSegment(value: Segment | WireObject): value is Segment {
  return typeof value.slice === 'function'
}
