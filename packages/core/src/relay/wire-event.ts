import { fromBase64 } from '../base64.ts'
import type { ImageStreamEvent, Warning } from '../events.ts'
import type { ImageMediaType } from '../image-header.ts'
import type { Usage } from '../usage.ts'
import { withoutUndefined } from '../without-undefined.ts'
import { errorFromWire } from './wire-error.ts'
import { broken, count, record, text, type Wire } from './wire-fields.ts'

/**
 * The event that travelled, or null for a kind that this version does not know. A picture that is delivered by its URL
 * has the path that the relay gave as its `url`.
 * @throws ImageStreamError `protocol` for one that is not in its form.
 */
export function eventFromWire(wire: Wire): ImageStreamEvent | null {
  const { type } = wire
  if (typeof type !== 'string' || !Object.hasOwn(eventFields, type)) return null
  // Each kind has the readers of its own fields.
  return { type, ...readFields(eventFields[type as WireType], wire) } as ImageStreamEvent
}

/** What reads one field; undefined leaves it out. */
type Reader<Value> = (wire: Wire, field: string) => Value

type Readers<Fields> = { readonly [Field in keyof Fields]-?: Reader<Fields[Field]> }

type WireType = Exclude<ImageStreamEvent['type'], 'answer'>

type FieldsOf<Type> = Omit<Extract<ImageStreamEvent, { readonly type: Type }>, 'type'>

const eventFields: { readonly [Type in WireType]: Readers<FieldsOf<Type>> } = {
  start: { runId: text, resumable: (wire, field) => wire[field] === true || undefined },
  thought: { text },
  text: { text },
  'image-start': { index: count, mediaType, width: count, height: count, url: path },
  'image-data': { index: count, bytes },
  // That a connection broke is known where it broke.
  'image-progress': { index: count, byteLength: count, url: () => undefined },
  'image-ready': { index: count },
  'image-end': { index: count, byteLength: count, draft: (wire, field) => wire[field] === true },
  usage: { usage: (wire, field) => readFields(usageFields, record(wire, field)) },
  finish: { reason: text, message: textOrNothing },
  wait: { retryAt: countOrNull },
  warning: { warning: (wire, field) => readFields(warningFields, record(wire, field)) },
  saved: { urls: addresses, data: (wire, field) => wire[field] },
  stopped: { billed: (wire, field) => (wire[field] === 'no' ? 'no' : 'maybe') },
  done: {},
  error: { error: (wire, field) => errorFromWire(wire[field]) },
}

const usageFields: Readers<Usage> = {
  promptTokens: countOrNull,
  thoughtTokens: countOrNull,
  outputTokens: countOrNull,
  imageTokens: countOrNull,
  totalTokens: countOrNull,
}

const warningFields: Readers<Warning> = {
  // A newer relay may warn of more than this version knows.
  code: text as Reader<Warning['code']>,
  message: text,
}

function readFields<Fields extends object>(readers: Readers<Fields>, wire: Wire): Fields {
  const entries = Object.entries<Reader<unknown>>(readers).map(([field, read]) => [field, read(wire, field)])
  return withoutUndefined(Object.fromEntries(entries) as Fields)
}

function textOrNothing(wire: Wire, field: string): string | undefined {
  const value = wire[field]
  return typeof value === 'string' ? value : undefined
}

function countOrNull(wire: Wire, field: string): number | null {
  return wire[field] === null ? null : count(wire, field)
}

function mediaType(wire: Wire, field: string): ImageMediaType {
  const value = wire[field]
  if (value === 'image/png' || value === 'image/jpeg' || value === 'image/webp') return value
  throw broken('a picture is of a type that is not allowed')
}

function bytes(wire: Wire, field: string): Uint8Array<ArrayBuffer> {
  const decoded = fromBase64(text(wire, field))
  if (!decoded) throw broken('picture bytes are not base64')
  return decoded
}

/** A page asks for it with its own `api` in front: nothing else may stand there. */
function path(wire: Wire): string | undefined {
  if (wire['path'] === undefined) return undefined
  const value = text(wire, 'path')
  if (!picturePattern.test(value)) throw broken('a picture lies where none can')
  return value
}

const picturePattern = /^runs\/[\w-]+\/images\/\d+\/[\w-]+$/

function addresses(wire: Wire, field: string): readonly (string | null)[] | undefined {
  const value = wire[field]
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((each) => each === null || typeof each === 'string')) return value
  throw broken('urls are not addresses')
}
