import type { Answered } from './answer.ts'
import { extensions, withOwnUrl, type GeneratedImage, type ImageJson } from './image.ts'
import {
  invalidInput,
  isImageSource,
  issue,
  resolveInput,
  type LabelledImage,
  type ResolvedInput,
} from './input.ts'
import { createRemoteImage } from './remote-image.ts'
import { nothingSpent, spend } from './spending.ts'
import { addTurn, emptySession, type Session, type Turn } from './turns.ts'
import type { Cost, Usage } from './usage.ts'

/** A picture at a lasting address, from which it is fetched when its bytes are needed: by an edit, a copy, a download. */
export interface ImageInit extends Partial<Pick<ImageJson, 'id' | 'byteLength'>> {
  /** Where the page may read it, from another origin with CORS. It is never revoked. */
  readonly url: string
  readonly mediaType: ImageJson['mediaType']
  /** In pixels. */
  readonly width: number
  /** In pixels. */
  readonly height: number
}

/** A turn from outside: one of a stream, what JSON kept of one, or what a database knows. What is left out is empty. */
export interface TurnInit<Data = unknown> extends Answered {
  readonly id: string
  /** An earlier turn's; also one that is not there any more. */
  readonly parentId?: string | null
  /** Empty for an opened picture. */
  readonly prompt: string
  /** At least one; the last is the result. */
  readonly images: readonly (GeneratedImage | ImageInit)[]
  /** Of its pictures those remain that are some: JSON keeps none. */
  readonly input?: (Omit<ResolvedInput, 'images'> & { readonly images?: readonly unknown[] }) | null
  readonly text?: string
  readonly thoughts?: string
  readonly usage?: Usage | null
  readonly cost?: Cost | null
  /** Milliseconds since the epoch. */
  readonly createdAt?: number
  /** Whatever you know of it. */
  readonly data?: Data
}

/** A session from outside. */
export interface SessionInit {
  /** Oldest first. */
  readonly turns: readonly TurnInit[]
  /** One of the turns, or its id; null shows none. @defaultValue the last turn */
  readonly head?: TurnInit | string | null
}

/**
 * A session of turns from outside. Its pictures have URLs of their own, so that whoever gave them keeps theirs.
 * @throws ImageStreamError `invalid-input`, which names the turn as an element of `name`.
 */
export function toSession({ turns: inits, head }: SessionInit, name: string): Session {
  const turns = toTurns(inits, name).map((turn) => ({ ...turn, images: turn.images.map(withOwnUrl) }))
  const shown = head === undefined ? (turns.at(-1) ?? null) : findHead(turns, head)
  const paid = turns.filter(({ input }) => input !== null)
  const spent = paid.reduce((sum, { cost }) => spend(sum, cost, 'maybe'), nothingSpent)
  return turns.reduce(addTurn, { ...emptySession, head: shown, spent })
}

/**
 * Turns from outside, whole.
 * @throws ImageStreamError `invalid-input`, which names the turn as an element of `name`.
 */
export function toTurns(inits: readonly TurnInit[], name: string): readonly Turn[] {
  check(Array.isArray(inits), name, inits, 'a list of turns')
  const places = new Map(inits.map((init, index) => [init?.id, index]))
  return inits.map((init, index) => {
    const field = `${name}[${index}]`
    const turn = toTurn(init, field)
    check(places.get(turn.id) === index, `${field}.id`, turn.id, 'an id that no other turn has')
    const parent = places.get(turn.parentId ?? '') ?? -1
    check(parent < index, `${field}.parentId`, turn.parentId, 'the id of an earlier turn')
    return turn
  })
}

/** @throws ImageStreamError `invalid-input` for a turn that is not among them. */
export function findHead(turns: readonly Turn[], head: TurnInit | string | null): Turn | null {
  const id = typeof head === 'string' ? head : head?.id
  const found = turns.find((each) => each.id === id) ?? null
  check(head === null || found !== null, 'head', id, 'one of the turns, or null')
  return found
}

/** Types are not to be trusted here: it may come from a file or a database. */
function toTurn(init: TurnInit, field: string): Turn {
  check(isObject(init), field, init, 'a turn')
  const { id, prompt, images, parentId = null, text = '', thoughts = '' } = init
  const { usage = null, cost = null, createdAt = 0 } = init
  check(typeof id === 'string' && id !== '', `${field}.id`, id, 'a text')
  check(parentId === null || typeof parentId === 'string', `${field}.parentId`, parentId, 'an id or null')
  for (const [key, value] of Object.entries({ prompt, text, thoughts }))
    check(typeof value === 'string', `${field}.${key}`, value, 'a text')
  check(usage === null || isUsage(usage), `${field}.usage`, usage, 'token counts or null')
  check(cost === null || isCost(cost), `${field}.cost`, cost, 'a cost or null')
  check(Number.isFinite(createdAt), `${field}.createdAt`, createdAt, 'milliseconds since the epoch')
  check(
    Array.isArray(images) && images.length > 0,
    `${field}.images`,
    images,
    'a list of at least one picture',
  )
  return {
    ...init,
    parentId,
    images: images.map((image, index) => toImage(image, `${field}.images[${index}]`, `${id}-${index}`)),
    input: toInput(init.input ?? null, field),
    text,
    thoughts,
    usage,
    cost,
    createdAt,
  }
}

function toImage(init: GeneratedImage | ImageInit, field: string, ownId: string): GeneratedImage {
  check(isObject(init), field, init, 'a picture')
  if ('blob' in init && typeof init.blob === 'function') return init
  const { id = ownId, url, mediaType, width, height, byteLength = 0 } = init
  check(typeof id === 'string', `${field}.id`, id, 'a text')
  check(typeof url === 'string' && url !== '', `${field}.url`, url, 'a lasting address of the picture')
  check(
    Object.hasOwn(extensions, mediaType),
    `${field}.mediaType`,
    mediaType,
    Object.keys(extensions).join(', '),
  )
  for (const [key, value] of Object.entries({ width, height, byteLength }))
    check(isCount(value), `${field}.${key}`, value, 'a count')
  return createRemoteImage({ id, url, mediaType, width, height, byteLength })
}

function toInput(input: NonNullable<TurnInit['input']> | null, field: string): ResolvedInput | null {
  if (input === null) return null
  check(isObject(input), `${field}.input`, input, 'what was asked')
  const { images = [], ...asked } = input
  check(Array.isArray(images), `${field}.input.images`, images, 'a list')
  try {
    return resolveInput({ ...asked, images: images.filter(isPicture) })
  } catch (error) {
    throw invalidInput([
      {
        field: `${field}.input`,
        value: undefined,
        allowed: [],
        message: `${field}.input: ${error instanceof Error ? error.message : ''}`,
      },
    ])
  }
}

function isPicture(value: unknown): value is LabelledImage {
  return isObject(value) && isImageSource(value['image'])
}

function isUsage(value: unknown): boolean {
  const counts = ['promptTokens', 'thoughtTokens', 'outputTokens', 'imageTokens', 'totalTokens']
  return isObject(value) && counts.every((count) => value[count] === null || isCount(value[count]))
}

function isCost(value: unknown): boolean {
  return isObject(value) && Number.isFinite(value['usd']) && typeof value['pricesAsOf'] === 'string'
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function check(isRight: boolean, field: string, value: unknown, allowed: string): void {
  if (!isRight) throw invalidInput([issue(field, value, [allowed])])
}
