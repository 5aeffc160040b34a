/** Answers made by chance of what answers are made of, as bytes of an event stream. */

import { base64, pngBytes } from './wire.ts'

type Random = () => number

/** The same for the same numbers. A picture now and then is longer than one piece of an event. */
export function writeRandomAnswer(random: Random): Uint8Array {
  const events = Array.from({ length: 1 + below(5, random) }, () => ({
    candidates: [{ content: { parts: toParts(random), role: 'model' } }],
  }))
  const picture = { inlineData: { mimeType: 'image/png', data: randomPicture(random) } }
  // One is signed and whole, so that there is something to keep.
  const last = {
    candidates: [{ content: { parts: [{ ...picture, thoughtSignature: 'c2ln' }] }, finishReason: 'STOP' }],
  }
  return Buffer.from([...events, last].map((event) => writeEvent(event, random)).join(''))
}

function toParts(random: Random): readonly object[] {
  return Array.from({ length: below(4, random) }, () => toPart(random))
}

function toPart(random: Random): object {
  const signature = { [pick(['thoughtSignature', 'thought_signature'], random)]: randomBase64(random) }
  const picture = {
    [pick(['inlineData', 'inline_data'], random)]: inOrder(
      { mimeType: pick(decoys, random), data: randomPicture(random) },
      random,
    ),
  }
  const text = { text: Array.from({ length: below(4, random) }, () => pick(decoys, random)).join('') }
  const other = {
    [pick(otherKeys, random)]: pick(
      [{ data: 'QUJD' }, 'QUJD', [{ data: pick(decoys, random) }], null, 7],
      random,
    ),
  }
  const thought = { thought: true }
  return inOrder(
    pick<object>(
      [
        text,
        { ...text, ...thought },
        { ...text, ...signature },
        { ...picture, ...signature },
        { ...picture, ...thought },
        { ...picture, ...signature, ...other },
        { ...text, ...other },
      ],
      random,
    ),
    random,
  )
}

/** What could be taken for something else. */
const decoys = [
  '"data":"',
  '{"inlineData":{"data":"AAAA"}}',
  '"thoughtSignature":"',
  'data: {"inlineData":',
  '\r\n\r\n',
  '\n',
  '\\',
  '\\"',
  '"',
  '#1',
  'data',
  '}]',
  '雪🦊',
  '\u2028',
  '\0',
  'a',
] as const

/** No payload is under any of these, whatever is inside. */
const otherKeys = ['fileData', 'data', 'inline', 'inlineDatas', 'thoughtSignatures', 'a"b', 'é', '']

function randomPicture(random: Random): string {
  const isLong = random() < 0.004
  return base64(
    pngBytes(
      1 + below(4000, random),
      1 + below(4000, random),
      isLong ? 60_000 + below(90_000, random) : 33 + below(60, random),
    ),
  )
}

function randomBase64(random: Random): string {
  return Buffer.from(Array.from({ length: below(40, random) }, () => below(256, random))).toString('base64')
}

/** As a server might write it: with escapes nobody needs, with white space, over several lines, among comments. */
function writeEvent(event: object, random: Random): string {
  const style = { escapes: pick([0, 0, 0.05, 0.5], random), spaces: pick([0, 0.1], random) }
  const lines = writeJson(event, style, random).split('\n')
  const all = [
    ...(random() < 0.2 ? [pick(noise, random)] : []),
    ...lines.map((line) => pick(['data: ', 'data:'], random) + line),
  ]
  const written = all.map((line) => line + pick(['\r\n', '\n', '\r'], random)).join('')
  // Behind a CR, a line feed would be the second half of one line end and no blank line.
  return (
    written + (written.endsWith('\r') ? pick(['\r\n', '\r'], random) : pick(['\r\n', '\n', '\r'], random))
  )
}

const noise = [
  ': keep-alive',
  ': it\'s "open [{',
  'event: message',
  'id: 7',
  ':data: {"inlineData":{"data":"AAAA"}}',
]

interface Style {
  /** How likely a character is escaped that need not be. */
  readonly escapes: number
  /** How likely there is white space where there may be. */
  readonly spaces: number
}

function writeJson(value: unknown, style: Style, random: Random): string {
  const space = (): string => (random() < style.spaces ? pick([' ', '\t', '\n', '  '], random) : '')
  if (typeof value === 'string') return writeString(value, style, random)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Array.isArray(value)
    ? value.map((each) => writeJson(each, style, random))
    : Object.entries(value).map(
        ([key, each]) => `${JSON.stringify(key)}${space()}:${space()}${writeJson(each, style, random)}`,
      )
  const inner = members.map((member) => `${space()}${member}${space()}`).join(',')
  return Array.isArray(value) ? `[${inner}]` : `{${inner}}`
}

/** Keys are written plainly, as everybody does. */
function writeString(text: string, { escapes }: Style, random: Random): string {
  const written = Array.from(text, (character) => {
    const plain = JSON.stringify(character).slice(1, -1)
    if (random() >= escapes) return plain
    if (character === '/' && random() < 0.7) return '\\/'
    const codes = Array.from({ length: character.length }, (_, index) =>
      character.charCodeAt(index).toString(16).padStart(4, '0'),
    )
    return codes.map((code) => `\\u${random() < 0.5 ? code : code.toUpperCase()}`).join('')
  })
  return `"${written.join('')}"`
}

function inOrder(value: object, random: Random): object {
  const entries = Object.entries(value)
  return Object.fromEntries(random() < 0.5 ? entries : entries.toReversed())
}

function pick<T>(list: readonly T[], random: Random): T {
  const picked = list[below(list.length, random)]
  if (picked === undefined && !list.includes(picked as T))
    throw new RangeError('There is nothing to pick from.')
  return picked as T
}

function below(limit: number, random: Random): number {
  return Math.floor(random() * limit)
}
