/** What each image model can do, in one table: it types the input, checks it before any network, and is the relay's allow-list. */

export type ModelId =
  | 'gemini-3.1-flash-lite-image'
  | 'gemini-3.1-flash-image'
  | 'gemini-3-pro-image'
  | 'gemini-2.5-flash-image'

export type AspectRatio =
  | '1:1'
  | '3:2'
  | '2:3'
  | '3:4'
  | '4:3'
  | '4:5'
  | '5:4'
  | '9:16'
  | '16:9'
  | '21:9'
  | '1:4'
  | '4:1'
  | '1:8'
  | '8:1'

export type ImageSize = '512' | '1K' | '2K' | '4K'
export type Modality = 'TEXT' | 'IMAGE'
export type ThinkingLevel = 'minimal' | 'high'

/** Width and height in pixels. */
export interface PixelSize {
  readonly width: number
  readonly height: number
}

/** One aspect ratio of one model. */
export interface RatioSpec extends PixelSize {
  /** `reference`: in the API reference of this model. `google`: in Google's own tables only; a gateway may refuse it. */
  readonly source: 'reference' | 'google'
}

/** US dollars per million tokens. */
export interface Prices {
  readonly input: number
  /** Text and thinking, which are billed alike. */
  readonly text: number
  readonly image: number
  /** The day on which these were read from Google's price list. */
  readonly asOf: string
}

export interface ImageModel {
  readonly id: ModelId
  readonly name: string
  /** Pixel sizes at 1K; another image size multiplies them by its `scale`. */
  readonly aspectRatios: Readonly<Partial<Record<AspectRatio, RatioSpec>>>
  /** Allowed image sizes, with the factor on the 1K pixels and the output tokens that one picture costs. */
  readonly imageSizes: Readonly<
    Partial<Record<ImageSize, { readonly scale: number; readonly tokens: number }>>
  >
  /** `false` where the request has no `imageSize` field at all. */
  readonly takesImageSize: boolean
  readonly modalities: readonly (readonly Modality[])[]
  /** Whether it thinks before it draws, and can show its thoughts. */
  readonly thinks: boolean
  /** Whether its answers are signed: a conversation goes on only with every signature in its place. */
  readonly signs: boolean
  /** Empty: the level cannot be chosen. */
  readonly thinkingLevels: readonly ThinkingLevel[]
  readonly maxReferences: number
  readonly prices: Prices
}

export const defaultModel: ModelId = 'gemini-3.1-flash-lite-image'

/** Reference pictures that every model takes. HEIC and others are left out: no browser shows them. */
export const referenceMediaTypes: readonly ['image/jpeg', 'image/png', 'image/webp'] = [
  'image/jpeg',
  'image/png',
  'image/webp',
]

/** Size of one inline picture, in bytes (Vertex's documented limit; the Developer API names only the request's). */
export const maxReferenceBytes: number = 7 * 1024 * 1024

/** Size of the whole JSON request, in bytes, pictures as base64 included (Developer API). */
export const maxRequestBytes: number = 20 * 1024 * 1024

/** Length of a prompt, in UTF-16 units: a bound on what is sent by mistake, far below the model's 65,536 tokens. */
export const maxPromptLength = 32_768

type RatioTable = readonly (readonly [AspectRatio, width: number, height: number])[]

// Google's table for the 3.x image models, read on 2026-07-16.
const documentedRatios: RatioTable = [
  ['1:1', 1024, 1024],
  ['3:2', 1264, 848],
  ['2:3', 848, 1264],
  ['3:4', 896, 1200],
  ['4:3', 1200, 896],
  ['4:5', 928, 1152],
  ['5:4', 1152, 928],
  ['9:16', 768, 1376],
  ['16:9', 1376, 768],
  ['21:9', 1584, 672],
]

const furtherRatios: RatioTable = [
  ['1:4', 512, 2048],
  ['4:1', 2048, 512],
  ['1:8', 384, 3072],
  ['8:1', 3072, 384],
]

const ratiosOf25Flash: RatioTable = [
  ['1:1', 1024, 1024],
  ['3:2', 1248, 832],
  ['2:3', 832, 1248],
  ['3:4', 864, 1184],
  ['4:3', 1184, 864],
  ['4:5', 896, 1152],
  ['5:4', 1152, 896],
  ['9:16', 768, 1344],
  ['16:9', 1344, 768],
  ['21:9', 1536, 672],
]

const imageOnlyOrWithText: readonly (readonly Modality[])[] = [['IMAGE'], ['TEXT', 'IMAGE']]

export const models: Readonly<Record<ModelId, ImageModel>> = {
  'gemini-3.1-flash-lite-image': {
    id: 'gemini-3.1-flash-lite-image',
    name: 'Gemini 3.1 Flash Lite Image',
    aspectRatios: ratioSpecs(documentedRatios, furtherRatios),
    imageSizes: { '1K': { scale: 1, tokens: 1120 } },
    takesImageSize: true,
    modalities: imageOnlyOrWithText,
    thinks: true,
    signs: true,
    thinkingLevels: ['minimal', 'high'],
    maxReferences: 14,
    prices: { input: 0.25, text: 1.5, image: 30, asOf: '2026-11-22' },
  },
  'gemini-3.1-flash-image': {
    id: 'gemini-3.1-flash-image',
    name: 'Gemini 3.1 Flash Image',
    aspectRatios: ratioSpecs(documentedRatios, furtherRatios),
    imageSizes: {
      '512': { scale: 0.5, tokens: 747 },
      '1K': { scale: 1, tokens: 1120 },
      '2K': { scale: 2, tokens: 1680 },
      '4K': { scale: 4, tokens: 2520 },
    },
    takesImageSize: true,
    modalities: imageOnlyOrWithText,
    thinks: true,
    signs: true,
    thinkingLevels: ['minimal', 'high'],
    maxReferences: 14,
    prices: { input: 0.5, text: 3, image: 60, asOf: '2026-11-22' },
  },
  'gemini-3-pro-image': {
    id: 'gemini-3-pro-image',
    name: 'Gemini 3 Pro Image',
    aspectRatios: ratioSpecs(documentedRatios),
    imageSizes: {
      '1K': { scale: 1, tokens: 1120 },
      '2K': { scale: 2, tokens: 1120 },
      '4K': { scale: 4, tokens: 2000 },
    },
    takesImageSize: true,
    modalities: imageOnlyOrWithText,
    thinks: true,
    signs: true,
    thinkingLevels: [],
    maxReferences: 14,
    prices: { input: 2, text: 12, image: 120, asOf: '2026-11-22' },
  },
  'gemini-2.5-flash-image': {
    id: 'gemini-2.5-flash-image',
    name: 'Gemini 2.5 Flash Image',
    aspectRatios: ratioSpecs(ratiosOf25Flash),
    imageSizes: { '1K': { scale: 1, tokens: 1290 } },
    takesImageSize: false,
    modalities: imageOnlyOrWithText,
    thinks: false,
    signs: false,
    thinkingLevels: [],
    maxReferences: 3,
    prices: { input: 0.3, text: 2.5, image: 30, asOf: '2026-11-22' },
  },
}

/** True for a model of the table. */
export function isModelId(value: unknown): value is ModelId {
  return typeof value === 'string' && Object.hasOwn(models, value)
}

/** The size that a picture will have, or null when no ratio was asked: the model chooses one then. */
export function expectedSize(
  modelId: ModelId,
  aspectRatio: AspectRatio | undefined,
  imageSize: ImageSize = '1K',
): PixelSize | null {
  const ratio = aspectRatio && models[modelId].aspectRatios[aspectRatio]
  const size = models[modelId].imageSizes[imageSize]
  if (!ratio || !size) return null
  return { width: ratio.width * size.scale, height: ratio.height * size.scale }
}

// Without the mark a page that uses nothing of this file would load the table all the same.
// @__NO_SIDE_EFFECTS__
function ratioSpecs(documented: RatioTable, further: RatioTable = []): ImageModel['aspectRatios'] {
  const specs: Partial<Record<AspectRatio, RatioSpec>> = {}
  for (const [ratio, width, height] of documented) specs[ratio] = { width, height, source: 'reference' }
  for (const [ratio, width, height] of further) specs[ratio] = { width, height, source: 'google' }
  return specs
}
