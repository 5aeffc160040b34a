import type { Ledger } from '@image-stream/emulator'
import {
  allowAnyone,
  createImageRelay,
  createMemoryStore,
  type RunStore,
  type Upstream,
} from '@image-stream/server'

/** Anything fetch-shaped. */
export type Handler = (request: Request) => Promise<Response>

/** Everybody is one visitor here, and tries a lot. */
const manyRuns = {
  maxLiveRuns: 8,
  maxRunsPerMinute: Infinity,
  maxRunsPerDay: Infinity,
  maxUsdPerDay: Infinity,
}

/** The relay of the playground and the examples. With its store, runs outlive a reload and a lost connection. */
export function createPlaygroundRelay(
  apiKey: string,
  upstream: Upstream,
  { store = createMemoryStore() }: { readonly store?: RunStore | null } = {},
): Handler {
  return createImageRelay({
    apiKey,
    upstream,
    ...(store && { store }),
    // A page on this machine, for whoever started it.
    authorize: allowAnyone,
    // What the API itself takes: 20 MB as base64.
    limits: { ...manyRuns, maxBodyBytes: 15 * 1024 * 1024 },
  })
}

/** Where the page of scenarios asks, and what it asks with. */
export interface ScenarioUpstream extends Upstream {
  readonly fetch: Handler
}

/**
 * The relays of the page of scenarios, which never pay: what they ask is always an emulator. Under `…/instant` each
 * answer comes as fast as it can, under `…/ledger` stands what the emulator has been asked so far.
 */
export function createScenarioApi(ledger: Ledger, upstream: ScenarioUpstream): Handler {
  const usual = createScenarioRelay(upstream)
  const instant = createScenarioRelay({ ...upstream, fetch: instantly(upstream.fetch) })
  return async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/ledger')) return Response.json(summaryOf(ledger))
    return pathname.includes('/instant/') ? instant(request) : usual(request)
  }
}

function createScenarioRelay(upstream: ScenarioUpstream): Handler {
  return createImageRelay({
    apiKey: 'emulator',
    // Nobody wants to watch a quota refill, twice: the first answer counts.
    upstream: { ...upstream, maxRetries: 0 },
    authorize: allowAnyone,
    limits: manyRuns,
    // Failures are what this page is for.
    onError() {},
  })
}

/** A wish in a header wins over what a scenario wants. */
function instantly(fetch: Handler): Handler {
  return (request) => {
    const headers = new Headers(request.headers)
    headers.set('x-emulator-options', JSON.stringify({ pace: 'instant' }))
    return fetch(new Request(request, { headers }))
  }
}

/** What `…/ledger` gives. */
export interface LedgerSummary {
  /** Calls that cost money so far. */
  readonly paid: number
  readonly last: Ledger['entries'][number] | null
}

function summaryOf({ paid, entries }: Ledger): LedgerSummary {
  return { paid, last: entries.at(-1) ?? null }
}
