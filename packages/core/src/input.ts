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
  const { prompt, aspectRatio, imageSize = '1K', modalities = ['TEXT', 'IMAGE'] } = merged
  const { model = defaultModel, seed, temperature, system, metadata } = merged
  const thinking = resolveThinking(merged.thinking)
  const images = Array.from(asked.images ?? [], toLabelled)

  const issues: InputIssue[] = [...promptIssues(prompt), ...modelIssues(model)]
  if (isModelId(model)) {
    const spec = models[model]
    issues.push(...ratioIssues(spec, aspectRatio), ...sizeIssues(spec, imageSize))
    issues.push(...modalityIssues(spec, modalities), ...thinkingIssues(spec, thinking))
    issues.push(...referenceIssues(spec, images))
  }
  issues.push(...numberIssues('seed', seed, -(2 ** 31), 2 ** 31 - 1, true))
  issues.push(...numberIssues('temperature', temperature, 0, 2, false))
  if (system !== undefined && typeof system !== 'string') issues.push(issue('system', system, ['a text']))
  if (!isPlainJson(metadata)) issues.push(issue('metadata', 'what JSON cannot hold', ['plain JSON']))
  if (issues.length > 0) throw invalidInput(issues)

  return {
    prompt,
    images,
    imageSize,
    modalities: orderedModalities(modalities),
    model,
    thinking,
    ...withoutUndefined({ aspectRatio, seed, temperature, system, metadata }),
  }
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

function isPlainJson(value: unknown): boolean {
  try {
    JSON.stringify(value)
    return true
  } catch {
    return false // A bigint, or something that holds itself.
  }
}

function promptIssues(prompt: unknown): InputIssue[] {
  if (typeof prompt !== 'string') return [issue('prompt', prompt, ['a text'])]
  if (prompt.trim() === '') return [issue('prompt', prompt, ['a text that is not empty'])]
  if (prompt.length > maxPromptLength)
    return [issue('prompt', prompt, [`at most ${maxPromptLength} characters`])]
  return []
}

function modelIssues(model: unknown): InputIssue[] {
  return isModelId(model) ? [] : [issue('model', model, Object.keys(models))]
}

function ratioIssues(model: ImageModel, ratio: unknown): InputIssue[] {
  return ratio === undefined || isKeyOf(model.aspectRatios, ratio)
    ? []
    : [issue('aspectRatio', ratio, Object.keys(model.aspectRatios))]
}

function sizeIssues(model: ImageModel, size: unknown): InputIssue[] {
  return isKeyOf(model.imageSizes, size) ? [] : [issue('imageSize', size, Object.keys(model.imageSizes))]
}

function isKeyOf(table: object, value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(table, value)
}

function modalityIssues(model: ImageModel, modalities: unknown): InputIssue[] {
  const asked = Array.isArray(modalities) ? new Set<unknown>(modalities) : new Set<unknown>()
  const fits = model.modalities.some(
    (set) => set.length === asked.size && set.every((modality) => asked.has(modality)),
  )
  return fits
    ? []
    : [
        issue(
          'modalities',
          modalities,
          model.modalities.map((set) => JSON.stringify(set)),
        ),
      ]
}

function thinkingIssues(model: ImageModel, thinking: ResolvedInput['thinking']): InputIssue[] {
  if (thinking.level === undefined || model.thinkingLevels.includes(thinking.level)) return []
  const allowed = model.thinkingLevels.length > 0 ? model.thinkingLevels : ['no level for this model']
  return [issue('thinking', thinking.level, allowed)]
}

function referenceIssues(model: ImageModel, images: readonly LabelledImage[]): InputIssue[] {
  const issues: InputIssue[] = []
  if (images.length > model.maxReferences)
    issues.push(issue('images', `${images.length} pictures`, [`at most ${model.maxReferences} pictures`]))
  images.forEach(({ image }, index) => {
    if (!isImageSource(image))
      issues.push(
        issue(`images[${index}]`, typeof image, ['a File, Blob, Uint8Array, ArrayBuffer or GeneratedImage']),
      )
  })
  return issues
}

function numberIssues(
  field: string,
  value: unknown,
  least: number,
  most: number,
  whole: boolean,
): InputIssue[] {
  if (value === undefined) return []
  const fits =
    typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))
  return fits
    ? []
    : [issue(field, value, [`${whole ? 'a whole number' : 'a number'} from ${least} to ${most}`])]
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

/** The wire documents text first; a caller may write either order. */
function orderedModalities(modalities: readonly Modality[]): readonly Modality[] {
  return modalities.includes('TEXT') ? ['TEXT', 'IMAGE'] : ['IMAGE']
}

function show(value: unknown): string {
  if (typeof value === 'string') return value === '' ? 'empty' : JSON.stringify(value.slice(0, 80))
  if (value === undefined) return 'missing'
  if (typeof value === 'bigint') return `${value}n`
  return JSON.stringify(value)?.slice(0, 80) ?? typeof value
}

function withoutUndefined<T extends object>(fields: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const defined = Object.entries(fields).filter(([, value]) => value !== undefined)
  // The filter is what the return type says.
  return Object.fromEntries(defined) as { [Key in keyof T]: Exclude<T[Key], undefined> }
}
