import { createError, type ImageStreamError } from '@image-stream/core'
import { maxPromptLength } from '@image-stream/core/relay'
import { notSetUp } from './errors.ts'
import type { Caps } from './store/run-store.ts'
import { toTimerMs } from './timer.ts'

/** What one owner may use. Each number is a cap; a request above it is refused before anything is paid. */
export interface OwnerLimits {
  /** Runs of one owner at the same time; uploads are counted by themselves. @defaultValue 2 */
  readonly maxLiveRuns?: number
  /** Runs that one owner starts within 60 seconds. @defaultValue 10 */
  readonly maxRunsPerMinute?: number
  /** Runs that one owner starts within 24 hours. @defaultValue 100 */
  readonly maxRunsPerDay?: number
  /**
   * What the runs of one owner may cost within 24 hours, in US dollars: each counts with all of its estimate until its
   * cost is known, and for good when it is not. @defaultValue 10
   */
  readonly maxUsdPerDay?: number
  /** Bytes of one request, pictures included. @defaultValue 8 MiB; hosts with a lower limit of their own answer first */
  readonly maxBodyBytes?: number
  /** UTF-16 units of the prompt, and of each other text that reaches the model. @defaultValue 32,768 */
  readonly maxPromptLength?: number
  /** Reference pictures of one request. @defaultValue what the model takes */
  readonly maxImages?: number
}

/** What the whole relay may use, and what every owner may who is given no limits of their own. */
export interface RelayLimits extends OwnerLimits {
  /** Runs of all owners at the same time: in this process, with a shared store in all of them. @defaultValue 64 */
  readonly maxLiveRunsTotal?: number
  /** Silence while a request's body is read, in milliseconds. @defaultValue 10,000 */
  readonly maxBodyIdleMs?: number
  /** Time to read a request's body, in milliseconds. @defaultValue 30,000 */
  readonly maxBodyMs?: number
  /** Time for one run from its request to its end, in milliseconds. @defaultValue 300,000 */
  readonly maxRunMs?: number
}

/** The limits that hold for one request. */
export type Limits = Required<RelayLimits>

const defaultLimits: Limits = {
  // One picture being drawn and the one that replaces it.
  maxLiveRuns: 2,
  // A picture takes 2 to 60 s: nobody looks at more than ten in a minute.
  maxRunsPerMinute: 10,
  // A long day of work; with the default model about 4 US dollars.
  maxRunsPerDay: 100,
  // A hundred runs of the default model, and room for those that count with their estimate, three times their usual cost.
  maxUsdPerDay: 10,
  // About 4 MB each while a picture passes through: what a small server has.
  maxLiveRunsTotal: 64,
  // One reference of the largest size that the API takes (7 MiB), and room for the rest of the form.
  maxBodyBytes: 8 * 1024 * 1024,
  maxPromptLength,
  maxImages: Infinity,
  maxBodyIdleMs: 10_000,
  maxBodyMs: 30_000,
  // Slow models are silent for over a minute; nothing was ever seen to take five.
  maxRunMs: 300_000,
}

/**
 * Lays what is set over the defaults. An owner's limits win over the relay's.
 * @throws ImageStreamError `misconfigured` for what is no number: nothing is above NaN, so it would let everything in.
 */
export function resolveLimits(relay: RelayLimits = {}, owner: OwnerLimits = {}): Limits {
  const limits = { ...defaultLimits, ...defined(relay), ...defined(owner) }
  for (const [name, value] of Object.entries<unknown>(limits))
    if (typeof value !== 'number' || !(value >= 0))
      throw notSetUp(`The limit ${name} is no number from 0 on.`)
  return {
    ...limits,
    maxBodyIdleMs: toTimerMs(limits.maxBodyIdleMs),
    maxBodyMs: toTimerMs(limits.maxBodyMs),
    maxRunMs: toTimerMs(limits.maxRunMs),
  }
}

/** Those that a store holds its claims to. */
export function capsOf(limits: Limits): Caps {
  const { maxLiveRuns, maxLiveRunsTotal, maxRunsPerMinute, maxRunsPerDay, maxUsdPerDay } = limits
  return { maxLiveRuns, maxLiveRunsTotal, maxRunsPerMinute, maxRunsPerDay, maxUsdPerDay }
}

/** When to try again where runs at the same time are too many, in milliseconds: a run takes 2 to 60 s. */
const retryAfterMs = 5_000

/** The refusal at a cap. `retryAt`: milliseconds since the epoch, where the cap knows. */
export function atCap(cap: keyof Caps, limits: Caps, retryAt: number | null): ImageStreamError {
  const isLive = cap === 'maxLiveRuns' || cap === 'maxLiveRunsTotal'
  return createError('rate-limit', {
    retryAt: retryAt ?? (isLive ? Date.now() + retryAfterMs : null),
    message: `${capMessages[cap](limits[cap])} Nothing was charged.`,
  })
}

const capMessages: Readonly<Record<keyof Caps, (most: number) => string>> = {
  maxLiveRuns: (most) =>
    `You are drawing already: here ${most} at once is the most. Wait for one, or stop it.`,
  maxLiveRunsTotal: () => 'Too many people are drawing here just now. Try again in a moment.',
  maxRunsPerMinute: (most) => `That was quick: here ${most} pictures a minute are the most.`,
  maxRunsPerDay: (most) => `You have drawn your ${most} pictures for today.`,
  maxUsdPerDay: () => 'You have used up what you may spend here in a day.',
}

function defined(limits: RelayLimits): RelayLimits {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
}
