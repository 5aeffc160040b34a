import type { ErrorName } from './named-errors.ts'

/**
 * A point in an answer, for faults. `headers`: before any header. `start`: after the headers,
 * before the first chunk. `thinking`: half-way through the thoughts. `picture`: in the middle of
 * the first answer picture's bytes (a framed or raw error: just before its event).
 * `after-picture`: after the last picture, before the finish. `after-finish`: after the finish
 * reason, before a separate usage chunk and the end. A number: before that chunk, from 0.
 */
export type Moment = 'headers' | 'start' | 'thinking' | 'picture' | 'after-picture' | 'after-finish' | number

export interface ErrorSwitch {
  /** A named error, or a bare HTTP status in the same envelope. */
  readonly name: ErrorName | number
  /**
   * `response` (default): in place of a stream. Otherwise inside the stream, after a 200.
   * `mid-picture`: the picture's event breaks off in its bytes and the error follows on a new line,
   * as a gateway writes it whose upstream is gone.
   */
  readonly at?: 'response' | Moment | 'mid-picture'
  /** In a stream: a `data:` event, or the pretty-printed object without `data:` (RAW tail). Default `framed`. */
  readonly as?: 'framed' | 'raw'
  /** In a stream: over how many network pieces the error is spread, a few milliseconds apart. Default 1. */
  readonly pieces?: number
  /** In place of a stream: the API's envelope, a gateway's page, a line of text, or nothing. Default `json`. */
  readonly body?: 'json' | 'html' | 'text' | 'empty'
  /** A `Retry-After` header: its value, or how far ahead and in which form. Default none. */
  readonly retryAfter?: string | RetryAfter
  /** `google.rpc.RetryInfo.retryDelay`, such as `34.4s`. Default: what the named error has. */
  readonly retryDelay?: string
  /** Only so many requests with one prompt fail, and the next goes well; then it begins anew. Default: all. */
  readonly times?: number
}

export interface RetryAfter {
  /** Milliseconds from now; whole seconds are sent. */
  readonly inMs: number
  /** Seconds, or one of the three date forms of RFC 9110 5.6.7. Default `seconds`. */
  readonly as?: 'seconds' | 'imf-fixdate' | 'rfc850' | 'asctime'
}

export interface CutSwitch {
  /** Where the answer breaks off. One of `at` and `byte` is needed. */
  readonly at?: Moment
  /** After this many bytes of the body. */
  readonly byte?: number
  /** `clean`: the body just ends. `reset`: the connection breaks (over TCP, a real RST). Default `clean`. */
  readonly how?: 'clean' | 'reset'
}

export interface SilenceSwitch {
  readonly at: Moment
  /** Milliseconds without a byte. Default: until the client leaves. */
  readonly ms?: number
  /** In process only: going on when this settles, so that a test need not wait for a time. */
  readonly until?: Promise<unknown>
}

/** A canned answer in place of the endpoint's: captive portals, gateways, any bytes at all. */
export interface CannedResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** In place of `body`, for bytes that are no text. */
  readonly bodyBase64?: string
}

/** An answer that sends the client elsewhere, once: a request that came back is answered. */
export interface RedirectSwitch {
  readonly status: 301 | 302 | 303 | 307 | 308
  /** This host, another, this host over plain http, or any address. Default `other-host`. */
  readonly to?: 'same-host' | 'other-host' | 'http' | `${'http' | 'https'}://${string}`
}

/** Bytes without end before the answer. */
export interface FloodSwitch {
  /**
   * `line`: one event, a thought of that length. `open-line`: the same, and neither it nor the
   * answer goes on. `line-feeds`. `comments`: short ones, each with its blank line. `comment`: one.
   */
  readonly of: 'line' | 'open-line' | 'line-feeds' | 'comments' | 'comment'
  /** Default 50 MiB. */
  readonly bytes?: number
}

/** How the body is cut into network pieces, whatever its events. */
export interface PiecesSwitch {
  /** Bytes of each. More than the body: all in one. */
  readonly bytes: number
  /** Milliseconds after each, so that a network keeps them apart. Default 0. */
  readonly gapMs?: number
}
