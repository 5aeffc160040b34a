import type { Codecs } from './codecs.ts'
import type { ContentEncoding } from './content-encoding.ts'
import type { ErrorName } from './errors.ts'
import type { Pace } from './pace.ts'

/** Whose endpoint is imitated: Google's Developer API, Vertex AI, or the AnyFast gateway. */
export type Flavour = 'google' | 'vertex' | 'anyfast'

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
  /** `response` (default): in place of a stream. Otherwise inside the stream, after a 200. */
  readonly at?: 'response' | Moment
  /** In a stream: a `data:` event, or the pretty-printed object without `data:` (RAW tail). Default `framed`. */
  readonly as?: 'framed' | 'raw'
  /** A `Retry-After` header with this value, seconds or a date. Default none. */
  readonly retryAfter?: string
  /** `google.rpc.RetryInfo.retryDelay`, such as `34.4s`. Default: what the named error has. */
  readonly retryDelay?: string
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

/** A canned answer in place of the endpoint's: captive portals, redirects, gateways. */
export interface CannedResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * Everything about an answer that can be chosen. Each may be set for an emulator, for one request
 * in the `x-emulator-options` header (as JSON), or by a named scenario.
 */
export interface Switches {
  /** Default: `vertex` for Vertex paths, otherwise `google`. */
  readonly flavour?: Flavour
  /**
   * The body's form. `as-asked` (default): SSE with `alt=sse` (AnyFast: always), a JSON array
   * without it. `single-json`: one whole response object, as a gateway that does not stream sends.
   */
  readonly format?: 'as-asked' | 'sse' | 'json-array' | 'single-json'
  /** Default `crlf`, as recorded; AnyFast `lf`. `single-newline`: events are not separated by a blank line. */
  readonly lineEnding?: 'crlf' | 'lf' | 'cr' | 'single-newline'
  /** Starts the body with a UTF-8 byte order mark. Default false. */
  readonly byteOrderMark?: boolean
  /** Whether a blank line follows the last event. Default true. */
  readonly lastBlankLine?: boolean
  /** What a proxy adds: `: keep-alive` comments between events, a last `data: [DONE]`. Default `none`. */
  readonly noise?: 'none' | 'comments' | 'done' | 'both'
  /**
   * Compression, sound or not, of a streamed or whole answer: for calls over a socket. `gzip-bomb`
   * starts with a comment of 64 MiB. Default `none`, as the endpoint does unless asked.
   */
  readonly contentEncoding?: ContentEncoding

  /**
   * Thinking text. `as-asked` (default): when `thinkingConfig.includeThoughts` is true.
   * `endless`: one thought a second for an hour, and no answer.
   */
  readonly thoughts?: 'as-asked' | 'always' | 'never' | 'endless'
  /**
   * Draft pictures. `marked`: unsigned, with `thought: true`. `unmarked`: signed and without the
   * flag; the last picture is the final one. `only`: the single picture is marked as a thought.
   * Default `none`.
   */
  readonly thoughtImages?: 'none' | 'marked' | 'unmarked' | 'only'
  /** Drafts when there are any, 1 to 10. Default 2. */
  readonly thoughtImageCount?: number
  /** Answer text, when TEXT is asked for. Default `none`, as recorded from the lite model. */
  readonly text?: 'none' | 'before' | 'after' | 'interleaved'
  /** Answer pictures, 0 to 10. Default 1; 0 when a finish or block reason refuses. */
  readonly images?: number
  /** `picture-first`: the pictures come before the thoughts. Default `usual`. */
  readonly order?: 'usual' | 'picture-first'
  /** `together`: all answer parts in one chunk. Default `separate`. */
  readonly grouping?: 'separate' | 'together'
  /** An extra chunk without content before the pictures, in one of the recorded forms. Default `none`. */
  readonly blankChunk?: 'none' | 'role-only' | 'no-content' | 'empty-content' | 'null-parts' | 'empty-parts'
  /**
   * The chunk that carries the finish reason: the last content chunk itself, or one of its own
   * with only a role, an empty text, or an empty text that is signed. `early`: on the first answer
   * chunk, with content after it. `missing`: nowhere. Default `empty-text`; AnyFast `with-content`.
   */
  readonly closer?: 'with-content' | 'role-only' | 'empty-text' | 'signature' | 'early' | 'missing'

  /** Any finish reason, known or not. Default `STOP`; any other also drops the pictures unless `images` asks for them. */
  readonly finishReason?: string
  /** Default: what the endpoint says for that reason, if anything. */
  readonly finishMessage?: string
  /** `promptFeedback.blockReason`: no candidates. With `images` it comes late, after the pictures. */
  readonly blockReason?: string
  /** Vertex only has this one. Default none. */
  readonly blockReasonMessage?: string

  /** The picture's real type. Default `image/jpeg` as the 3.x models send, when a codec is there; otherwise `image/png`. */
  readonly mediaType?: 'image/jpeg' | 'image/png' | 'image/webp'
  /** What the answer calls it. Default: the truth. */
  readonly declaredMediaType?: string
  /** What the picture's bytes are. Default `painted`. */
  readonly picture?: 'painted' | 'svg' | 'html' | 'pdf' | 'zip'
  /**
   * The base64 text. `escaped` is sound, with JSON escapes for `/` and `=`. `url`: an address in
   * its place. `split`: the picture in two parts. Default `good`.
   */
  readonly payload?:
    | 'good'
    | 'escaped'
    | 'truncated'
    | 'bad-alphabet'
    | 'bad-padding'
    | 'url-safe'
    | 'white-space'
    | 'empty'
    | 'url'
    | 'split'
  /** `small`: the asked ratio at 64 pixels on the long side, and signatures of 256 characters. Default `real`. */
  readonly pictureSize?: 'real' | 'small' | { readonly width: number; readonly height: number }
  /** Makes pictures repeatable when the request has no seed. Default 1. */
  readonly seed?: number

  /** Whether model turns with pictures must bring their signatures back unchanged. Default `strict`. */
  readonly signatures?: 'strict' | 'lax'
  /** Base64 characters of a picture's signature. Default 1,459,200, as recorded; Vertex 1,397,952. */
  readonly signatureLength?: number

  /** Where token counts come. Default by flavour: google `every`, vertex `last`, anyfast `separate`. */
  readonly usage?:
    | 'every'
    | 'last'
    | 'separate'
    | 'middle'
    | 'twice'
    | 'shrinking'
    | 'negative'
    | 'as-string'
    | 'missing'

  readonly error?: ErrorSwitch
  readonly cut?: CutSwitch
  readonly silence?: SilenceSwitch
  readonly response?: CannedResponse

  /** Default `watchable`. */
  readonly pace?: Pace
}

export interface EmulatorOptions extends Switches {
  /** A scenario of the table `scenarios`, under the other options. */
  readonly scenario?: string
  /** Accepted API keys. Default: any that does not look like a real Google key. */
  readonly keys?: readonly string[]
  /** Turns pictures into JPEG or WebP and back. Default: OffscreenCanvas where there is one. */
  readonly codecs?: Codecs
}
