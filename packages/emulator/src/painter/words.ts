import { colourNamed, type NamedColour } from './colour-words.ts'
import {
  COUNTS,
  EMOJI,
  PLACES,
  PLURALS,
  POSES,
  SEASONS,
  SIZES,
  SUBJECTS,
  TIMES,
  WEATHERS,
  type Place,
  type Pose,
  type Season,
  type SubjectKind,
  type Time,
  type Weather,
} from './lexicon.ts'

/** One thing to draw, with what the prompt says about it. */
export interface Noun {
  readonly kind: SubjectKind
  /** The prompt's own word: "wolf", though a fox's shape is drawn. */
  readonly word: string
  readonly count: number
  /** 1 is the usual size. */
  readonly size: number
  readonly colour: NamedColour | undefined
  readonly pose: Pose | undefined
  /** True when it sits in or on the thing named next: "a fox in a paper boat". */
  readonly aboard: boolean
}

/** Everything that the painter understands of a prompt. */
export interface Brief {
  readonly prompt: string
  readonly words: readonly string[]
  readonly nouns: readonly Noun[]
  readonly place: Place | undefined
  readonly time: Time | undefined
  readonly weather: Weather | undefined
  readonly season: Season | undefined
  /** Colours that belong to no thing: they tilt the whole palette. */
  readonly colours: readonly NamedColour[]
  /** Words in double quotes, to be lettered. */
  readonly lettering: string | undefined
}

/** Plain lower-case words, plurals kept; emoji become their words. */
export function wordsOf(prompt: string): string[] {
  let text = prompt.toLowerCase().normalize('NFC')
  for (const [sign, word] of EMOJI) text = text.replaceAll(sign, ` ${word} `)
  return text.match(/[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu) ?? []
}

export function singular(word: string): string {
  const known = PLURALS.get(word)
  if (known) return known
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:x|ch|sh|ss)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') && !word.endsWith('ss') && word.length > 3 ? word.slice(0, -1) : word
}

interface Token {
  /** The word as a key: singular, or a phrase of two or three words joined by hyphens. */
  readonly key: string
  readonly word: string
  readonly plural: boolean
}

function isKnown(key: string): boolean {
  return SUBJECTS.has(key) || PLACES.has(key) || TIMES.has(key)
}

/** Words, with known phrases ("hot air balloon") as one token. */
function tokensOf(words: readonly string[]): Token[] {
  const tokens: Token[] = []
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    let token: Token = keyOf(word)
    for (const length of [3, 2]) {
      const phrase = words.slice(index, index + length)
      const key = [...phrase.slice(0, -1), singular(phrase.at(-1) ?? '')].join('-')
      if (phrase.length === length && isKnown(key)) {
        token = { key, word: phrase.join(' '), plural: singular(phrase.at(-1) ?? '') !== phrase.at(-1) }
        index += length - 1
        break
      }
    }
    tokens.push(token)
  }
  return tokens
}

function keyOf(word: string): Token {
  const one = singular(word)
  if (isKnown(one) && !isKnown(word)) return { key: one, word, plural: one !== word }
  if (SUBJECTS.has(one)) return { key: one, word, plural: one !== word }
  return { key: word, word, plural: false }
}

const DETERMINERS = new Set([
  'a',
  'an',
  'the',
  'over',
  'in',
  'on',
  'at',
  'with',
  'and',
  'under',
  'of',
  'by',
  'near',
])

/** Colour, count and size from the adjectives before the noun at `index`. */
function attributesBefore(
  tokens: readonly Token[],
  index: number,
): Pick<Noun, 'colour' | 'count' | 'size'> & { readonly used: readonly number[] } {
  let colour: NamedColour | undefined
  let count = tokens[index]?.plural ? 3 : 1
  let size = 1
  const used: number[] = []
  for (let at = index - 1; at >= Math.max(0, index - 4); at--) {
    const { key } = tokens[at] ?? { key: '' }
    const named = colourNamed(key)
    if ((SUBJECTS.has(key) && !named) || (DETERMINERS.has(key) && key !== 'of')) break
    if (named && !colour) {
      colour = named
      used.push(at)
    }
    count = COUNTS.get(key) ?? count
    size = SIZES.get(key) ?? size
  }
  return { colour, count, size, used }
}

const CARRIERS: ReadonlySet<SubjectKind> = new Set<SubjectKind>([
  'paper-boat',
  'sailboat',
  'boat',
  'balloon',
  'car',
  'bicycle',
  'train',
  'rocket',
  'cup',
  'teapot',
  'horse',
  'whale',
  'dragon',
  'book',
  'watering-can',
  'fruit-bowl',
])

const RIDERS: ReadonlySet<SubjectKind> = new Set<SubjectKind>([
  'fox',
  'cat',
  'dog',
  'rabbit',
  'bear',
  'owl',
  'bird',
  'person',
  'robot',
  'dragon',
  'flower',
  'deer',
  'horse',
])

function poseNear(tokens: readonly Token[], index: number): Pose | undefined {
  for (let distance = 1; distance <= 3; distance++) {
    const after = POSES.get(tokens[index + distance]?.key ?? '')
    if (after) return after
    if (SUBJECTS.has(tokens[index + distance]?.key ?? '')) break
  }
  return POSES.get(tokens[index - 1]?.key ?? '') ?? POSES.get(tokens[index - 2]?.key ?? '')
}

/** True when only small words and "in", "on" or "riding" lie between this noun and a carrier. */
function ridesNext(tokens: readonly Token[], index: number, kind: SubjectKind): boolean {
  if (!RIDERS.has(kind)) return false
  let joined = false
  for (let at = index + 1; at < Math.min(tokens.length, index + 9); at++) {
    const { key } = tokens[at] ?? { key: '' }
    if (/^(?:in|on|aboard|inside|riding|rides|driving|drives|sailing|sails|atop)$/.test(key)) joined = true
    const next = SUBJECTS.get(key)
    if (next) return joined && CARRIERS.has(next) && next !== kind
    if (key === 'and' || key === 'under' || key === 'with') return false
  }
  return false
}

function first<T>(tokens: readonly Token[], map: ReadonlyMap<string, T>): T | undefined {
  for (const { key, word } of tokens) {
    const found = map.get(word) ?? map.get(key)
    if (found !== undefined) return found
  }
  return undefined
}

/** Reads a prompt: what, where, when, in which weather and colours. Never fails; unknown words stay words. */
export function readPrompt(prompt: string): Brief {
  const words = wordsOf(prompt)
  const tokens = tokensOf(words)
  const usedColours = new Set<number>()
  const nouns: Noun[] = []
  tokens.forEach((token, index) => {
    const kind = SUBJECTS.get(token.key)
    if (!kind || PLACES.get(token.key) || colourIsMeant(tokens, index)) return
    // "Under the stars" is an hour, not a thing.
    if (kind === 'star' && token.plural) return
    const { used, ...attributes } = attributesBefore(tokens, index)
    for (const at of used) usedColours.add(at)
    const noun: Noun = {
      kind,
      word: token.plural ? singularOf(token) : token.word,
      ...attributes,
      pose: poseNear(tokens, index),
      aboard: ridesNext(tokens, index, kind),
    }
    if (!nouns.some((other) => other.kind === kind))
      nouns.push(isToy(noun, nouns[0]) ? { ...noun, kind: 'toy-balloon' } : noun)
  })
  const colours = tokens.flatMap((token, index) => {
    const thing = PLACES.has(token.key) || (SUBJECTS.has(token.key) && !colourIsMeant(tokens, index))
    const named = thing || usedColours.has(index) ? undefined : colourNamed(token.word)
    return named ? [named] : []
  })
  return {
    prompt,
    words,
    nouns,
    place: placeOf(tokens),
    time: first(tokens, TIMES),
    weather: first(tokens, WEATHERS),
    season: first(tokens, SEASONS),
    colours,
    lettering: /["“«]([^"”»]{1,24})["”»]/u.exec(prompt)?.[1],
  }
}

/** A plain "balloon" beside someone who is not aboard hangs on a string. */
function isToy(noun: Noun, holder: Noun | undefined): boolean {
  return (
    noun.kind === 'balloon' &&
    noun.word.startsWith('balloon') &&
    holder !== undefined &&
    RIDERS.has(holder.kind) &&
    !holder.aboard
  )
}

function singularOf(token: Token): string {
  const parts = token.word.split(' ')
  return [...parts.slice(0, -1), singular(parts.at(-1) ?? '')].join(' ')
}

/** "orange" and "rose" are things only where no other thing follows them. */
function colourIsMeant(tokens: readonly Token[], index: number): boolean {
  if (!colourNamed(tokens[index]?.key ?? '')) return false
  const next = tokens[index + 1]?.key ?? ''
  return SUBJECTS.has(next) || PLACES.has(next) || next === 'light' || next === 'sky'
}

/** Places that say more win over those that any landscape has. */
const WEAK: ReadonlySet<Place> = new Set<Place>(['clouds', 'hills', 'meadow', 'sea'])

function placeOf(tokens: readonly Token[]): Place | undefined {
  const found = tokens.flatMap(({ key, word }) => PLACES.get(word) ?? PLACES.get(key) ?? [])
  if (found.includes('birches')) return 'birches'
  return found.find((place) => !WEAK.has(place)) ?? found.find((place) => place !== 'clouds') ?? found[0]
}
