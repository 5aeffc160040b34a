import type { ResolvedInput } from '../input.ts'
import { models } from '../models.ts'

/** A reference picture as the request carries it. */
export interface InlinePicture {
  readonly mediaType: string
  /** Without a `data:` prefix. */
  readonly base64: string
  readonly label?: string
}

type Part =
  | { readonly text: string }
  | { readonly inline_data: { readonly mime_type: string; readonly data: string } }

/** The JSON of one `streamGenerateContent` request. Pictures are `inline_data` in requests, and `inlineData` in answers. */
export interface RequestBody {
  readonly contents: readonly { readonly role: 'user'; readonly parts: readonly Part[] }[]
  readonly systemInstruction?: { readonly parts: readonly Part[] }
  readonly generationConfig: {
    readonly responseModalities: readonly string[]
    readonly imageConfig?: { readonly aspectRatio?: string; readonly imageSize?: string }
    readonly thinkingConfig?: { readonly includeThoughts: boolean; readonly thinkingLevel?: string }
    readonly seed?: number
    readonly temperature?: number
  }
}

/** Pure: the same input gives the same body. */
export function toRequestBody(input: ResolvedInput, pictures: readonly InlinePicture[]): RequestBody {
  const { prompt, system, modalities, seed, temperature } = input
  const imageConfig = imageConfigOf(input)
  return {
    contents: [{ role: 'user', parts: [{ text: prompt }, ...pictures.flatMap(partsOf)] }],
    ...(system !== undefined && { systemInstruction: { parts: [{ text: system }] } }),
    generationConfig: {
      responseModalities: modalities,
      ...(Object.keys(imageConfig).length > 0 && { imageConfig }),
      ...(models[input.model].thinks && { thinkingConfig: thinkingConfigOf(input) }),
      ...(seed !== undefined && { seed }),
      ...(temperature !== undefined && { temperature }),
    },
  }
}

function imageConfigOf({ model, aspectRatio, imageSize }: ResolvedInput): {
  aspectRatio?: string
  imageSize?: string
} {
  return {
    ...(aspectRatio !== undefined && { aspectRatio }),
    ...(models[model].takesImageSize && { imageSize }),
  }
}

/** Without `includeThoughts` no thought ever arrives, although thinking is billed all the same. */
function thinkingConfigOf({ thinking }: ResolvedInput): {
  includeThoughts: boolean
  thinkingLevel?: string
} {
  const { includeThoughts, level } = thinking
  return { includeThoughts, ...(level !== undefined && { thinkingLevel: level }) }
}

function partsOf({ mediaType, base64, label }: InlinePicture): readonly Part[] {
  const picture = { inline_data: { mime_type: mediaType, data: base64 } }
  return label === undefined ? [picture] : [{ text: label }, picture]
}
