import type { RasterType } from './codecs.ts'
import type { Flavour, Switches } from './options.ts'
import { paceTimes, type PaceTimes } from './pace.ts'

type Optional =
  | 'finishMessage'
  | 'blockReason'
  | 'blockReasonMessage'
  | 'declaredMediaType'
  | 'error'
  | 'cut'
  | 'silence'
  | 'response'
  | 'redirect'
  | 'contentType'
  | 'flood'
  | 'pieces'
  | 'grounding'

/** All switches of one request, decided. */
export interface Settings
  extends Required<Omit<Switches, Optional | 'pace' | 'images' | 'mediaType'>>, Pick<Switches, Optional> {
  readonly pace: PaceTimes
  /** `null`: what the model sends, where that can be written. */
  readonly mediaType: RasterType | null
  /** `null`: what the finish reason and the token limit leave. */
  readonly images: number | null
}

/** Fills in what was not chosen; `flavour` is what the request's path speaks. */
export function settle(switches: Switches, flavour: Flavour): Settings {
  const speaks = switches.flavour ?? flavour
  const small = switches.pictureSize !== undefined && switches.pictureSize !== 'real'
  return {
    format: 'as-asked',
    lineEnding: speaks === 'anyfast' ? 'lf' : 'crlf',
    byteOrderMark: false,
    lastBlankLine: true,
    noise: 'none',
    events: 'usual',
    contentEncoding: (switches.encodingFault ?? 'none') === 'none' ? 'none' : 'gzip',
    encodingFault: 'none',
    http: 'sound',
    abort: 'heeded',
    thoughts: 'as-asked',
    thoughtImages: 'none',
    thoughtImageCount: 2,
    text: 'none',
    order: 'usual',
    grouping: 'separate',
    blankChunk: 'none',
    closer: speaks === 'anyfast' ? 'with-content' : 'empty-text',
    finishReason: 'STOP',
    picture: 'painted',
    contentCredentials: speaks === 'google' && !small,
    payload: 'good',
    pictureSize: 'real',
    seed: 1,
    signatures: 'strict',
    signatureLength: small ? SMALL_SIGNATURE : SIGNATURE_LENGTHS[speaks],
    usage: USAGE[speaks],
    ...switches,
    flavour: speaks,
    mediaType: switches.mediaType ?? null,
    images: switches.images ?? null,
    pace: paceTimes(switches.pace ?? 'watchable'),
  }
}

/** Recorded base64 characters of one lite picture's signature. */
const SIGNATURE_LENGTHS: Readonly<Record<Flavour, number>> = {
  google: 1_459_200,
  vertex: 1_397_952,
  anyfast: 1_397_952,
}

const SMALL_SIGNATURE = 256

const USAGE = { google: 'every', vertex: 'last', anyfast: 'separate' } as const

/** Laid over one another, later ones win; an explicit `undefined` does not. */
export function layer(...layers: readonly Switches[]): Switches {
  const defined = layers.flatMap((switches) =>
    Object.entries(switches).filter(([, value]) => value !== undefined),
  )
  return Object.fromEntries(defined) as Switches
}
