/** The longest that a timer can be set to: 24 days. One that is set to more, or to Infinity, goes off at once. */
const longestMs = 2 ** 31 - 1

/** What a timer can be set to, in milliseconds. */
export function toTimerMs(ms: number): number {
  return Math.min(ms, longestMs)
}
