import { models, type ModelId } from './models.ts'

/** Tokens of one run, as the API counted them. A count that it did not give is null, never 0. */
export interface Usage {
  readonly promptTokens: number | null
  readonly thoughtTokens: number | null
  /** All answer tokens: pictures and text, thoughts not included. */
  readonly outputTokens: number | null
  /** The part of `outputTokens` that is pictures. */
  readonly imageTokens: number | null
  readonly totalTokens: number | null
}

/** What a run cost, by the dated price table in `models`. */
export interface Cost {
  readonly usd: number
  /** The day of the prices, `YYYY-MM-DD`. */
  readonly pricesAsOf: string
}

const tokensPerPrice = 1_000_000

/**
 * The price of a run, or null where the counts do not allow one to be known.
 * Answer tokens beyond the pictures are billed as text: 1,537 tokens with 1,120 of pictures cost $0.0342255 for the Lite model.
 */
export function costOf(modelId: ModelId, usage: Usage | null): Cost | null {
  const answerTokens = answerTokensOf(usage)
  if (!usage || answerTokens === null) return null
  const { input, text, image, asOf } = models[modelId].prices
  // Without a split the answer counts as pictures: the dearer reading, so that a bill is never larger than what was shown.
  const imageTokens = Math.min(usage.imageTokens ?? answerTokens, answerTokens)
  const textTokens = answerTokens - imageTokens + (usage.thoughtTokens ?? 0)
  const usd = ((usage.promptTokens ?? 0) * input + textTokens * text + imageTokens * image) / tokensPerPrice
  return { usd, pricesAsOf: asOf }
}

/** On a refusal the answer's count repeats that of the thoughts; the total is right then. */
function answerTokensOf(usage: Usage | null): number | null {
  if (!usage || usage.outputTokens === null) return null
  const { outputTokens, totalTokens, promptTokens, thoughtTokens } = usage
  if (totalTokens === null || promptTokens === null) return outputTokens
  return Math.max(0, Math.min(outputTokens, totalTokens - promptTokens - (thoughtTokens ?? 0)))
}
