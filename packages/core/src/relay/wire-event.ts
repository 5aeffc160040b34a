import { fromBase64 } from '../base64.ts'
import type { ImageStreamEvent, Warning } from '../events.ts'
import type { ImageMediaType } from '../image-header.ts'
import type { Usage } from '../usage.ts'
import { errorFromWire } from './wire-error.ts'
import { broken, count, record, text, type Wire } from './wire-fields.ts'

/**
 * The event that travelled, or null for a kind that this version does not know. A picture that is delivered by its URL
 * has the path that the relay gave as its `url`.
 * @throws ImageStreamError `protocol` for one that is not in its form.
 */
export function eventFromWire(wire: Wire): ImageStreamEvent | null {
  switch (wire['type']) {
    case 'start':
      return {
        type: 'start',
        runId: text(wire, 'runId'),
        ...(wire['resumable'] === true && { resumable: true }),
      }
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
        ...(wire['path'] !== undefined && { url: path(wire) }),
      }
    case 'image-data':
      return { type: 'image-data', index: count(wire, 'index'), bytes: bytes(wire) }
    case 'image-progress':
      return {
        type: 'image-progress',
        index: count(wire, 'index'),
        byteLength: count(wire, 'byteLength'),
      }
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
    case 'saved': {
      const { urls, data } = wire
      return {
        type: 'saved',
        ...(urls !== undefined && { urls: addresses(urls) }),
        ...(data !== undefined && { data }),
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

/** A page asks for it with its own `api` in front: nothing else may stand there. */
function path(wire: Wire): string {
  const value = text(wire, 'path')
  if (!picturePattern.test(value)) throw broken('a picture lies where none can')
  return value
}

const picturePattern = /^runs\/[\w-]+\/images\/\d+\/[\w-]+$/

function addresses(value: unknown): readonly (string | null)[] {
  if (Array.isArray(value) && value.every((each) => each === null || typeof each === 'string')) return value
  throw broken('urls are not addresses')
}
