import { errorNames } from './errors.ts'
import type { Moment, Switches } from './options.ts'
import { WATCHABLE } from './pace.ts'
import { MIN_SIGNATURE_LENGTH } from './signature.ts'

/** One switch's allowed values: in words for a message, and as a test. */
interface Rule {
  readonly allowed: string
  readonly accepts: (value: unknown) => boolean
}

const moments: readonly Moment[] = [
  'headers',
  'start',
  'thinking',
  'picture',
  'after-picture',
  'after-finish',
]

const text: Rule = { allowed: 'a text', accepts: (value) => typeof value === 'string' }
const flag: Rule = { allowed: 'true or false', accepts: (value) => typeof value === 'boolean' }
const moment: Rule = either(oneOf(...moments), whole(0, 10_000))
const promise: Rule = {
  allowed: 'a promise (in process)',
  accepts: (value) => value instanceof Promise,
}

const rules: { readonly [Name in keyof Required<Switches>]: Rule } = {
  flavour: oneOf('google', 'vertex', 'anyfast'),
  format: oneOf('as-asked', 'sse', 'json-array', 'single-json'),
  lineEnding: oneOf('crlf', 'lf', 'cr', 'single-newline'),
  byteOrderMark: flag,
  lastBlankLine: flag,
  noise: oneOf('none', 'comments', 'done', 'both'),
  contentEncoding: oneOf('none', 'gzip', 'deflate', 'truncated-gzip', 'gzip-bomb', 'mislabelled'),
  thoughts: oneOf('as-asked', 'always', 'never', 'endless'),
  thoughtImages: oneOf('none', 'marked', 'unmarked', 'only'),
  thoughtImageCount: whole(1, 10),
  text: oneOf('none', 'before', 'after', 'interleaved'),
  images: whole(0, 10),
  order: oneOf('usual', 'picture-first'),
  grouping: oneOf('separate', 'together'),
  blankChunk: oneOf('none', 'role-only', 'no-content', 'empty-content', 'null-parts', 'empty-parts'),
  closer: oneOf('with-content', 'role-only', 'empty-text', 'signature', 'early', 'missing'),
  finishReason: text,
  finishMessage: text,
  blockReason: text,
  blockReasonMessage: text,
  mediaType: oneOf('image/jpeg', 'image/png', 'image/webp'),
  declaredMediaType: text,
  picture: oneOf('painted', 'svg', 'html', 'pdf', 'zip'),
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
      at: either(oneOf('response'), moment),
      as: oneOf('framed', 'raw'),
      retryAfter: text,
      retryDelay: text,
    },
    ['name'],
  ),
  cut: either(
    shape({ at: moment, how: oneOf('clean', 'reset') }, ['at']),
    shape({ byte: whole(0, 1e9), how: oneOf('clean', 'reset') }, ['byte']),
  ),
  silence: shape({ at: moment, ms: whole(0, 86_400_000), until: promise }, ['at']),
  response: shape({ status: whole(200, 599), headers: record(), body: text }, ['status']),
  pace: either(
    oneOf('watchable', 'instant'),
    shape(Object.fromEntries(Object.keys(WATCHABLE).map((name) => [name, whole(0, 86_400_000)])), []),
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

function oneOf(...values: readonly (string | number)[]): Rule {
  return {
    allowed: `one of ${values.map((value) => JSON.stringify(value)).join(', ')}`,
    accepts: (value) => values.some((allowed) => allowed === value),
  }
}

function whole(low: number, high: number): Rule {
  return {
    allowed: `a whole number from ${low} to ${high}`,
    accepts: (value) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high,
  }
}

function either(...options: readonly Rule[]): Rule {
  return {
    allowed: options.map((rule) => rule.allowed).join(', or '),
    accepts: (value) => options.some((rule) => rule.accepts(value)),
  }
}

function shape(fields: Readonly<Record<string, Rule>>, needed: readonly string[]): Rule {
  const described = Object.entries(fields).map(
    ([name, rule]) => `${name}${needed.includes(name) ? '' : '?'}: ${rule.allowed}`,
  )
  return {
    allowed: `{ ${described.join('; ')} }`,
    accepts: (value) =>
      isRecord(value) &&
      needed.every((name) => value[name] !== undefined) &&
      Object.entries(value).every(
        ([name, field]) => field === undefined || fields[name]?.accepts(field) === true,
      ),
  }
}

function record(): Rule {
  return {
    allowed: 'an object of texts',
    accepts: (value) => isRecord(value) && Object.values(value).every((field) => typeof field === 'string'),
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
