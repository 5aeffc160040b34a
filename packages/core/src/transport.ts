import type { ImageStreamEvent } from './events.ts'
import type { Reference, ResolvedInput } from './input.ts'
import type { Turn } from './turns.ts'

/** One run, ready to be sent. */
export interface RunRequest {
  readonly input: ResolvedInput
  /** The input's pictures, looked into. */
  readonly references: readonly Reference[]
  /** The turns that it continues from, oldest first; the last one's picture is what an edit changes. Empty for a generation. */
  readonly history: readonly Turn[]
  /** 128 random bits that stand for one user action: the same action sent twice is paid once. */
  readonly intentId: string
}

/** Turns a request into events. Each call of `run` may be paid for, so nothing calls it twice for one action. */
export interface Transport {
  /**
   * The events of one run. It ends after a terminal event, or throws an ImageStreamError; ending without either means
   * that the run was cut. When `signal` aborts it must end the paid call, unless the reason is `leaving`.
   */
  run(request: RunRequest, signal: AbortSignal): AsyncIterable<ImageStreamEvent>
  /**
   * Follows a run that was begun before, from its first event on: by this page or by one that was reloaded, without a second
   * payment. Missing where a run ends with its connection. What `run` throws here leaves the outcome open; an `error` event
   * does not.
   */
  readonly resume?: (intentId: string, signal: AbortSignal) => AsyncIterable<ImageStreamEvent>
  /** Ends a run that nobody follows any more, wherever it goes on. Missing where a run ends with its connection. */
  readonly cancel?: (intentId: string) => void
}

/** The abort reason for a page that goes away: unlike a stop it does not ask to end the run. */
export const leaving: unique symbol = Symbol.for('@image-stream/leaving')

/** Anything that answers requests: `fetch`, or a server's handler, so that client and server can run in one process. */
export type FetchHandler = (request: Request) => Promise<Response>
