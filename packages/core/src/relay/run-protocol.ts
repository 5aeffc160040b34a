import type { ImageStreamEvent } from '../events.ts'
import type { ResolvedInput } from '../input.ts'
import { eventFromWire } from './wire-event.ts'
import { broken, parseWire } from './wire-fields.ts'

/**
 * The protocol between a browser and the relay, shared by both ends.
 *
 * `POST {api}/runs` starts a run: multipart, one JSON part and the pictures as files. The answer is an event stream:
 * each event one SSE block, `data:` first and then `id:`, one line of JSON; ids count from 1. `done` carries the number
 * of events and of picture bytes before it, so that what is not whole cannot look whole.
 *
 * A relay that keeps runs says `resumable` in `start`. Then `GET {api}/runs/{id}`, or `GET {api}/runs` with the key, goes
 * on behind the number in `Last-Event-ID`. `DELETE` of either ends the run. Pictures travel in the stream as base64, or
 * lie at `picturePath`, which `image-start` names, while the stream says how much of them has come.
 */

/** Name of the multipart field that holds the input as JSON. */
export const inputField = 'input'
/** Name of the multipart fields that hold the pictures, in order. */
export const imageField = 'image'
/** Number of the last event that was seen. */
export const lastEventIdHeader = 'Last-Event-ID'
/** 128 random bits of the caller, base64url: one user action. */
export const idempotencyHeader = 'Idempotency-Key'
/** Ids of intents and runs. */
export const idPattern: RegExp = /^[A-Za-z0-9_-]{22}$/

/** The JSON part: the input without its pictures, whose labels stay here. */
export type WireInput = Omit<ResolvedInput, 'images'> & {
  readonly labels: readonly (string | null)[]
  /** The run that an edit continues from, where the relay keeps it: its pictures and signatures stay there. */
  readonly from?: string
}

/** Where a picture lies, behind `api`. The token is the permission to read it, as an `<img>` sends no headers. */
export function picturePath(runId: string, index: number, token: string): string {
  return `runs/${runId}/images/${index}/${token}`
}

/** Reads the events of one run, and holds them to their numbers and counts, also over several connections. */
export interface RunDecoder {
  /** Number of the last event that was read; 0 before the first. */
  readonly lastId: number
  /**
   * The event of one SSE block, or null for a kind that this version does not know.
   * @throws ImageStreamError `protocol` for anything that the protocol does not allow.
   */
  decode(data: string, id: string | undefined): ImageStreamEvent | null
}

/** `toUrl` makes the address of a picture of its path. */
export function createRunDecoder(toUrl: (path: string) => string = (path) => path): RunDecoder {
  let lastId = 0
  let imageBytes = 0
  return {
    get lastId() {
      return lastId
    },
    decode(data, id) {
      const wire = parseWire(data)
      if (id !== String(lastId + 1)) throw broken(`event ${lastId + 1} was expected and ${id ?? 'none'} came`)
      const event = eventFromWire(wire)
      lastId += 1
      if (event?.type === 'image-data') imageBytes += event.bytes.byteLength
      if (event?.type === 'image-progress') imageBytes += event.byteLength
      if (event?.type === 'done' && (wire['events'] !== lastId || wire['imageBytes'] !== imageBytes))
        throw broken('its end does not fit what came before')
      return event?.type === 'image-start' && event.url !== undefined
        ? { ...event, url: toUrl(event.url) }
        : event
    },
  }
}
