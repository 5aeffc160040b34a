import type { RasterType } from './codecs.ts'
import { withContentCredentials } from './content-credentials.ts'
import { pixelsOf, type Model, type Size } from './models.ts'
import { planOf } from './painter/index.ts'
import { finishMessageOf } from './refusals.ts'
import type { GenerateRequest, InlineImage } from './request.ts'
import type { Settings } from './settings.ts'
import { disguise, type Artwork, type Commission, type Studio } from './studio.ts'
import { countTextTokens, type Tokens } from './tokens.ts'

export type AnswerPart =
  | { readonly kind: 'text'; readonly text: string; readonly signed: boolean }
  | {
      readonly kind: 'picture'
      readonly artwork: Artwork
      /** `thought: true` on the wire. */
      readonly thought: boolean
      readonly signed: boolean
      /** Makes the part's signature. */
      readonly seed: number
    }

/** What the model has to say to one request, before any wire shape. */
export interface Answer {
  readonly thoughts: readonly string[]
  readonly drafts: readonly AnswerPart[]
  readonly parts: readonly AnswerPart[]
  readonly finishReason: string
  readonly finishMessage: string | null
  /** The answer was refused: no content comes with the finish reason. */
  readonly refused: boolean
  /** Feedback on the prompt; a default value is no block. */
  readonly blockReason: string | null
  /** The prompt was blocked before anything was made. */
  readonly blockedAtOnce: boolean
  /** What was searched for; `null`: nothing. */
  readonly searched: string | null
  readonly tokens: Tokens
}

/** Thinks and draws. */
export async function answer(
  request: GenerateRequest,
  model: Model,
  settings: Settings,
  studio: Studio,
): Promise<Answer> {
  const outcome = outcomeOf(request, model, settings)
  const references = await studio.readReferences(referencesOf(request))
  const size = shrink(
    pixelsOf(model, request.aspectRatio, request.imageSize, references[0] ?? null),
    settings.pictureSize,
  )
  const commission: Commission = {
    prompt: request.prompt,
    references,
    size,
    seed: request.seed ?? settings.seed,
    mediaType: mediaTypeOf(request, model, settings, studio),
  }
  const thoughts = outcome.blockedAtOnce ? [] : thoughtsOf(request, model, settings, commission)
  const drafts = outcome.images > 0 ? await draftsOf(commission, model, settings, studio) : []
  const pictures = await picturesOf(outcome.images, commission, model, settings, studio)
  const parts = withText(pictures, request, model, settings)
  return {
    thoughts,
    drafts,
    parts,
    ...outcome,
    searched: (settings.grounding ?? request.searches) ? request.prompt : null,
    tokens: tokensOf(request, model, settings, thoughts, parts, outcome.images),
  }
}

interface Outcome extends Pick<
  Answer,
  'finishReason' | 'finishMessage' | 'refused' | 'blockReason' | 'blockedAtOnce'
> {
  readonly images: number
}

function outcomeOf(request: GenerateRequest, model: Model, settings: Settings): Outcome {
  const { blockReason, images } = settings
  const tokensPerImage = model.imageSizes[request.imageSize ?? '1K']?.tokens ?? 0
  const tooShort = (request.maxOutputTokens ?? Infinity) < tokensPerImage
  const finishReason = tooShort && settings.finishReason === 'STOP' ? 'MAX_TOKENS' : settings.finishReason
  const blocks = blockReason !== undefined && isBlock(blockReason)
  const usual = finishReason === 'STOP' && !blocks ? 1 : 0
  return {
    finishReason,
    finishMessage: settings.finishMessage ?? finishMessageOf(finishReason),
    refused: finishReason !== 'STOP' && (images ?? usual) === 0,
    blockReason: blockReason ?? null,
    blockedAtOnce: blocks && (images ?? 0) === 0,
    images: images ?? usual,
  }
}

/** Default enum values appear on the wire and mean nothing. */
export function isBlock(blockReason: string): boolean {
  return blockReason !== '' && !/^BLOCK(ED)?_REASON_UNSPECIFIED$/.test(blockReason)
}

/** What the request asks for, or what the model sends, where it can be written; the answer says what it became. */
function mediaTypeOf(request: GenerateRequest, model: Model, settings: Settings, studio: Studio): RasterType {
  // The checks have refused any type that is not one of the three.
  const wanted = [request.mediaType as RasterType | null, settings.mediaType, model.mediaType]
  return wanted.find((type) => type !== null && studio.canWrite(type)) ?? 'image/png'
}

/** The last user turn's pictures; without any, the last picture that came before. */
function referencesOf({ turns }: GenerateRequest): readonly InlineImage[] {
  const own = imagesOf(turns.findLast(({ role }) => role === 'user')?.parts ?? [])
  return own.length > 0 ? own : imagesOf(turns.flatMap(({ parts }) => parts)).slice(-1)
}

function imagesOf(parts: GenerateRequest['turns'][number]['parts']): readonly InlineImage[] {
  return parts.flatMap(({ image, thought }) => (image === null || thought ? [] : [image]))
}

/** Long enough that a shape is still seen. */
const SMALL_SIDE = 64

function shrink(size: Size, asked: Settings['pictureSize']): Size {
  if (asked === 'real') return size
  if (asked !== 'small') return asked
  const scale = SMALL_SIDE / Math.max(size.width, size.height)
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  }
}

/** An hour, at one thought a second. */
const ENDLESS_THOUGHTS = 3_600

function thoughtsOf(
  request: GenerateRequest,
  model: Model,
  settings: Settings,
  { prompt, references, size, seed }: Commission,
): readonly string[] {
  const asked = request.includeThoughts && model.thinkingLevels.length > 0
  if (settings.thoughts === 'never' || (settings.thoughts === 'as-asked' && !asked)) return []
  const plan = planOf({ prompt, ...size, editing: references.length > 0, seed })
  if (settings.thoughts !== 'endless') return plan.flatMap(piecesOf)
  return Array.from({ length: ENDLESS_THOUGHTS }, (_, index) => plan[index % plan.length] ?? '')
}

/** A passage comes in a few pieces, cut after a sentence. */
function piecesOf(passage: string): readonly string[] {
  return passage.match(/[^.!?\n]*(?:[.!?]+(?=\s|$)|\n+|$)\s*/g)?.filter((piece) => piece !== '') ?? []
}

async function draftsOf(
  commission: Commission,
  model: Model,
  settings: Settings,
  studio: Studio,
): Promise<readonly AnswerPart[]> {
  const { thoughtImages, thoughtImageCount } = settings
  if (thoughtImages === 'none' || thoughtImages === 'only') return []
  const marked = thoughtImages === 'marked'
  const drafts: AnswerPart[] = []
  for (let index = 0; index < thoughtImageCount; index++) {
    const seed = commission.seed + 1000 + index
    const artwork = await studio.drawDraft({ ...commission, seed })
    drafts.push({ kind: 'picture', artwork, thought: marked, signed: !marked && model.signs, seed })
  }
  return drafts
}

async function picturesOf(
  count: number,
  commission: Commission,
  model: Model,
  settings: Settings,
  studio: Studio,
): Promise<readonly AnswerPart[]> {
  const thought = settings.thoughtImages === 'only'
  const pictures: AnswerPart[] = []
  for (let index = 0; index < count; index++) {
    const seed = commission.seed + index
    const artwork =
      settings.picture === 'painted'
        ? credit(await studio.drawFinal({ ...commission, seed }), settings)
        : disguise(settings.picture)
    const mediaType = settings.declaredMediaType ?? artwork.mediaType
    pictures.push({
      kind: 'picture',
      artwork: { ...artwork, mediaType },
      thought,
      signed: !thought && model.signs,
      seed,
    })
  }
  return pictures
}

function credit(artwork: Artwork, { contentCredentials: size }: Settings): Artwork {
  if (size === false || artwork.mediaType !== 'image/jpeg') return artwork
  const bytes = withContentCredentials(artwork.bytes, size === true ? undefined : size)
  return { ...artwork, bytes }
}

/** The first text of an answer is signed, later ones are not. */
function withText(
  pictures: readonly AnswerPart[],
  request: GenerateRequest,
  model: Model,
  settings: Settings,
): readonly AnswerPart[] {
  const allowed = request.modalities.length === 0 || request.modalities.includes('TEXT')
  if (!allowed || settings.text === 'none') return pictures
  const subject = request.prompt.trim().replace(/[.!?]+$/, '')
  const say = (text: string, signed: boolean): AnswerPart => ({
    kind: 'text',
    text,
    signed: signed && model.signs,
  })
  if (settings.text === 'before') return [say(`Here is your picture: ${subject}.\n`, true), ...pictures]
  if (settings.text === 'after') return [...pictures, say(`That is how I see it: ${subject}.`, true)]
  return pictures.flatMap((picture, index) => [
    say(`### View ${index + 1}\n${subject}, seen once more.\n\n`, index === 0),
    picture,
  ])
}

function tokensOf(
  request: GenerateRequest,
  model: Model,
  settings: Settings,
  thoughts: readonly string[],
  parts: readonly AnswerPart[],
  images: number,
): Tokens {
  const pictures = request.turns.flatMap(({ parts: sent }) => sent.filter(({ image }) => image !== null))
  const words = request.turns.flatMap(({ parts: sent }) => sent.map(({ text }) => text ?? ''))
  const thought = thoughts.reduce((sum, text) => sum + countTextTokens(text), 0)
  const silent = request.thinkingLevel === 'high' ? 244 : 0
  const perImage = model.imageSizes[request.imageSize ?? '1K']?.tokens ?? 0
  // An answer that stops without its picture is billed as if it had one, as recorded.
  const billed = Math.max(images, settings.finishReason === 'STOP' ? 1 : 0)
  return {
    promptText: countTextTokens([request.system, ...words].join(' ')),
    promptImages: pictures.length * model.inputImageTokens,
    thoughts: Math.max(thought, silent),
    text: parts.reduce((sum, part) => sum + (part.kind === 'text' ? countTextTokens(part.text) : 0), 0),
    images: billed * perImage,
    surplus:
      settings.flavour === 'google' && model.signs && images > 0 ? 272 + (request.prompt.length % 127) : 0,
  }
}
