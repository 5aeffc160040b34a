import { badFields, invalidArgument, type ApiError } from './errors.ts'
import { fileParts } from './file-check.ts'
import { sniffMediaType } from './media-type.ts'
import type { Model } from './models.ts'
import type { Flavour } from './options.ts'
import { unreadableImage, unsupportedType } from './refused-input.ts'
import { isSearch, type GenerateRequest } from './request.ts'
import { thoughtSignatures } from './signature-check.ts'

/** One thing that the endpoint looks at: an error when it does not like it. */
type Check = (request: GenerateRequest, model: Model) => ApiError | null

const INPUT_TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif']

const checks: readonly Check[] = [contents, tools, modalities, imageConfig, thinking, sampling, pictures]

/**
 * Refuses what the model cannot do, at the first problem, as the endpoint does.
 * @throws ApiError 400
 */
export function checkRequest(
  request: GenerateRequest,
  model: Model,
  signatures: 'strict' | 'lax',
  flavour: Flavour,
): void {
  const all = [
    ...checks,
    ...(flavour === 'anyfast' ? [modalitiesRequired] : []),
    fileParts(flavour),
    ...(signatures === 'strict' && model.signs ? [thoughtSignatures] : []),
  ]
  for (const check of all) {
    const error = check(request, model)
    if (error !== null) throw error
  }
}

function contents({ turns }: GenerateRequest): ApiError | null {
  if (turns.length === 0) {
    return field('contents', 'contents is not specified')
  }
  const strange = turns.find(({ role }) => role !== 'user' && role !== 'model')
  if (strange !== undefined) return invalidArgument('Please use a valid role: user, model.')
  const empty = turns.findIndex(({ parts }) => parts.length === 0)
  if (empty >= 0) {
    return field(`contents[${empty}].parts`, 'contents.parts must not be empty.')
  }
  const last = turns.at(-1)
  const said = last?.parts.some(
    ({ image, fileUri, text }) => image !== null || fileUri !== null || (text ?? '').trim() !== '',
  )
  return said === true
    ? null
    : invalidArgument('Unable to submit request because it has an empty text parameter.')
}

function tools({ tools: asked, cachedContent }: GenerateRequest, model: Model): ApiError | null {
  if (cachedContent !== null) {
    return invalidArgument(`CachedContent is not supported by models/${model.id}.`)
  }
  const names = asked.flatMap((tool) => Object.keys(tool))
  const searches = names.filter(isSearch)
  if (searches.length > 0 && !model.searches) {
    return invalidArgument('Search as tool is not enabled for this model')
  }
  if (names.some((name) => /^function_?declarations$/i.test(name))) {
    return invalidArgument(`Function calling is not enabled for models/${model.id}`)
  }
  if (names.length > searches.length) {
    return invalidArgument(`Tool use is not enabled for models/${model.id}`)
  }
  return null
}

function modalities({ modalities: asked }: GenerateRequest, model: Model): ApiError | null {
  const unknown = asked.findIndex((name) => !['TEXT', 'IMAGE', 'AUDIO'].includes(name))
  if (unknown >= 0) {
    return badFields([
      {
        field: `generation_config.response_modalities[${unknown}]`,
        description: `Invalid value at 'generation_config.response_modalities[${unknown}]' (type.googleapis.com/google.ai.generativelanguage.v1beta.GenerationConfig.Modality), "${asked[unknown]}"`,
      },
    ])
  }
  if (asked.length === 0 || (asked.includes('IMAGE') && !asked.includes('AUDIO'))) return null
  return invalidArgument(
    `The requested combination of response modalities (${asked.join(', ')}) is not supported by the model. models/${model.id} accepts the following combination of response modalities:\n* IMAGE\n* IMAGE, TEXT\n`,
  )
}

/** AnyFast's page calls the field required; Google falls back to TEXT and IMAGE. */
function modalitiesRequired({ modalities: asked }: GenerateRequest): ApiError | null {
  return asked.length > 0
    ? null
    : field('generation_config.response_modalities', 'response_modalities is required')
}

function imageConfig(request: GenerateRequest, model: Model): ApiError | null {
  if (request.twoImageConfigs) {
    return field(
      'generation_config.response_format.image',
      'set only one of image_config and response_format.image',
    )
  }
  const { aspectRatio, imageSize, mediaType } = request
  return (
    choice('image_config.aspect_ratio', aspectRatio, Object.keys(model.ratios)) ??
    choice('image_config.image_size', imageSize, Object.keys(model.imageSizes)) ??
    choice('response_format.image.mime_type', mediaType, ['image/jpeg', 'image/png', 'image/webp'])
  )
}

function choice(name: string, value: string | null, allowed: readonly string[]): ApiError | null {
  if (value === null || allowed.includes(value)) return null
  const short = name.slice(name.lastIndexOf('.') + 1)
  const listed = allowed.map((item) => `'${item}'`).join(', ')
  return field(`generation_config.${name}`, `${short} must be one of ${listed}.`)
}

function thinking(request: GenerateRequest, model: Model): ApiError | null {
  const { thinkingLevel, thinkingBudget } = request
  if (thinkingLevel !== null && thinkingBudget !== null) {
    return invalidArgument('You can only set only one of thinking budget and thinking level.')
  }
  if (thinkingLevel === null || model.thinkingLevels.includes(thinkingLevel)) return null
  return invalidArgument(
    `Thinking level ${thinkingLevel.toUpperCase()} is not supported for this model. Please retry with other thinking level.`,
  )
}

function sampling(request: GenerateRequest, model: Model): ApiError | null {
  const { temperature, topP, candidateCount, maxOutputTokens } = request
  if (candidateCount !== null && candidateCount !== 1) {
    return invalidArgument(`Multiple candidates is not enabled for models/${model.id}`)
  }
  if (temperature !== null && (temperature < 0 || temperature > 2)) {
    return field('generation_config.temperature', 'temperature must be in the range [0.0, 2.0]')
  }
  if (topP !== null && (topP < 0 || topP > 1)) {
    return field('generation_config.top_p', 'top_p must be in the range [0.0, 1.0]')
  }
  if (maxOutputTokens !== null && maxOutputTokens < 1) {
    return field('generation_config.max_output_tokens', 'max_output_tokens must be positive')
  }
  return null
}

function pictures({ turns }: GenerateRequest, model: Model): ApiError | null {
  const images = turns.flatMap(({ parts }) => parts.flatMap(({ image }) => image ?? []))
  const asReferences = (turns.findLast(({ role }) => role === 'user')?.parts ?? []).filter(
    ({ image }) => image !== null,
  )
  if (asReferences.length > model.maxReferences) {
    return invalidArgument(
      `Too many images in the request: ${asReferences.length}. models/${model.id} accepts at most ${model.maxReferences}.`,
    )
  }
  for (const { mediaType, bytes } of images) {
    if (!INPUT_TYPES.includes(mediaType)) {
      return unsupportedType(mediaType)
    }
    if (sniffMediaType(bytes) === null) return unreadableImage()
  }
  return null
}

/** The shape of Google's own `* GenerateContentRequest.…: …` messages, with the field in the details. */
function field(path: string, problem: string): ApiError {
  return badFields([{ field: path, description: `* GenerateContentRequest.${path}: ${problem}\n` }])
}
