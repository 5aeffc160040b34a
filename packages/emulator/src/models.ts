/** What the emulator knows of one model. Sources: Google's image generation and model pages. */
export interface Model {
  readonly id: string
  readonly displayName: string
  /** Ratio → pixels at 1K, in the order in which Google lists them. */
  readonly ratios: Readonly<Record<string, Size>>
  /** Size name → factor on the 1K pixels, and output tokens of one picture. */
  readonly imageSizes: Readonly<Record<string, { readonly scale: number; readonly tokens: number }>>
  /** Input tokens of one reference picture. */
  readonly inputImageTokens: number
  readonly maxReferences: number
  readonly inputTokenLimit: number
  readonly outputTokenLimit: number
  /** Accepted thinking levels, lower case; none: the model does not think. */
  readonly thinkingLevels: readonly string[]
  /** Whether answers carry thought signatures. */
  readonly signs: boolean
  /** The type of its pictures, as recorded. */
  readonly mediaType: 'image/jpeg' | 'image/png'
  /** Whether `google_search` is accepted. */
  readonly searches: boolean
  /** Pixels when no ratio and no picture is given. */
  readonly defaultSize: Size
}

export interface Size {
  readonly width: number
  readonly height: number
}

const TEN: Readonly<Record<string, Size>> = {
  '1:1': size(1024, 1024),
  '2:3': size(848, 1264),
  '3:2': size(1264, 848),
  '3:4': size(896, 1200),
  '4:3': size(1200, 896),
  '4:5': size(928, 1152),
  '5:4': size(1152, 928),
  '9:16': size(768, 1376),
  '16:9': size(1376, 768),
  '21:9': size(1584, 672),
}

const FOURTEEN: Readonly<Record<string, Size>> = {
  '1:1': size(1024, 1024),
  '1:4': size(512, 2048),
  '1:8': size(384, 3072),
  '2:3': size(848, 1264),
  '3:2': size(1264, 848),
  '3:4': size(896, 1200),
  '4:1': size(2048, 512),
  '4:3': size(1200, 896),
  '4:5': size(928, 1152),
  '5:4': size(1152, 928),
  '8:1': size(3072, 384),
  '9:16': size(768, 1376),
  '16:9': size(1376, 768),
  '21:9': size(1584, 672),
}

const TEN_OF_2_5: Readonly<Record<string, Size>> = {
  '1:1': size(1024, 1024),
  '2:3': size(832, 1248),
  '3:2': size(1248, 832),
  '3:4': size(864, 1184),
  '4:3': size(1184, 864),
  '4:5': size(896, 1152),
  '5:4': size(1152, 896),
  '9:16': size(768, 1344),
  '16:9': size(1344, 768),
  '21:9': size(1536, 672),
}

/** What every recording of a 3.x model without a ratio shows; it is in no table. */
const UNASKED: Size = size(1408, 768)

export const models: readonly Model[] = [
  {
    id: 'gemini-3.1-flash-lite-image',
    displayName: 'Gemini 3.1 Flash Lite Image',
    ratios: FOURTEEN,
    imageSizes: { '1K': { scale: 1, tokens: 1120 } },
    inputImageTokens: 1120,
    maxReferences: 14,
    inputTokenLimit: 65_536,
    outputTokenLimit: 4_096,
    thinkingLevels: ['minimal', 'high'],
    signs: true,
    mediaType: 'image/jpeg',
    searches: false,
    defaultSize: UNASKED,
  },
  {
    id: 'gemini-3.1-flash-image',
    displayName: 'Gemini 3.1 Flash Image',
    ratios: FOURTEEN,
    imageSizes: {
      '512': { scale: 0.5, tokens: 747 },
      '1K': { scale: 1, tokens: 1120 },
      '2K': { scale: 2, tokens: 1680 },
      '4K': { scale: 4, tokens: 2520 },
    },
    inputImageTokens: 1120,
    maxReferences: 14,
    inputTokenLimit: 131_072,
    outputTokenLimit: 32_768,
    thinkingLevels: ['minimal', 'high'],
    signs: true,
    mediaType: 'image/jpeg',
    searches: true,
    defaultSize: UNASKED,
  },
  {
    id: 'gemini-3-pro-image',
    displayName: 'Gemini 3 Pro Image',
    ratios: TEN,
    imageSizes: {
      '1K': { scale: 1, tokens: 1120 },
      '2K': { scale: 2, tokens: 1120 },
      '4K': { scale: 4, tokens: 2000 },
    },
    inputImageTokens: 560,
    maxReferences: 14,
    inputTokenLimit: 65_536,
    outputTokenLimit: 32_768,
    thinkingLevels: ['high'],
    signs: true,
    mediaType: 'image/jpeg',
    searches: true,
    defaultSize: UNASKED,
  },
  {
    id: 'gemini-2.5-flash-image',
    displayName: 'Gemini 2.5 Flash Image',
    ratios: TEN_OF_2_5,
    imageSizes: { '1K': { scale: 1, tokens: 1290 } },
    inputImageTokens: 258,
    maxReferences: 3,
    inputTokenLimit: 32_768,
    outputTokenLimit: 32_768,
    thinkingLevels: [],
    signs: false,
    mediaType: 'image/png',
    searches: false,
    defaultSize: size(1024, 1024),
  },
]

export function findModel(id: string): Model | undefined {
  return models.find((model) => model.id === id)
}

/** The ratio of the model's table that is nearest in shape to a picture. */
export function nearestRatio(model: Model, picture: Size): string {
  const shape = Math.log(picture.width / picture.height)
  const distance = ({ width, height }: Size): number => Math.abs(Math.log(width / height) - shape)
  const [nearest] = Object.entries(model.ratios).reduce((best, entry) =>
    distance(entry[1]) < distance(best[1]) ? entry : best,
  )
  return nearest
}

/** Pixels of an answer picture; `null` for what was not asked. */
export function pixelsOf(
  model: Model,
  aspectRatio: string | null,
  imageSize: string | null,
  reference: Size | null,
): Size {
  const ratio = aspectRatio ?? (reference === null ? null : nearestRatio(model, reference))
  const base = (ratio === null ? undefined : model.ratios[ratio]) ?? model.defaultSize
  const scale = model.imageSizes[imageSize ?? '1K']?.scale ?? 1
  return size(base.width * scale, base.height * scale)
}

function size(width: number, height: number): Size {
  return { width, height }
}
