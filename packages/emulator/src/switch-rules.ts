import { contentEncodings, encodingFaults } from './content-encoding.ts'
import { errorNames } from './named-errors.ts'
import type { Moment } from './fault-switches.ts'
import { malformedHttp } from './malformed-http.ts'
import type { Switches } from './options.ts'
import { WATCHABLE } from './pace.ts'
import {
  either,
  flag,
  isRecord,
  matching,
  oneOf,
  promise,
  record,
  shape,
  text,
  whole,
  type Rule,
} from './rules.ts'
import { MIN_SIGNATURE_LENGTH } from './signature.ts'

const moments: readonly Moment[] = [
  'headers',
  'start',
  'thinking',
  'picture',
  'after-picture',
  'after-finish',
]

const moment: Rule = either(oneOf(...moments), whole(0, 10_000))
const milliseconds: Rule = whole(0, 86_400_000)
const base64: Rule = matching(/^[\w+/-]*={0,2}$/, 'base64')

/** More would be no test any more. */
const MAX_FLOOD = 1024 * 1024 * 1024

const rules: { readonly [Name in keyof Required<Switches>]: Rule } = {
  flavour: oneOf('google', 'vertex', 'anyfast'),
  format: oneOf('as-asked', 'sse', 'json-array', 'single-json'),
  lineEnding: oneOf('crlf', 'lf', 'cr', 'mixed', 'single-newline'),
  byteOrderMark: oneOf(true, false, 'twice', 'middle'),
  lastBlankLine: flag,
  noise: oneOf('none', 'comments', 'done', 'both', 'prime'),
  events: oneOf('usual', 'doubled', 'reversed', 'with-empty', 'with-unknown-fields'),
  contentType: text,
  contentEncoding: oneOf(...contentEncodings),
  encodingFault: oneOf(...encodingFaults),
  flood: shape(
    {
      of: oneOf('line', 'open-line', 'line-feeds', 'comments', 'comment'),
      bytes: whole(0, MAX_FLOOD),
    },
    ['of'],
  ),
  pieces: shape({ bytes: whole(1, MAX_FLOOD), gapMs: milliseconds }, ['bytes']),
  http: oneOf('sound', ...malformedHttp),
  abort: oneOf('heeded', 'ignored'),
  thoughts: oneOf('as-asked', 'always', 'never', 'endless'),
  thoughtImages: oneOf('none', 'marked', 'unmarked', 'only'),
  thoughtImageCount: whole(1, 10),
  text: oneOf('none', 'before', 'after', 'interleaved'),
  images: whole(0, 10),
  order: oneOf('usual', 'picture-first'),
  grouping: oneOf('separate', 'together'),
  blankChunk: oneOf('none', 'role-only', 'no-content', 'empty-content', 'null-parts', 'empty-parts'),
  closer: oneOf('with-content', 'role-only', 'empty-text', 'signature', 'early', 'missing'),
  grounding: flag,
  finishReason: text,
  finishMessage: text,
  blockReason: text,
  blockReasonMessage: text,
  mediaType: oneOf('image/jpeg', 'image/png', 'image/webp'),
  declaredMediaType: text,
  picture: either(oneOf('painted', 'svg', 'html', 'pdf', 'zip'), shape({ base64 }, ['base64'])),
  contentCredentials: either(flag, whole(1_024, 1_048_576)),
  payload: oneOf(
    'good',
    'escaped',
    'truncated',
    'bad-alphabet',
    'bad-padding',
    'url-safe',
    'white-space',
    'empty',
    'url',
    'split',
  ),
  pictureSize: either(
    oneOf('real', 'small'),
    shape({ width: whole(1, 8192), height: whole(1, 8192) }, ['width', 'height']),
  ),
  seed: whole(0, 0xffffffff),
  signatures: oneOf('strict', 'lax'),
  signatureLength: {
    allowed: `a multiple of 4, at least ${MIN_SIGNATURE_LENGTH}`,
    accepts: (value) => whole(MIN_SIGNATURE_LENGTH, 100_000_000).accepts(value) && Number(value) % 4 === 0,
  },
  usage: oneOf(
    'every',
    'last',
    'separate',
    'middle',
    'twice',
    'shrinking',
    'negative',
    'as-string',
    'missing',
  ),
  error: shape(
    {
      name: either(oneOf(...errorNames), whole(400, 599)),
      at: either(oneOf('response', 'mid-picture'), moment),
      as: oneOf('framed', 'raw'),
      pieces: whole(1, 1_000),
      body: oneOf('json', 'html', 'text', 'empty'),
      retryAfter: either(
        text,
        shape({ inMs: whole(0, 1e13), as: oneOf('seconds', 'imf-fixdate', 'rfc850', 'asctime') }, ['inMs']),
      ),
      retryDelay: text,
      times: whole(1, 1_000),
    },
    ['name'],
  ),
  cut: either(
    shape({ at: moment, how: oneOf('clean', 'reset') }, ['at']),
    shape({ byte: whole(0, 1e9), how: oneOf('clean', 'reset') }, ['byte']),
  ),
  silence: shape({ at: moment, ms: milliseconds, until: promise }, ['at']),
  response: shape({ status: whole(200, 599), headers: record(), body: text, bodyBase64: base64 }, ['status']),
  redirect: shape(
    {
      status: oneOf(301, 302, 303, 307, 308),
      to: either(oneOf('same-host', 'other-host', 'http'), matching(/^https?:\/\//, 'an address')),
    },
    ['status'],
  ),
  pace: either(
    oneOf('watchable', 'instant'),
    shape(Object.fromEntries(Object.keys(WATCHABLE).map((name) => [name, milliseconds])), []),
  ),
}

/**
 * What is wrong with `candidate` as switches, as one sentence each, naming what is allowed.
 * Empty when every name and value is known.
 */
export function switchProblems(candidate: unknown): readonly string[] {
  if (!isRecord(candidate)) return ['The options must be one JSON object.']
  return Object.entries(candidate).flatMap(([name, value]) => {
    const rule = (rules as Readonly<Record<string, Rule | undefined>>)[name]
    if (rule === undefined) {
      return [`There is no option "${name}". Allowed: ${Object.keys(rules).join(', ')}.`]
    }
    return rule.accepts(value)
      ? []
      : [`Option "${name}" must be ${rule.allowed}, not ${JSON.stringify(value)}.`]
  })
}
