/** A measured value over rounds. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** @throws RangeError when there is no value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of no values.')
  return (lower + upper) / 2
}

/** The least value that this share of the values does not exceed. @throws RangeError when there is no value. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('There is no percentile of no values.')
  return value
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Median, least and most. @throws RangeError when there is no value. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) }
}

/**
 * How many times `other` each of `values` is, round by round: what a loaded machine adds to both of a round goes out of
 * their ratio, and stays in the ratio of two medians. @throws RangeError when the rounds differ.
 */
export function pairedRatio(values: readonly number[], others: readonly number[]): Spread {
  if (values.length !== others.length) throw new RangeError('A round lacks one of its two values.')
  return spreadOf(values.map((value, round) => value / (others[round] ?? NaN)))
}
