import { invalidInput, type ImageInput } from './input.ts'
import { defaultModel, models } from './models.ts'
import type { Billed } from './errors.ts'
import type { Turn } from './turns.ts'
import type { Cost } from './usage.ts'

/** What a run will cost, as far as it can be known before. */
export interface CostEstimate {
  /** One picture, and no thinking. */
  readonly minUsd: number
  /** Three pictures, and much thinking. The API has no switch that holds an answer to that; hardly one is longer. */
  readonly maxUsd: number
  /** The day of the prices, `YYYY-MM-DD`. */
  readonly pricesAsOf: string
}

/** What the runs of a session have cost. */
export interface Spent {
  readonly usd: number
  /** Runs that may have been charged, and whose token counts did not come: cut, stopped, refused. */
  readonly unknownRuns: number
}

export const nothingSpent: Spent = { usd: 0, unknownRuns: 0 }

/** Tokens that a picture takes in a request (Google's documentation of these models). */
const tokensPerReference = 1120
/** UTF-16 units of a token: about five in English prose, less than one in none of the scripts. */
const mostUnitsPerToken = 5
/** What fits into the output limit of the Lite model, 4,096 tokens, at 1K. */
const mostPictures = 3
/** Thoughts and text of one answer. */
const mostWordTokens = 4096
const tokensPerPrice = 1_000_000

/**
 * What a run will cost, by the dated price table in `models`: no network. `history`: the turns that an edit continues from.
 *
 * @example
 * const { minUsd, maxUsd } = estimateCost({ prompt, imageSize: '2K' })
 */
export function estimateCost(input: string | ImageInput, history: readonly Turn[] = []): CostEstimate {
  const asked = typeof input === 'string' ? { prompt: input } : input
  const { prices, imageSizes } = models[asked.model ?? defaultModel]
  const words = [asked.prompt, asked.system, ...history.flatMap(({ prompt, text }) => [prompt, text])]
  const units = words.reduce((sum, text = '') => sum + text.length, 0)
  const pictures =
    Array.from(asked.images ?? []).length + history.reduce((sum, { images }) => sum + images.length, 0)
  const imageTokens = imageSizes[asked.imageSize ?? '1K']?.tokens ?? 0
  const usd = (inputTokens: number, images: number, wordTokens: number): number =>
    (inputTokens * prices.input + images * imageTokens * prices.image + wordTokens * prices.text) /
    tokensPerPrice
  return {
    minUsd: usd(units / mostUnitsPerToken + pictures * tokensPerReference, 1, 0),
    maxUsd: usd(units + pictures * tokensPerReference, mostPictures, mostWordTokens),
    pricesAsOf: prices.asOf,
  }
}

/** @throws ImageStreamError `invalid-input` when the run may cost more than that, in US dollars. */
export function checkCost({ maxUsd }: CostEstimate, maxCost: number | undefined): void {
  if (maxCost === undefined || maxUsd <= maxCost) return
  const message = `This may cost up to $${maxUsd.toFixed(4)}, and a run may cost $${maxCost.toFixed(4)} here. Nothing was sent. A smaller picture or another model costs less.`
  throw invalidInput([
    { field: 'maxCost', value: maxCost, allowed: [`at least ${maxUsd.toFixed(4)}`], message },
  ])
}

/** Adds what a settled run has cost. */
export function spend(spent: Spent, cost: Cost | null, billed: Billed): Spent {
  if (billed === 'no') return spent
  return cost ? { ...spent, usd: spent.usd + cost.usd } : { ...spent, unknownRuns: spent.unknownRuns + 1 }
}
