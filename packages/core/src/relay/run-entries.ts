import { toBase64 } from '../base64.ts'
import type { ImageStreamEvent } from '../events.ts'
import { errorToWire } from './wire-error.ts'
import { eventFromWire } from './wire-event.ts'
import { parseWire } from './wire-fields.ts'

/** One event as a log keeps it: its wire form as JSON, and beside it the bytes of a picture, raw. */
export interface RunEntry {
  readonly json: string
  readonly bytes: Uint8Array<ArrayBuffer> | null
}

/** How pictures travel: in the stream, or at the path that it gives for a picture, behind `api`. */
export type Delivery = 'inline' | { readonly pathOf: (index: number) => string }

/** Makes the entries of one run, every event once and in order: it counts what `done` has to say. */
export function createEntryEncoder(): (event: ImageStreamEvent) => RunEntry {
  let events = 0
  let imageBytes = 0
  return (event) => {
    events += 1
    if (event.type === 'image-data') {
      const { bytes, ...rest } = event
      imageBytes += bytes.byteLength
      return { json: JSON.stringify(rest), bytes }
    }
    return { json: JSON.stringify(toWire(event, { events, imageBytes })), bytes: null }
  }
}

/** An entry as one SSE block. `position` counts the entries of its run from 1. */
export function entryToFrame(entry: RunEntry, position: number, delivery: Delivery = 'inline'): string {
  return `data: ${delivery === 'inline' ? inlineJson(entry) : byUrlJson(entry, delivery)}\nid: ${position}\n\n`
}

/** The event of an entry, or null for a kind that this version does not know. @throws ImageStreamError `protocol` */
export function entryToEvent({ json, bytes }: RunEntry): ImageStreamEvent | null {
  const wire = parseWire(json)
  return bytes ? { type: 'image-data', index: Number(wire['index']), bytes } : eventFromWire(wire)
}

/** Writes the events of one run as SSE blocks, for a relay that keeps no log. */
export interface RunEncoder {
  encode(event: ImageStreamEvent): string
}

export function createRunEncoder(delivery: Delivery = 'inline'): RunEncoder {
  const toEntry = createEntryEncoder()
  let position = 0
  return {
    encode(event) {
      position += 1
      return entryToFrame(toEntry(event), position, delivery)
    },
  }
}

function toWire(event: ImageStreamEvent, counts: object): object {
  if (event.type === 'error') return { ...event, error: errorToWire(event.error) }
  return event.type === 'done' ? { ...event, ...counts } : event
}

/** Spliced: a picture's text is made once. */
function inlineJson({ json, bytes }: RunEntry): string {
  return bytes ? `${json.slice(0, -1)},"bytes":"${toBase64(bytes)}"}` : json
}

function byUrlJson({ json, bytes }: RunEntry, { pathOf }: Exclude<Delivery, 'inline'>): string {
  if (!bytes && !json.startsWith('{"type":"image-start"')) return json
  const wire = parseWire(json)
  const index = Number(wire['index'])
  return JSON.stringify(
    bytes
      ? { type: 'image-progress', index, byteLength: bytes.byteLength }
      : { ...wire, path: pathOf(index) },
  )
}
