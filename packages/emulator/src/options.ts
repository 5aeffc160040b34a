import type { Codecs } from './codecs.ts'
import type { ContentEncoding, EncodingFault } from './content-encoding.ts'
import type {
  CannedResponse,
  CutSwitch,
  ErrorSwitch,
  FloodSwitch,
  PiecesSwitch,
  RedirectSwitch,
  SilenceSwitch,
} from './fault-switches.ts'
import type { MalformedHttp } from './malformed-http.ts'
import type { Pace } from './pace.ts'

/** Whose endpoint is imitated: Google's Developer API, Vertex AI, or the AnyFast gateway. */
export type Flavour = 'google' | 'vertex' | 'anyfast'

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
  /**
   * Default `crlf`, as recorded; AnyFast `lf`. `single-newline`: events are not separated by a blank
   * line. `mixed`: each line ends in another of the three ways.
   */
  readonly lineEnding?: 'crlf' | 'lf' | 'cr' | 'mixed' | 'single-newline'
  /** UTF-8 byte order marks: one at the start, two, or one before the second event. Default false. */
  readonly byteOrderMark?: boolean | 'twice' | 'middle'
  /** Whether a blank line follows the last event. Default true. */
  readonly lastBlankLine?: boolean
  /**
   * What a proxy adds: `: keep-alive` comments between events, a last `data: [DONE]`, both, or one
   * comment at the start to open the way (`prime`). Default `none`.
   */
  readonly noise?: 'none' | 'comments' | 'done' | 'both' | 'prime'
  /**
   * Events sent twice, in reverse order, with events without content between them, or with fields
   * that nobody knows, in SSE and in JSON. Default `usual`.
   */
  readonly events?: 'usual' | 'doubled' | 'reversed' | 'with-empty' | 'with-unknown-fields'
  /** Default: what the real endpoint says. */
  readonly contentType?: string
  /**
   * Compression of the answer: for calls over a socket, as only a network client undoes it. `br` and
   * `zstd` come from Node in `listenEmulator`, elsewhere from the platform, where it has them.
   * Default `none`, as the endpoint does unless asked.
   */
  readonly contentEncoding?: ContentEncoding
  /** What is wrong with the compression. Default `none`. */
  readonly encodingFault?: EncodingFault
  readonly flood?: FloodSwitch
  readonly pieces?: PiecesSwitch
  /** HTTP itself is broken. Only a listener can: `listenEmulator` of `@image-stream/emulator/node`. Default `sound`. */
  readonly http?: 'sound' | MalformedHttp
  /** `ignored`: in process, an answer goes on after its request was aborted. Default `heeded`. */
  readonly abort?: 'heeded' | 'ignored'

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
  /** An extra chunk that holds grounding metadata and no parts. Default false; true when the request searches. */
  readonly grounding?: boolean

  /** Any finish reason, known or not. Default `STOP`; any other also drops the pictures unless `images` asks for them. */
  readonly finishReason?: string
  /** Default: what the endpoint says for that reason, if anything. */
  readonly finishMessage?: string
  /** `promptFeedback.blockReason`: no candidates. With `images` it comes late, after the pictures. */
  readonly blockReason?: string
  /** Vertex only has this one. Default none. */
  readonly blockReasonMessage?: string

  /** The picture's real type. Default: the model's (3.x `image/jpeg`, 2.5 `image/png`) when a codec is there; otherwise `image/png`. */
  readonly mediaType?: 'image/jpeg' | 'image/png' | 'image/webp'
  /** What the answer calls it. Default: the truth. */
  readonly declaredMediaType?: string
  /** What the picture's bytes are. Default `painted`. */
  readonly picture?: 'painted' | 'svg' | 'html' | 'pdf' | 'zip' | { readonly base64: string }
  /**
   * Content credentials (C2PA, in APP11) before the frame header of a JPEG: of the usual size, or so
   * many bytes. They are sound boxes, and signed by nobody. Default: as Google's Developer API does
   * at real size; others send none.
   */
  readonly contentCredentials?: boolean | number
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
  readonly redirect?: RedirectSwitch

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
