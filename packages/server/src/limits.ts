import { maxPromptLength } from '@image-stream/core/relay'

/** What one owner may use. Each number is a cap; a request above it is refused before anything is paid. */
export interface OwnerLimits {
  /** Runs of one owner at the same time, uploads included. @defaultValue 2 */
  readonly maxLiveRuns?: number
  /** Bytes of one request, pictures included. @defaultValue 8 MiB; hosts with a lower limit of their own answer first */
  readonly maxBodyBytes?: number
  /** UTF-16 units of the prompt, and of each other text that reaches the model. @defaultValue 32,768 */
  readonly maxPromptLength?: number
  /** Reference pictures of one request. @defaultValue what the model takes */
  readonly maxImages?: number
}

/** What the whole relay may use, and what every owner may who is given no limits of their own. */
export interface RelayLimits extends OwnerLimits {
  /** Runs of all owners at the same time, in this process. @defaultValue 64 */
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

/** Lays what is set over the defaults. An owner's limits win over the relay's. */
export function resolveLimits(relay: RelayLimits = {}, owner: OwnerLimits = {}): Limits {
  return { ...defaultLimits, ...defined(relay), ...defined(owner) }
}

function defined(limits: RelayLimits): RelayLimits {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined))
}
