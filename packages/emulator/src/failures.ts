/** Counts how often requests with one prompt have failed, for errors that come only so many times. */
export interface Failures {
  /** Whether this request is one of the first `times`; the one after them is not, and counting begins anew. */
  fails(prompt: string, times: number): boolean
}

/** More prompts than any test has under way. */
const MAX_PROMPTS = 1_000

export function createFailures(): Failures {
  const failed = new Map<string, number>()
  return {
    fails(prompt, times) {
      const count = failed.get(prompt) ?? 0
      failed.delete(prompt)
      if (count >= times) return false
      failed.set(prompt, count + 1)
      const [oldest] = failed.keys()
      if (failed.size > MAX_PROMPTS && oldest !== undefined) failed.delete(oldest)
      return true
    },
  }
}
