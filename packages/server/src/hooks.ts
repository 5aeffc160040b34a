import type {
  Billed,
  ErrorCode,
  GeneratedImage,
  ImageMediaType,
  ImageStreamError,
  ImageStreamEvent,
  ModelId,
  ResolvedInput,
  Usage,
  Warning,
} from '@image-stream/core'

/** What was asked, without its pictures. */
export type RunInput = Omit<ResolvedInput, 'images' | 'metadata'>

/** One paid call, before it is made. Plain JSON. */
export interface RunStart {
  /** Of the run, 128 random bits: the key under which to hold money and to save what comes. */
  readonly id: string
  readonly owner: string
  /** The run whose picture is edited; null for a new picture, and where the page sent that picture itself. */
  readonly parentId: string | null
  readonly input: RunInput
  /** What the page gave along, as it gave it: anybody can write there. */
  readonly metadata: Readonly<Record<string, unknown>>
  /** What it may cost: `usd` is the upper end. */
  readonly estimate: { readonly usd: number; readonly minUsd: number; readonly pricesAsOf: string }
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

/** One paid call that is over. */
export interface RunEnd extends RunStart {
  /** `lost`: the process that made it is gone, and what became of the call is not known. */
  readonly status: 'success' | 'error' | 'stopped' | 'lost'
  /** Those that are whole, in order: of a success the answer's, else what had arrived by then. */
  readonly images: readonly RunImage[]
  readonly text: string
  /** Null where the API gave no token counts. */
  readonly usage: Usage | null
  /** `usd` is the sum to charge: what the tokens cost; all of the estimate where that is not known; 0 when nothing was billed. */
  readonly cost: { readonly usd: number; readonly isEstimate: boolean; readonly pricesAsOf: string }
  readonly billed: Billed
  readonly error: ImageStreamError | null
  /** Milliseconds since the epoch. */
  readonly endedAt: number
}

/** A picture of a run that is over, as bytes. */
export interface RunImage extends Pick<GeneratedImage, 'extension' | 'width' | 'height' | 'byteLength'> {
  /** Its place among the run's pictures, from 0. */
  readonly index: number
  /** What the bytes say: `image/png`, `image/jpeg` or `image/webp`. */
  readonly mediaType: ImageMediaType
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string
  bytes(): Promise<Uint8Array<ArrayBuffer>>
  blob(): Promise<Blob>
}

/** What the page is told of a run that was saved. */
export interface Saved {
  /** Lasting addresses of the pictures, in order; null for one that has none. They become `image.url`. */
  readonly urls?: readonly (string | null)[]
  /** Plain JSON: it becomes `turn.data`. */
  readonly data?: unknown
}

/**
 * Hears of each paid call before it is made, once. A Response refuses it: nothing is paid, and the key may come again.
 * One that throws refuses as well.
 */
export type OnRunStart = (run: RunStart) => Response | void | Promise<Response | void>

/**
 * Hears of each paid call when it is over, also when nobody reads it any more, and after a crash: at least once, so use
 * its id as the key, under which the first word counts: what was told as a success may come again as lost. A success waits for it, for 10 s at most. When it fails, the page gets a warning, and it is asked
 * again: after 1, 5 and 25 s, and with a store until it has worked.
 */
export type OnRunEnd = (run: RunEnd) => Saved | void | Promise<Saved | void>

/** Which run an event is of. */
export interface RelayEventRun {
  readonly id: string
  readonly owner: string
  readonly model: ModelId
}

/** What happens in a run, without what was asked, thought, said or drawn. */
export type RelayEvent =
  | { readonly type: 'start'; readonly estimatedUsd: number }
  | { readonly type: 'wait'; readonly retryAt: number | null }
  | Pick<
      Extract<ImageStreamEvent, { type: 'image-start' }>,
      'type' | 'index' | 'mediaType' | 'width' | 'height'
    >
  | Extract<ImageStreamEvent, { type: 'image-end' | 'usage' }>
  | { readonly type: 'warning'; readonly code: Warning['code'] }
  | {
      readonly type: 'end'
      readonly status: RunEnd['status']
      readonly code: ErrorCode | null
      readonly billed: Billed
      readonly usd: number
      readonly durationMs: number
    }

/** For metrics and traces. It is called in passing: what it throws is dropped, and what it returns is not awaited. */
export type OnRelayEvent = (event: RelayEvent, run: RelayEventRun) => void
