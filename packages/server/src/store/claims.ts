import type { Caps, Claim, ClaimStore, RunName, RunRecord, RunWriter } from './run-store.ts'
import { createWindows, toMicroUsd, type Counted, type Windows } from './windows.ts'

/** How long a key is remembered, in milliseconds: as long as a browser may keep asking for it. */
export const keyLifeMs: number = 24 * 60 * 60_000
/** How long a cancel waits for the request that it overtook, in milliseconds. */
export const tombstoneLifeMs: number = 60_000

/** How many keys of runs that are over are remembered; beyond it the oldest is forgotten, and would be paid again. */
const maxKeys = 10_000
const maxTombstones = 1_000
/** How many owners' amounts are; beyond it the one who has not asked for longest is forgotten. About 50 MB. */
const maxOwners = 50_000

/** A run as a process knows it. */
export interface ClaimedRun {
  readonly runId: string
  readonly owner: string
  /** Null once it was given back, or cancelled before anything was sent. */
  readonly record: Omit<RunRecord, 'hasLog'> | null
  readonly signal: AbortSignal
}

/** Claims without promises: each call is done when it returns, which is what makes it one atomic step. */
export interface Claims {
  claim(claim: Claim): SyncClaimed
  release(runId: string): void
  dispatch(runId: string): ClaimedRun | null
  /** What was cancelled, if it was there. */
  cancel(name: RunName): ClaimedRun | null
  /** False when it had ended before. */
  end(runId: string, usd: number): boolean
  find(name: RunName | { readonly runId: string }): ClaimedRun | null
  /** `onRunEnd` has heard of it, or never will. */
  forgetFacts(runId: string): void
}

export type SyncClaimed =
  | { readonly kind: 'new' }
  | { readonly kind: 'known'; readonly run: ClaimedRun }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'capped'; readonly cap: keyof Caps; readonly retryAt: number | null }

interface Run extends ClaimedRun {
  /** Of its claim what a key needs for as long as it is remembered, and so nothing of what was asked. */
  readonly claim: Pick<Claim, 'key' | 'bodyHash' | 'pictureToken'>
  readonly counted: Counted
  readonly controller: AbortController
  /** `cancelled` is a run of which nothing was sent. */
  state: RunRecord['state'] | 'cancelled'
  facts: string
  /** Whether it counts among its owner's live runs: until it ends or is cancelled. */
  hasPlace: boolean
}

/** Claims in the memory of this process: for a relay that keeps no runs. */
export function createClaimStore(): ClaimStore {
  const claims = createClaims()
  return {
    async claim(claim) {
      const claimed = claims.claim(claim)
      if (claimed.kind !== 'known') return claimed
      const { record } = claimed.run
      return record ? { kind: 'known', run: { ...record, hasLog: false } } : { kind: 'cancelled' }
    },
    release: async (runId) => claims.release(runId),
    async dispatch(runId) {
      const run = claims.dispatch(runId)
      return run && createSettlingWriter(claims, run)
    },
    cancel: async (name) => void claims.cancel(name),
  }
}

/** Keeps nothing of a run but what it cost. */
function createSettlingWriter(claims: Claims, { runId, signal }: ClaimedRun): RunWriter {
  return {
    signal,
    isLogged: false,
    isBroken: false,
    append: async () => {},
    async end(_entry, usd) {
      claims.end(runId, usd)
      claims.forgetFacts(runId)
    },
  }
}

export function createClaims(): Claims {
  // In the order in which they came, so the oldest are first.
  const keys = new Map<string, Run>()
  const runs = new Map<string, Run>()
  const tombstones = new Map<string, number>()
  const places = createPlaces()
  const owners = createOwners()

  function forgetKeys(): void {
    const before = Date.now() - keyLifeMs
    for (const [name, run] of keys) {
      if (run.counted.at > before && keys.size <= maxKeys) return
      if (isLive(run)) continue
      keys.delete(name)
      runs.delete(run.runId)
    }
  }

  function hasTombstone(name: string): boolean {
    const at = tombstones.get(name)
    return at !== undefined && at > Date.now() - tombstoneLifeMs
  }

  function open({ runId, owner, facts, reserveUsd, key, bodyHash, pictureToken }: Claim, name: string): void {
    const controller = new AbortController()
    const run: Run = {
      claim: { key, bodyHash, pictureToken },
      runId,
      owner,
      controller,
      signal: controller.signal,
      counted: { at: Date.now(), microUsd: toMicroUsd(reserveUsd) },
      state: 'claimed',
      facts,
      hasPlace: true,
      get record() {
        return toRecord(run)
      },
    }
    keys.set(name, run)
    runs.set(run.runId, run)
    places.take(run)
    owners.of(run.owner).add(run.counted)
  }

  function find(name: RunName | { readonly runId: string }): Run | null {
    const run = 'runId' in name ? runs.get(name.runId) : keys.get(nameOf(name.owner, name.key))
    return run && (!('owner' in name) || run.owner === name.owner) ? run : null
  }

  return {
    claim(claim) {
      forgetKeys()
      const name = nameOf(claim.owner, claim.key)
      const run = keys.get(name)
      if (run) return run.state === 'cancelled' ? { kind: 'cancelled' } : { kind: 'known', run }
      if (hasTombstone(name)) return { kind: 'cancelled' }
      const passed =
        places.passedBy(claim) ??
        owners.of(claim.owner).passedBy(toMicroUsd(claim.reserveUsd), claim.caps, Date.now())
      if (passed) return { kind: 'capped', ...passed }
      open(claim, name)
      return { kind: 'new' }
    },

    release(runId) {
      const run = runs.get(runId)
      if (run?.state !== 'claimed') return
      run.state = 'cancelled'
      keys.delete(nameOf(run.owner, run.claim.key))
      runs.delete(runId)
      places.leave(run)
      places.end()
      owners.of(run.owner).takeBack(run.counted)
    },

    dispatch(runId) {
      const run = runs.get(runId)
      if (run?.state !== 'claimed') return null
      run.state = 'dispatched'
      return run
    },

    cancel(name) {
      const run = find(name)
      if (!run) {
        if ('key' in name) addTombstone(tombstones, nameOf(name.owner, name.key))
        return null
      }
      if (!isLive(run)) return null
      places.leave(run)
      if (run.state === 'claimed') {
        run.state = 'cancelled'
        run.facts = ''
        places.end()
        owners.of(run.owner).takeBack(run.counted)
      }
      run.controller.abort()
      return run
    },

    end(runId, usd) {
      const run = runs.get(runId)
      if (run?.state !== 'dispatched') return false
      run.state = 'ended'
      places.leave(run)
      places.end()
      owners.of(run.owner).settle(run.counted, toMicroUsd(usd))
      return true
    },

    find,

    forgetFacts(runId) {
      const run = runs.get(runId)
      if (run) run.facts = ''
    },
  }
}

function isLive({ state }: Run): boolean {
  return state === 'claimed' || state === 'dispatched'
}

function toRecord({ runId, owner, claim, state, facts }: Run): Omit<RunRecord, 'hasLog'> | null {
  return state === 'cancelled' ? null : { runId, owner, ...claim, facts, state }
}

/** A key has no blank in it, so no two pairs share a name. */
function nameOf(owner: string, key: string): string {
  return `${key} ${owner}`
}

function addTombstone(tombstones: Map<string, number>, name: string): void {
  tombstones.delete(name)
  tombstones.set(name, Date.now())
  const before = Date.now() - tombstoneLifeMs
  for (const [each, at] of tombstones) {
    if (at > before && tombstones.size <= maxTombstones) return
    tombstones.delete(each)
  }
}

/** Live runs, by owner and of all. One that is cancelled leaves its owner's count at once, and the other when it ends. */
function createPlaces() {
  const byOwner = new Map<string, number>()
  let total = 0
  return {
    passedBy({ owner, caps }: Claim) {
      if ((byOwner.get(owner) ?? 0) + 1 > caps.maxLiveRuns)
        return { cap: 'maxLiveRuns', retryAt: null } as const
      return total + 1 > caps.maxLiveRunsTotal ? ({ cap: 'maxLiveRunsTotal', retryAt: null } as const) : null
    },
    take({ owner }: Run): void {
      byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1)
      total += 1
    },
    leave(run: Run): void {
      if (!run.hasPlace) return
      run.hasPlace = false
      const left = (byOwner.get(run.owner) ?? 0) - 1
      if (left > 0) byOwner.set(run.owner, left)
      else byOwner.delete(run.owner)
    },
    end(): void {
      total -= 1
    },
  }
}

/** What owners have used, for as long as it counts. */
function createOwners() {
  const owners = new Map<string, { readonly windows: Windows; readonly usedAt: number }>()
  return {
    of(owner: string): Windows {
      const windows = owners.get(owner)?.windows ?? createWindows()
      owners.delete(owner)
      owners.set(owner, { windows, usedAt: Date.now() })
      const before = Date.now() - keyLifeMs
      for (const [each, { usedAt }] of owners) {
        if (usedAt > before && owners.size <= maxOwners) break
        owners.delete(each)
      }
      return windows
    },
  }
}
