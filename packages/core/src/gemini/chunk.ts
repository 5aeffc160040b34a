import * as z from 'zod/mini'

/** One part of an answer. */
export interface Part {
  readonly text?: string | undefined
  readonly thought: boolean
  readonly inlineData?: { readonly data: string } | undefined
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

// Loose on purpose: what is missing, null or new on the wire must never end a run that is paid for.
const text = z.catch(z.optional(z.string()), undefined)
const tokens = z.catch(z.optional(z.int().check(z.nonnegative())), undefined)

const partSchema = z.looseObject({
  text,
  thought: z.catch(z.optional(z.boolean()), undefined),
  inlineData: z.catch(z.optional(z.looseObject({ data: z.string() })), undefined),
})

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

const candidateSchema = z.looseObject({
  content: z.nullish(z.looseObject({ parts: z.catch(z.nullish(z.array(partSchema)), undefined) })),
  finishReason: text,
  finishMessage: text,
})

const chunkSchema = z.looseObject({
  candidates: z.nullish(z.array(candidateSchema)),
  promptFeedback: z.nullish(z.looseObject({ blockReason: text, blockReasonMessage: text })),
  usageMetadata: z.catch(z.nullish(usageSchema), undefined),
})

/** Reads one parsed JSON value as a chunk, or gives null for what is not one. */
export function toChunk(value: unknown): Chunk | null {
  const result = chunkSchema.safeParse(value)
  if (!result.success) return null
  const { candidates, promptFeedback, usageMetadata } = result.data
  const candidate = candidates?.[0]
  return {
    parts: (candidate?.content?.parts ?? []).map(toPart),
    finishReason: candidate?.finishReason,
    finishMessage: candidate?.finishMessage,
    blockReason: promptFeedback?.blockReason,
    blockReasonMessage: promptFeedback?.blockReasonMessage,
    usage: usageMetadata ?? undefined,
  }
}

function toPart({ text: words, thought, inlineData }: z.infer<typeof partSchema>): Part {
  return { text: words, thought: thought === true, inlineData: inlineData && { data: inlineData.data } }
}
