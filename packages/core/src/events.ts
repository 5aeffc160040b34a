import type { AnswerPart } from './answer.ts'
import type { ImageStreamError, Billed } from './errors.ts'
import type { ImageMediaType } from './image-header.ts'
import type { Usage } from './usage.ts'

/**
 * One fact of a run, in the order in which it became known. Everything that Gemini sends becomes events once;
 * the relay's log, its wire, replay, state and tests are lists of them.
 *
 * A run is `start`, then any number of the others, then exactly one of `done`, `error` and `stopped`.
 */
export type ImageStreamEvent =
  /** `resumable`: a relay keeps the run, so that a reader who lost it can come back. */
  | { readonly type: 'start'; readonly runId: string; readonly resumable?: true }
  | { readonly type: 'thought'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  /**
   * Bytes of picture `index` follow. Pictures never overlap; `index` counts drafts and answers alike, from 0. One with a
   * `url` lies there, and is shown from there as it arrives: then `image-progress` comes in place of its bytes.
   */
  | {
      readonly type: 'image-start'
      readonly index: number
      readonly mediaType: ImageMediaType
      readonly width: number
      readonly height: number
      readonly url?: string
    }
  | {
      readonly type: 'image-data'
      readonly index: number
      readonly bytes: Uint8Array<ArrayBuffer>
    }
  /** So many more bytes have come to where the picture lies. With a `url` it is to be loaded from there, anew: the connection broke. */
  | {
      readonly type: 'image-progress'
      readonly index: number
      readonly byteLength: number
      readonly url?: string
    }
  /** All of its bytes are there, so it can be shown: what it is comes later. May be left out. */
  | { readonly type: 'image-ready'; readonly index: number }
  /** The picture is whole. Only now is it known whether it is a draft: the wire may say so after the bytes. */
  | {
      readonly type: 'image-end'
      readonly index: number
      readonly byteLength: number
      readonly draft: boolean
    }
  | { readonly type: 'usage'; readonly usage: Usage }
  /**
   * The API asked to come back later, and the run does: at `retryAt`, in milliseconds since the epoch. Null when it asks
   * again. Nothing was charged for what it waits for.
   */
  | { readonly type: 'wait'; readonly retryAt: number | null }
  /** Why the model stopped. More may follow it: the run is over at a terminal event only. */
  | { readonly type: 'finish'; readonly reason: string; readonly message?: string }
  /** Right before `done`, where the API is spoken to directly: what an edit sends back to it. It never goes to a page. */
  | { readonly type: 'answer'; readonly parts: readonly AnswerPart[] }
  | { readonly type: 'warning'; readonly warning: Warning }
  /**
   * What the relay's `onRunEnd` returned, right before `done`: lasting addresses of the answer's pictures in their order,
   * null for one that has none, and whatever else the application says of the turn.
   */
  | { readonly type: 'saved'; readonly urls?: readonly (string | null)[]; readonly data?: unknown }
  | TerminalEvent

export type TerminalEvent =
  | { readonly type: 'done' }
  | { readonly type: 'error'; readonly error: ImageStreamError }
  | { readonly type: 'stopped'; readonly billed: Billed }

/** Something that did not stop the run and that its user may want to know. */
export interface Warning {
  /**
   * `usage-unknown`: the token counts did not come. `history-shortened`: the oldest turns were too much for one request.
   * `history-left-out`: the earlier turns could not be sent as they were, so the picture went along as a reference.
   * `not-resumable`: the relay has no room to keep the run, so it ends with its reader. `not-saved`: the application
   * could not save the pictures yet.
   */
  readonly code: 'usage-unknown' | 'history-shortened' | 'history-left-out' | 'not-resumable' | 'not-saved'
  readonly message: string
}

/** True for the three events that end a run. */
export function isTerminal(event: ImageStreamEvent): event is TerminalEvent {
  return event.type === 'done' || event.type === 'error' || event.type === 'stopped'
}
