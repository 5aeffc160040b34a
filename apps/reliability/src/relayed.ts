import type { Transport } from '@image-stream/core'
import type { GeminiOptions } from '@image-stream/core/gemini'
import { relay } from '@image-stream/core/relay'
import { createImageRelay, createMemoryStore, type ImageRelay, type RelayLimits } from '@image-stream/server'

/** No cap: these are for what happens to runs, and many are made at once. */
export const noCaps: RelayLimits = {
  maxLiveRuns: Infinity,
  maxLiveRunsTotal: Infinity,
  maxRunsPerMinute: Infinity,
  maxRunsPerDay: Infinity,
  maxUsdPerDay: Infinity,
  maxBodyBytes: 16 * 1024 * 1024,
}

/** The same endpoint with a relay in between, in this process, that keeps its runs. */
export function relayed({ apiKey, ...upstream }: Pick<GeminiOptions, 'apiKey' | 'baseUrl' | 'fetch'>): {
  readonly transport: Transport
  readonly relay: ImageRelay
} {
  const handler = createImageRelay({
    apiKey: typeof apiKey === 'function' ? apiKey() : apiKey,
    upstream,
    store: createMemoryStore(),
    delivery: 'inline',
    authorize: () => 'ann',
    limits: noCaps,
    onError() {},
  })
  return { transport: relay({ fetch: handler }), relay: handler }
}
