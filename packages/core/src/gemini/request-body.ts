import type { Reference, ResolvedInput } from '../input.ts'
import { models } from '../models.ts'
import type { Exchange, SentPart } from './history.ts'

/** What a body is made of: JSON text, base64 that goes as it came, and bytes that go as base64. */
export type BodyPiece = string | { readonly base64: Blob } | { readonly bytes: Blob }

/** What is asked, and what it continues from. */
export interface Conversation {
  readonly input: ResolvedInput
  readonly references: readonly Reference[]
  /** Sent back verbatim, oldest first. */
  readonly exchanges: readonly Exchange[]
  /** In front of the first message's own references: the picture of a turn that cannot be sent back. */
  readonly opening: Reference | null
}

/**
 * The JSON of one `streamGenerateContent` request, in pieces, so that pictures and signatures need not be strings.
 * Pure: the same conversation gives the same body. Pictures are `inline_data` in requests, and `inlineData` in answers.
 */
export function toRequestBody({ input, references, exchanges, opening }: Conversation): readonly BodyPiece[] {
  const asked = [...exchanges, { prompt: input.prompt, references, answer: null }]
  const messages = asked.flatMap((exchange, index) => {
    const pictures = index === 0 && opening ? [opening, ...exchange.references] : exchange.references
    const question = message('user', [textPart(exchange.prompt), ...pictures.flatMap(referenceParts)])
    return exchange.answer ? [question, message('model', exchange.answer.map(answerPart))] : [question]
  })
  return ['{"contents":[', ...joined(messages), '],', JSON.stringify(settingsOf(input)).slice(1)]
}

type Pieces = readonly BodyPiece[]

function message(role: 'user' | 'model', parts: readonly Pieces[]): Pieces {
  return [`{"role":"${role}","parts":[`, ...joined(parts), ']}']
}

function joined(items: readonly Pieces[]): Pieces {
  return items.flatMap((item, index) => (index === 0 ? item : [',', ...item]))
}

function textPart(text: string): Pieces {
  return [JSON.stringify({ text })]
}

function referenceParts({ blob, mediaType, label }: Reference): readonly Pieces[] {
  const picture = ['{', ...picturePieces(mediaType, blob), '}']
  return label === undefined ? [picture] : [textPart(label), picture]
}

function answerPart(part: SentPart): Pieces {
  const content =
    'text' in part ? [`"text":${JSON.stringify(part.text)}`] : picturePieces(part.mediaType, part.blob)
  const signature = part.signature ? [',"thought_signature":"', { base64: part.signature }, '"'] : []
  return ['{', ...content, ...signature, '}']
}

function picturePieces(mediaType: string, blob: Blob): Pieces {
  return [`"inline_data":{"mime_type":"${mediaType}","data":"`, { bytes: blob }, '"}']
}

/** Everything in the request but the conversation. */
function settingsOf(input: ResolvedInput): object {
  const { system, modalities, seed, temperature } = input
  const imageConfig = imageConfigOf(input)
  return {
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

function imageConfigOf({ model, aspectRatio, imageSize }: ResolvedInput): object {
  return {
    ...(aspectRatio !== undefined && { aspectRatio }),
    ...(models[model].takesImageSize && { imageSize }),
  }
}

/** Without `includeThoughts` no thought ever arrives, although thinking is billed all the same. */
function thinkingConfigOf({ thinking }: ResolvedInput): object {
  const { includeThoughts, level } = thinking
  return { includeThoughts, ...(level !== undefined && { thinkingLevel: level }) }
}
