import { StoreError, type Claim, type RunStore, type RunWriter } from '@image-stream/server'
import { lostEntry } from '../../../../packages/server/src/store/lost-entry.ts'
import { never, outside, type SimulatedProcess } from './simulated-process.ts'
import type { Weather } from './weather.ts'

/** One store that several processes use, each of which may be gone without a word. */
export interface SharedStore {
  viewOf(process: SimulatedProcess): RunStore
  /** Runs that a process has begun to make, by their id. */
  readonly dispatched: ReadonlyMap<string, SettledRun>
}

/** What the store was told of a run. */
export interface SettledRun {
  readonly key: string
  /** What was settled, in US dollars; null as long as it goes on. */
  usd: number | null
}

/** How long a process may be silent before its runs are lost, in milliseconds. */
const leaseMs = 15_000
const slowMs = 500
/** A store that is away is found to be so after this, in milliseconds. */
const awayMs = 1_500

/**
 * What a store of several processes does beyond one in memory: calls take time and fail, and what a process has left behind
 * is given back, or ends as lost, when its lease is over.
 */
export function createSharedStore(
  base: RunStore,
  weather: Weather,
  note: (what: string) => void,
): SharedStore {
  const dispatched = new Map<string, SettledRun>()
  const claims = new Map<string, Claim>()

  async function reach(process: SimulatedProcess): Promise<void> {
    const state = weather.atStore()
    if (state !== 'well') await pause(state === 'slow' ? slowMs : awayMs)
    if (process.isGone) await never()
    if (state === 'away') throw new StoreError('The store is away.')
  }

  function settle(runId: string, usd: number): void {
    const run = dispatched.get(runId)
    if (!run || run.usd !== null) return
    run.usd = usd
    note(`a run is settled at ${usd.toFixed(3)} USD`)
  }

  function loseLater(writer: RunWriter, { runId, reserveUsd }: Claim): void {
    afterLease(async () => {
      if (dispatched.get(runId)?.usd !== null) return
      settle(runId, reserveUsd)
      await writer.end(lostEntry(runId), reserveUsd)
    })
  }

  /** What could not be given back is when its lease is over. */
  async function orLater<T>(runId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      afterLease(() => base.release(runId))
      throw error
    }
  }

  function writerOf(process: SimulatedProcess, writer: RunWriter, claim: Claim): RunWriter {
    const { runId, key } = claim
    dispatched.set(runId, { key, usd: null })
    const stop = process.onEnd(() => loseLater(writer, claim))
    return {
      signal: writer.signal,
      isLogged: writer.isLogged,
      get isBroken() {
        return writer.isBroken
      },
      async append(entry) {
        if (process.isGone) await never()
        await writer.append(entry)
        if (process.isGone) await never()
      },
      async end(entry, usd) {
        try {
          await reach(process)
        } catch (error) {
          stop()
          loseLater(writer, claim)
          throw error
        }
        stop()
        settle(runId, usd)
        await writer.end(entry, usd)
      },
    }
  }

  return {
    dispatched,
    viewOf(process) {
      const through = async <T>(work: () => Promise<T>): Promise<T> => {
        await reach(process)
        const value = await work()
        if (process.isGone) await never()
        return value
      }
      return {
        isShared: true,
        claim: (claim) =>
          through(async () => {
            const claimed = await base.claim(claim)
            if (claimed.kind !== 'new') return claimed
            claims.set(claim.runId, claim)
            process.onEnd(() => afterLease(() => base.release(claim.runId)))
            return claimed
          }),
        release: (runId) => orLater(runId, () => through(() => base.release(runId))),
        dispatch: (runId) =>
          orLater(runId, () =>
            through(async () => {
              const claim = claims.get(runId)
              const writer = await base.dispatch(runId)
              return writer && claim ? writerOf(process, writer, claim) : null
            }),
          ),
        cancel: (name) => through(() => base.cancel(name)),
        find: (name) => through(() => base.find(name)),
        findPictures: (runId) => through(() => base.findPictures(runId)),
        async *read(runId, after, signal) {
          await reach(process)
          for await (const page of base.read(runId, after, signal)) {
            if (process.isGone) await never()
            yield page
          }
        },
        saveTurn: (...turn) => through(() => base.saveTurn(...turn)),
        loadTurn: (...name) => through(() => base.loadTurn(...name)),
        takeUnreported: () => through(() => base.takeUnreported()),
        acknowledge: (runId) => through(() => base.acknowledge(runId)),
        erase: (owner) => through(() => base.erase(owner)),
        close: async () => {},
      }
    },
  }
}

/** It is the store that does it, and whoever had asked it may be gone by then. */
function afterLease(work: () => Promise<void>): void {
  outside(() => setTimeout(() => void work(), leaseMs))
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
