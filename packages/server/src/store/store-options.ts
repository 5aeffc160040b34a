/** What every store with logs can be told. Times are milliseconds. */
export interface KeepingOptions {
  /** Bytes of one run. What grows beyond goes on for its readers, and cannot be come back to. @defaultValue 48 MiB */
  readonly maxRunBytes?: number
  /** How long a run can be read again after its end. @defaultValue 10 minutes */
  readonly logLifeMs?: number
  /** How long a turn can be edited after it was last used. @defaultValue 1 hour */
  readonly turnLifeMs?: number
  /**
   * When a run whose `onRunEnd` was not heard through is given to somebody again. Its log is kept for that, for an hour at
   * most. @defaultValue 60,000
   */
  readonly reportAgainMs?: number
}

const mebi = 1024 * 1024

export const defaultKeeping: Required<KeepingOptions> = {
  // The largest answer: two pictures of 4K, as PNG.
  maxRunBytes: 48 * mebi,
  logLifeMs: 10 * 60_000,
  turnLifeMs: 60 * 60_000,
  // Longer than a producer tries by itself.
  reportAgainMs: 60_000,
}

/** How long the log of a run is kept that `onRunEnd` has not heard of. */
export const owedLogLifeMs: number = 60 * 60_000
/** What is kept for a slow reader of a log that broke, before its writer waits. */
export const brokenLogBytes: number = mebi
