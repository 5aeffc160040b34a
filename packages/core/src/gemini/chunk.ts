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
// Of zod's kinds the few that all fields can be made of: each costs a page some 200 bytes, the checks of numbers 600.
const text = orNothing(z.string())
const tokens = orNothing(
  z.unknown().check(({ value, issues }) => {
    if (!Number.isSafeInteger(value) || Number(value) < 0) issues.push({ code: 'custom', input: value })
  }) as z.ZodMiniType<number>, // The check lets nothing else pass.
)
const blob = orNothing(z.object({ data: z.string() }))

const partSchema = z.object({
  text,
  thought: orNothing(z.unknown()),
  inlineData: blob,
  inline_data: blob,
  thoughtSignature: text,
  thought_signature: text,
})

const usageSchema = z.object({
  promptTokenCount: tokens,
  candidatesTokenCount: tokens,
  thoughtsTokenCount: tokens,
  totalTokenCount: tokens,
  candidatesTokensDetails: orNothing(z.array(z.object({ modality: text, tokenCount: tokens }))),
})

const candidateSchema = z.object({
  content: orNothing(z.object({ parts: orNothing(z.array(orNothing(partSchema))) })),
  finishReason: text,
  finishMessage: text,
})

const chunkSchema = z.object({
  candidates: orNothing(z.array(orNothing(candidateSchema))),
  promptFeedback: orNothing(z.object({ blockReason: text, blockReasonMessage: text })),
  usageMetadata: orNothing(usageSchema),
})

/** A field that need not be there; one of another kind is taken for one that is not. */
function orNothing<T>(schema: z.ZodMiniType<T>): z.ZodMiniType<T | undefined> {
  const wider: z.ZodMiniType<T | undefined> = schema
  return z.catch(wider, undefined)
}

/** Reads one parsed JSON value as a chunk, or gives null for what is no object. */
export function toChunk(value: unknown): Chunk | null {
  const result = chunkSchema.safeParse(value)
  if (!result.success) return null
  const { candidates = [], promptFeedback, usageMetadata } = result.data
  const [candidate] = candidates
  return {
    // There is one candidate; should a gateway send more, their pictures are paid for too.
    parts: candidates.flatMap((each) => each?.content?.parts ?? []).map(toPart),
    finishReason: candidate?.finishReason,
    finishMessage: candidate?.finishMessage,
    blockReason: promptFeedback?.blockReason,
    blockReasonMessage: promptFeedback?.blockReasonMessage,
    usage: usageMetadata,
  }
}

function toPart(part: Partial<z.infer<typeof partSchema>> = {}): Part {
  const picture = part.inlineData ?? part.inline_data
  return {
    text: part.text,
    thought: part.thought === true,
    inlineData: picture && { data: picture.data },
    signature: part.thoughtSignature ?? part.thought_signature,
  }
}
