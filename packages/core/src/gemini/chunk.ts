import * as z from 'zod/mini'

/** One part of an answer. */
export interface Part {
  readonly text?: string | undefined
  readonly thought: boolean
  readonly inlineData?: { readonly data: string } | undefined
  /** The placeholder of a signature that was lifted. */
  readonly signature?: string | undefined
}

/** Counts as they are on the wire. */
export interface UsageMetadata {
  readonly promptTokenCount?: number | undefined
  readonly candidatesTokenCount?: number | undefined
  readonly thoughtsTokenCount?: number | undefined
  readonly totalTokenCount?: number | undefined
  readonly candidatesTokensDetails?:
    | readonly { readonly modality?: string | undefined; readonly tokenCount?: number | undefined }[]
    | undefined
}

/** One `GenerateContentResponse`, reduced to what a run needs. */
export interface Chunk {
  readonly parts: readonly Part[]
  readonly finishReason?: string | undefined
  readonly finishMessage?: string | undefined
  readonly blockReason?: string | undefined
  readonly blockReasonMessage?: string | undefined
  readonly usage?: UsageMetadata | undefined
}

// Loose on purpose, at every level: what is missing, null, new or odd on the wire must not end a run that is paid for.
const text = z.catch(z.optional(z.string()), undefined)
const tokens = z.catch(z.optional(z.int().check(z.nonnegative())), undefined)
const blob = z.catch(z.optional(z.looseObject({ data: z.string() })), undefined)

const partSchema = z.catch(
  z.looseObject({
    text,
    thought: z.catch(z.optional(z.boolean()), undefined),
    inlineData: blob,
    inline_data: blob,
    thoughtSignature: text,
    thought_signature: text,
  }),
  {},
)

const usageSchema = z.looseObject({
  promptTokenCount: tokens,
  candidatesTokenCount: tokens,
  thoughtsTokenCount: tokens,
  totalTokenCount: tokens,
  candidatesTokensDetails: z.catch(
    z.optional(z.array(z.looseObject({ modality: text, tokenCount: tokens }))),
    undefined,
  ),
})

const candidateSchema = z.catch(
  z.looseObject({
    content: z.catch(z.optional(z.looseObject({ parts: z.catch(z.array(partSchema), []) })), undefined),
    finishReason: text,
    finishMessage: text,
  }),
  {},
)

const chunkSchema = z.looseObject({
  candidates: z.catch(z.array(candidateSchema), []),
  promptFeedback: z.catch(
    z.optional(z.looseObject({ blockReason: text, blockReasonMessage: text })),
    undefined,
  ),
  usageMetadata: z.catch(z.optional(usageSchema), undefined),
})

/** Reads one parsed JSON value as a chunk, or gives null for what is no object. */
export function toChunk(value: unknown): Chunk | null {
  const result = chunkSchema.safeParse(value)
  if (!result.success) return null
  const { candidates, promptFeedback, usageMetadata } = result.data
  const [candidate] = candidates
  return {
    // There is one candidate; should a gateway send more, their pictures are paid for too.
    parts: candidates.flatMap(({ content }) => content?.parts ?? []).map(toPart),
    finishReason: candidate?.finishReason,
    finishMessage: candidate?.finishMessage,
    blockReason: promptFeedback?.blockReason,
    blockReasonMessage: promptFeedback?.blockReasonMessage,
    usage: usageMetadata,
  }
}

function toPart(part: z.infer<typeof partSchema>): Part {
  const picture = part.inlineData ?? part.inline_data
  return {
    text: part.text,
    thought: part.thought === true,
    inlineData: picture && { data: picture.data },
    signature: part.thoughtSignature ?? part.thought_signature,
  }
}
