import { fromBase64, toBase64 } from '../base64.ts'
import { createError, isErrorCode, type ErrorCode, type ErrorInit, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent, Warning } from '../events.ts'
import type { ImageMediaType } from '../image-header.ts'
import type { ResolvedInput } from '../input.ts'
import type { Usage } from '../usage.ts'

/**
 * The protocol between a browser and the relay, shared by both ends.
 *
 * `POST {api}/runs` starts a run: multipart, one JSON part and the pictures as files. The answer is an event stream:
 * each event one SSE block, `data:` first and then `id:`, one line of JSON; ids count from 1. `done` carries the number
 * of events and of picture bytes before it, so that what is not whole cannot look whole.
 */

/** Name of the multipart field that holds the input as JSON. */
export const inputField = 'input'
/** Name of the multipart fields that hold the pictures, in order. */
export const imageField = 'image'
/** 128 random bits of the caller, base64url: one user action. */
export const idempotencyHeader = 'Idempotency-Key'
/** Ids of intents and runs. */
export const idPattern: RegExp = /^[A-Za-z0-9_-]{22}$/

/** The JSON part: the input without its pictures, whose labels stay here. */
export type WireInput = Omit<ResolvedInput, 'images'> & { readonly labels: readonly (string | null)[] }

/** Writes the events of one run; it counts what `done` has to say. */
export interface RunEncoder {
  encode(event: ImageStreamEvent): string
}

export function createRunEncoder(): RunEncoder {
  let id = 0
  let imageBytes = 0
  return {
    encode(event) {
      id += 1
      if (event.type === 'image-data') imageBytes += event.bytes.byteLength
      return `data: ${JSON.stringify(toWire(event, id, imageBytes))}\nid: ${id}\n\n`
    },
  }
}

/** Reads the events of one run, and holds them to their numbers and counts. */
export interface RunDecoder {
  /**
   * The event of one SSE block, or null for a kind that this version does not know.
   * @throws ImageStreamError `protocol` for anything that the protocol does not allow.
   */
  decode(data: string, id: string | undefined): ImageStreamEvent | null
}

export function createRunDecoder(): RunDecoder {
  let lastId = 0
  let imageBytes = 0
  return {
    decode(data, id) {
      const wire = parseWire(data)
      lastId += 1
      if (id !== String(lastId)) throw broken(`event ${lastId} was expected and ${id ?? 'none'} came`)
      const event = fromWire(wire)
      if (event?.type === 'image-data') imageBytes += event.bytes.byteLength
      if (event?.type === 'done' && (wire['events'] !== lastId || wire['imageBytes'] !== imageBytes))
        throw broken('its end does not fit what came before')
      return event
    },
  }
}

/** An error as it travels: without what had arrived, which the other side has, and without its cause. */
export function errorToWire(error: ImageStreamError): object {
  const { partial: _partial, name: _name, cause: _cause, stack: _stack, ...fields } = error
  return { ...fields, message: error.message }
}

/** The error that travelled, or a `protocol` one where it is not in its form. */
export function errorFromWire(wire: unknown): ImageStreamError {
  if (
    !isRecord(wire) ||
    !isErrorCode(wire['code']) ||
    typeof wire['message'] !== 'string' ||
    !hasItsExtras(wire)
  )
    return broken('an error is not in its form')
  const { code } = wire
  const taken = [...commonFields, extraFields[code] ?? ''].filter((field) => Object.hasOwn(wire, field))
  const fields = Object.fromEntries(taken.map((field) => [field, wire[field]]))
  // The rest is shown and linked to, never acted on: a field of the wrong kind spoils a message and no more.
  return createError(code, fields as unknown as ErrorInit<typeof code>)
}

/** What is taken over of every error. No other name may reach an object that has methods. */
const commonFields = [
  'message',
  'advice',
  'phase',
  'billed',
  'httpStatus',
  'reason',
  'detail',
  'runId',
] as const

const extraFields: Partial<Record<ErrorCode, string>> = {
  'invalid-input': 'issues',
  quota: 'retryAt',
  'rate-limit': 'retryAt',
  overloaded: 'retryAt',
  blocked: 'subject',
}

/** What a view reads without asking, as the types say that it is there. */
function hasItsExtras(wire: Wire): boolean {
  const { code, issues, retryAt, subject } = wire
  if (code === 'invalid-input')
    return (
      Array.isArray(issues) &&
      issues.every(
        (each) => isRecord(each) && typeof each['message'] === 'string' && typeof each['field'] === 'string',
      )
    )
  if (code === 'quota' || code === 'rate-limit' || code === 'overloaded')
    return retryAt === null || typeof retryAt === 'number'
  return code !== 'blocked' || subject === 'prompt' || subject === 'reference' || subject === 'result'
}

type Wire = Readonly<Record<string, unknown>>

function toWire(event: ImageStreamEvent, events: number, imageBytes: number): object {
  if (event.type === 'image-data') return { ...event, bytes: toBase64(event.bytes) }
  if (event.type === 'error') return { ...event, error: errorToWire(event.error) }
  if (event.type === 'done') return { ...event, events, imageBytes }
  return event
}

function fromWire(wire: Wire): ImageStreamEvent | null {
  switch (wire['type']) {
    case 'start':
      return { type: 'start', runId: text(wire, 'runId') }
    case 'thought':
    case 'text':
      return { type: wire['type'], text: text(wire, 'text') }
    case 'image-start':
      return {
        type: 'image-start',
        index: count(wire, 'index'),
        mediaType: mediaType(wire),
        width: count(wire, 'width'),
        height: count(wire, 'height'),
      }
    case 'image-data':
      return { type: 'image-data', index: count(wire, 'index'), bytes: bytes(wire) }
    case 'image-ready':
      return { type: 'image-ready', index: count(wire, 'index') }
    case 'image-end':
      return {
        type: 'image-end',
        index: count(wire, 'index'),
        byteLength: count(wire, 'byteLength'),
        draft: wire['draft'] === true,
      }
    case 'usage':
      return { type: 'usage', usage: usage(record(wire, 'usage')) }
    case 'finish': {
      const message = wire['message']
      return { type: 'finish', reason: text(wire, 'reason'), ...(typeof message === 'string' && { message }) }
    }
    case 'wait':
      return { type: 'wait', retryAt: wire['retryAt'] === null ? null : count(wire, 'retryAt') }
    case 'warning': {
      const warning = record(wire, 'warning')
      // A newer relay may warn of more than this version knows.
      return {
        type: 'warning',
        warning: { code: text(warning, 'code') as Warning['code'], message: text(warning, 'message') },
      }
    }
    case 'stopped':
      return { type: 'stopped', billed: wire['billed'] === 'no' ? 'no' : 'maybe' }
    case 'done':
      return { type: 'done' }
    case 'error':
      return { type: 'error', error: errorFromWire(wire['error']) }
    default:
      return null
  }
}

function parseWire(data: string): Wire {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    throw broken('an event is not JSON')
  }
  if (!isRecord(value)) throw broken('an event is not an object')
  return value
}

function text(wire: Wire, field: string): string {
  const value = wire[field]
  if (typeof value !== 'string') throw broken(`${field} is not a text`)
  return value
}

function count(wire: Wire, field: string): number {
  const value = wire[field]
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw broken(`${field} is not a count`)
  return value
}

function record(wire: Wire, field: string): Wire {
  const value = wire[field]
  if (!isRecord(value)) throw broken(`${field} is not an object`)
  return value
}

function usage(wire: Wire): Usage {
  const tokens = (field: string): number | null => (wire[field] === null ? null : count(wire, field))
  return {
    promptTokens: tokens('promptTokens'),
    thoughtTokens: tokens('thoughtTokens'),
    outputTokens: tokens('outputTokens'),
    imageTokens: tokens('imageTokens'),
    totalTokens: tokens('totalTokens'),
  }
}

function mediaType(wire: Wire): ImageMediaType {
  const value = wire['mediaType']
  if (value === 'image/png' || value === 'image/jpeg' || value === 'image/webp') return value
  throw broken('a picture is of a type that is not allowed')
}

function bytes(wire: Wire): Uint8Array<ArrayBuffer> {
  const decoded = fromBase64(text(wire, 'bytes'))
  if (!decoded) throw broken('picture bytes are not base64')
  return decoded
}

function isRecord(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function broken(what: string): ImageStreamError {
  return createError('protocol', {
    phase: 'relay',
    message: `The relay's answer is broken: ${what}. Client and server may be of different versions.`,
  })
}
