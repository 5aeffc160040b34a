/** Token counts of one answer, as a bill would have them. */
export interface Tokens {
  readonly promptText: number
  readonly promptImages: number
  /** 0: not counted, as at the `minimal` level. */
  readonly thoughts: number
  readonly text: number
  readonly images: number
  /** What Google's Developer API counts beyond text and pictures; nobody knows what it is. */
  readonly surplus: number
}

/** About what a tokenizer makes of English: plausible, never exact. */
export function countTextTokens(text: string): number {
  const words = text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0
  return Math.ceil(words * 1.15)
}
