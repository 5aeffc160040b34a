import { createClaims, type ClaimedRun } from './claims.ts'
import { createKeptRuns, type KeptRuns } from './kept-runs.ts'
import { createMemorySpace } from './memory-space.ts'
import { createMemoryTurns } from './memory-turns.ts'
import { LogGoneError, StoreError, type RunRecord, type RunStore } from './run-store.ts'
import { defaultKeeping, type KeepingOptions } from './store-options.ts'

export interface MemoryStoreOptions extends KeepingOptions {
  /**
   * Bytes of all runs and turns together. When it is full, those that have ended go, oldest first; when that is not enough,
   * a new run is made without being kept. @defaultValue 256 MiB
   */
  readonly maxBytes?: number
}

const defaultMaxBytes = 256 * 1024 * 1024

/**
 * Keeps runs in the memory of this process: they survive a lost connection and a reload, not a restart. For a relay that
 * is one process; where several answer, use `createRedisStore`. It has no timers: what is over for long is let go when
 * the store is next used, and a relay does so every 15 s.
 *
 * @example
 * createImageRelay({ store: createMemoryStore(), authorize })
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): RunStore {
  const { maxBytes = defaultMaxBytes, ...given } = options
  const keeping = { ...defaultKeeping, ...given }
  const claims = createClaims()
  const space = createMemorySpace(maxBytes)
  const kept = createKeptRuns(claims, space, keeping)
  const turns = createMemoryTurns(space, keeping)
  let isClosed = false

  function prepare(): void {
    if (isClosed) throw new StoreError('The store is closed.')
    kept.forgetOld()
    turns.forgetOld()
  }

  function recordOf(run: ClaimedRun | null): RunRecord | null {
    return run?.record ? { ...run.record, hasLog: kept.hasLog(run.runId) } : null
  }

  return {
    isShared: false,

    async claim(claim) {
      prepare()
      const claimed = claims.claim(claim)
      if (claimed.kind === 'new') kept.open(claim)
      if (claimed.kind !== 'known') return claimed
      const run = recordOf(claimed.run)
      return run ? { kind: 'known', run } : { kind: 'cancelled' }
    },

    async release(runId) {
      claims.release(runId)
      kept.abandon(runId)
    },

    async dispatch(runId) {
      prepare()
      const run = claims.dispatch(runId)
      return run && kept.write(run)
    },

    async cancel(name) {
      prepare()
      const run = claims.cancel(name)
      if (run && !run.record) kept.abandon(run.runId)
    },

    async find(name) {
      prepare()
      return recordOf(claims.find(name))
    },

    async findPictures(runId) {
      prepare()
      return recordOf(claims.find({ runId }))
    },

    read: (runId, after, signal) => readFrom(kept, prepare, runId, after, signal),

    async saveTurn(owner, runId, turn) {
      prepare()
      turns.save(owner, runId, turn)
    },

    async loadTurn(owner, runId) {
      prepare()
      return turns.load(owner, runId)
    },

    async takeUnreported() {
      prepare()
      return kept
        .takeUnreported()
        .map((runId) => recordOf(claims.find({ runId })))
        .filter((record) => record !== null)
    },

    acknowledge: async (runId) => kept.acknowledge(runId),

    async erase(owner) {
      prepare()
      kept.erase(owner)
      turns.erase(owner)
    },

    async close() {
      isClosed = true
      kept.close()
      turns.close()
    },
  }
}

async function* readFrom(
  kept: KeptRuns,
  prepare: () => void,
  runId: string,
  after: number,
  signal: AbortSignal,
): ReturnType<RunStore['read']> & AsyncGenerator {
  prepare()
  const reader = kept.follow(runId, after)
  try {
    for (;;) {
      const page = await reader.next(signal)
      if (page === 'end') return
      if (page === 'gone') throw new LogGoneError('The log of this run is not whole any more.')
      yield page
    }
  } finally {
    reader.close()
  }
}
