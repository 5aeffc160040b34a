import { createError, type ErrorOf, type InputIssue } from './errors.ts'
import type { ImageMediaType } from './image-header.ts'
import type { GeneratedImage } from './image.ts'
import {
  defaultModel,
  isModelId,
  maxPromptLength,
  models,
  type AspectRatio,
  type ImageModel,
  type ImageSize,
  type Modality,
  type ModelId,
  type ThinkingLevel,
} from './models.ts'
import { withoutUndefined } from './without-undefined.ts'

/** A picture to work from: a file, bytes, or one that was generated before. */
export type ImageSource = Blob | ArrayBuffer | Uint8Array | GeneratedImage

/** A reference picture with a name. The label travels as text before its picture, so that the prompt can speak of it. */
export interface LabelledImage {
  readonly image: ImageSource
  readonly label?: string
}

/** A reference picture that was looked into: its type is what its bytes say. */
export interface Reference {
  readonly blob: Blob
  readonly mediaType: ImageMediaType
  readonly label?: string
}

/** What a caller asks for. Everything but the prompt has a default. */
export interface ImageInput {
  readonly prompt: string
  /** Any iterable, so that a file input's `files` passes as it is. JPEG, PNG or WebP, at most 7 MB each. */
  readonly images?: Iterable<ImageSource | LabelledImage> | null
  /** Without it the model chooses: an edit keeps its picture's shape. */
  readonly aspectRatio?: AspectRatio
  /** @defaultValue `'1K'` */
  readonly imageSize?: ImageSize
  /** @defaultValue `['TEXT', 'IMAGE']`, so that a refusal can be explained in words. */
  readonly modalities?: readonly Modality[]
  /** @defaultValue `'gemini-3.1-flash-lite-image'` */
  readonly model?: ModelId
  /** A level, or an object to leave the thoughts out. @defaultValue thoughts are shown, the level is the model's own. */
  readonly thinking?: ThinkingLevel | Thinking
  /** A 32-bit integer. The API promises no reproducible pictures. */
  readonly seed?: number
  /** From 0 to 2. */
  readonly temperature?: number
  /** A system instruction. */
  readonly system?: string
  /** Plain JSON for your own server's hooks. It never reaches the model. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

export interface Thinking {
  readonly level?: ThinkingLevel
  /** @defaultValue `true` */
  readonly includeThoughts?: boolean
}

/** An input with its defaults filled in, checked against the model table. Plain JSON but for `images`. */
export interface ResolvedInput {
  readonly prompt: string
  readonly images: readonly LabelledImage[]
  readonly aspectRatio?: AspectRatio
  readonly imageSize: ImageSize
  readonly modalities: readonly Modality[]
  readonly model: ModelId
  readonly thinking: { readonly level?: ThinkingLevel; readonly includeThoughts: boolean }
  readonly seed?: number
  readonly temperature?: number
  readonly system?: string
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** Everything that may be set once for all runs. */
export type InputDefaults = Omit<ImageInput, 'prompt' | 'images'>

/**
 * Checks what was asked and fills in the defaults: `input` wins over `defaults`. No I/O; pictures are looked into later.
 * @throws ImageStreamError `invalid-input`, with all issues at once.
 */
export function resolveInput(input: string | ImageInput, defaults: InputDefaults = {}): ResolvedInput {
  // Whoever writes JavaScript may give nothing at all; that is a prompt that is missing.
  const asked = withoutUndefined(typeof input === 'string' ? { prompt: input } : (input ?? {}))
  const merged = { ...withoutUndefined(defaults), ...asked }
  const { prompt, imageSize = '1K', modalities = ['TEXT', 'IMAGE'], model = defaultModel } = merged
  const { aspectRatio, seed, temperature, system, metadata } = merged
  const resolved = {
    prompt,
    images: Array.from(asked.images ?? [], toLabelled),
    imageSize,
    modalities,
    model,
    thinking: resolveThinking(merged.thinking),
    ...withoutUndefined({ aspectRatio, seed, temperature, system, metadata }),
  }
  const broken = rulesFor(resolved).filter(([, , isKept]) => !isKept)
  if (broken.length > 0)
    throw invalidInput(broken.map(([field, value, , allowed]) => issue(field, value, allowed)))
  // The wire documents text first; a caller may write either order.
  return { ...resolved, modalities: modalities.includes('TEXT') ? ['TEXT', 'IMAGE'] : ['IMAGE'] }
}

/** The error for a refused input; its message names every field, value and what is allowed. */
export function invalidInput(issues: readonly InputIssue[]): ErrorOf<'invalid-input'> {
  return createError('invalid-input', {
    issues,
    message: issues.map((each) => each.message).join(' '),
  })
}

/** One issue, with its sentence. */
export function issue(field: string, value: unknown, allowed: readonly string[]): InputIssue {
  const message = `${field} cannot be ${show(value)}. Allowed: ${allowed.join(', ')}.`
  return { field, value, allowed, message }
}

/** What one field must be. */
type Rule = readonly [field: string, value: unknown, isKept: boolean, allowed: readonly string[]]

/** Types are not to be trusted here. */
function rulesFor(asked: ResolvedInput): readonly Rule[] {
  const { prompt, model, seed = 0, temperature = 0, system = '', metadata } = asked
  const isSeed = Number.isInteger(seed) && isBetween(seed, minSeed, maxSeed)
  return [
    ...promptRules(prompt),
    ...(isModelId(model) ? modelRules(models[model], asked) : [oneOf('model', model, Object.keys(models))]),
    ['seed', seed, isSeed, [`a whole number from ${minSeed} to ${maxSeed}`]],
    ['temperature', temperature, isBetween(temperature, 0, 2), ['a number from 0 to 2']],
    ['system', system, typeof system === 'string', ['a text']],
    ['metadata', 'what JSON cannot hold', isPlainJson(metadata), ['plain JSON']],
  ]
}

const minSeed = -(2 ** 31)
const maxSeed = 2 ** 31 - 1

function promptRules(prompt: unknown): readonly Rule[] {
  if (typeof prompt !== 'string') return [['prompt', prompt, false, ['a text']]]
  return [
    ['prompt', prompt, prompt.trim() !== '', ['a text that is not empty']],
    ['prompt', prompt, prompt.length <= maxPromptLength, [`at most ${maxPromptLength} characters`]],
  ]
}

function modelRules(model: ImageModel, asked: ResolvedInput): readonly Rule[] {
  const { aspectRatio, imageSize, modalities, thinking, images } = asked
  const { aspectRatios, imageSizes, thinkingLevels, maxReferences } = model
  const { level } = thinking
  const levels = thinkingLevels.length > 0 ? thinkingLevels : ['no level for this model']
  return [
    oneOf('aspectRatio', aspectRatio, Object.keys(aspectRatios)),
    oneOf('imageSize', imageSize, Object.keys(imageSizes)),
    [
      'modalities',
      modalities,
      model.modalities.some((set) => isSameSet(set, modalities)),
      model.modalities.map((set) => JSON.stringify(set)),
    ],
    ['thinking', level, level === undefined || thinkingLevels.includes(level), levels],
    [
      'images',
      `${images.length} pictures`,
      images.length <= maxReferences,
      [`at most ${maxReferences} pictures`],
    ],
    ...images.map(({ image }, index): Rule => [
      `images[${index}]`,
      typeof image,
      isImageSource(image),
      ['a File, Blob, Uint8Array, ArrayBuffer or GeneratedImage'],
    ]),
  ]
}

/** What is left out has a default, or is left to the model. */
function oneOf(field: string, value: unknown, allowed: readonly string[]): Rule {
  return [field, value, value === undefined || allowed.some((each) => each === value), allowed]
}

/** In any order. */
function isSameSet(set: readonly unknown[], given: unknown): boolean {
  if (!Array.isArray(given)) return false
  return new Set(given).size === set.length && set.every((each) => given.includes(each))
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most
}

function isPlainJson(value: unknown): boolean {
  try {
    JSON.stringify(value)
    return true
  } catch {
    return false // A bigint, or something that holds itself.
  }
}

function resolveThinking(thinking: ImageInput['thinking']): ResolvedInput['thinking'] {
  const { level, includeThoughts = true } =
    typeof thinking === 'object' && thinking !== null ? thinking : { level: thinking }
  return level === undefined ? { includeThoughts } : { level, includeThoughts }
}

function toLabelled(source: ImageSource | LabelledImage): LabelledImage {
  return typeof source === 'object' && source !== null && 'image' in source ? source : { image: source }
}

export function isImageSource(value: unknown): value is ImageSource {
  return (
    value instanceof Blob ||
    value instanceof ArrayBuffer ||
    value instanceof Uint8Array ||
    (typeof value === 'object' && value !== null && 'blob' in value && typeof value.blob === 'function')
  )
}

function show(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'empty' : JSON.stringify(value.slice(0, 80))
  if (value === undefined) return 'missing'
  if (typeof value === 'bigint') return `${value}n`
  return JSON.stringify(value)?.slice(0, 80) ?? typeof value
}
