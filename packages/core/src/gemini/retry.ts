import type { ImageStreamError } from '../errors.ts'

/** How often a call that did no work is made again. */
export const defaultMaxRetries = 2

/** Longer waits are the user's to decide about: the error says when to come back. In milliseconds. */
const maxWaitMs = 60_000

/** Waits for a connection double from here. In milliseconds. */
const firstReconnectMs = 500

/** Added to every wait, so that those who were refused together do not come back together. In milliseconds. */
const jitterMs = 1_000

/**
 * How long to wait before the call is made again, in milliseconds; null when it must not be. Only proof that nothing was
 * done allows it: no connection, or the API's own answer that it is busy or that a quota by the minute is used up.
 * A status without the API's envelope proves nothing, as anything on the way may have made it.
 */
export function waitBeforeRetry(
  error: ImageStreamError,
  { retries, now, random }: { readonly retries: number; readonly now: number; readonly random: number },
): number | null {
  const { billed, phase, reason } = error
  if (billed !== 'no') return null
  if (error.code === 'network' && phase === 'connect') return firstReconnectMs * 2 ** retries * (0.5 + random)
  if ((error.code !== 'quota' && error.code !== 'overloaded') || phase !== 'sent' || reason === undefined)
    return null
  const waitMs = error.retryAt === null ? Infinity : Math.max(0, error.retryAt - now)
  return waitMs <= maxWaitMs ? waitMs + jitterMs * random : null
}

/** Holds the retries of many runs together, so that an outage is not made worse by them. */
export interface RetryBudget {
  /** A call was refused. True when it may be made again. */
  withdraw(): boolean
  /** A call was answered. */
  deposit(): void
}

const budgetTokens = 10
/** What an answered call gives back: at most every tenth call is a retry. */
const tokensBack = 0.1

/** As in gRPC (proposal A6): while more than half of the tokens are there, calls are made again. */
export function createRetryBudget(): RetryBudget {
  let tokens = budgetTokens
  return {
    withdraw() {
      tokens = Math.max(0, tokens - 1)
      return tokens > budgetTokens / 2
    },
    deposit() {
      tokens = Math.min(budgetTokens, tokens + tokensBack)
    },
  }
}
