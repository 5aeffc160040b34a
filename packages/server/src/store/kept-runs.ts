import type { ClaimedRun, Claims } from './claims.ts'
import type { MemorySpace } from './memory-space.ts'
import { createRunLog, sizeOf, type LogReader, type RunLog } from './run-log.ts'
import { LogGoneError, StoreError, type Claim, type LogEntry, type RunWriter } from './run-store.ts'
import { brokenLogBytes, owedLogLifeMs, type KeepingOptions } from './store-options.ts'

/** What a live run is given at once: most pictures fit. */
const reservedBytes = 4 * 1024 * 1024
/**
 * How long a run that has ended is not given up for a new one, which is then made without being kept: its page may be
 * about to ask for its picture, or to come back. In milliseconds.
 */
const freshMs = 30_000
/** How many reports may be owed. They hold prompts, so it bounds memory where `onRunEnd` fails for good. */
const maxOwed = 1_000

/** Logs and owed reports of the memory store's runs. */
export interface KeptRuns {
  open(claim: Claim): void
  hasLog(runId: string): boolean
  write(run: ClaimedRun): RunWriter
  /** Nothing will come of it. */
  abandon(runId: string): void
  /** @throws LogGoneError when there is no log. */
  follow(runId: string, after: number): LogReader
  /** Ids of the runs whose report is due. They are not due again for a while. */
  takeUnreported(): readonly string[]
  acknowledge(runId: string): void
  forgetOld(): void
  erase(owner: string): void
  close(): void
}

interface Kept {
  readonly owner: string
  /** Null when there is no room for it, or no more. */
  log: RunLog | null
  /** Of the space that all share. */
  bytes: number
  isBroken: boolean
  isReported: boolean
  endedAt: number | null
  /** When its report is due again, while it is owed. */
  dueAt: number | null
}

export function createKeptRuns(
  claims: Claims,
  space: MemorySpace,
  { maxRunBytes, logLifeMs, reportAgainMs }: Required<KeepingOptions>,
): KeptRuns {
  // Those that are over are last, in the order of their ends.
  const runs = new Map<string, Kept>()

  /** Makes the run's part of the space fit what it holds. False when there is no room. */
  function fit(kept: Kept, bytes: number): boolean {
    if (bytes > kept.bytes && !space.take(bytes - kept.bytes)) return false
    if (bytes < kept.bytes) space.give(kept.bytes - bytes)
    kept.bytes = bytes
    return true
  }

  function add(kept: Kept, log: RunLog, entry: LogEntry): void {
    if (!kept.isBroken) {
      const bytes = log.byteLength + sizeOf(entry)
      kept.isBroken = bytes > maxRunBytes || !fit(kept, Math.max(reservedBytes, bytes))
      if (kept.isBroken) log.keepUnread()
    }
    log.add(entry)
  }

  async function append(kept: Kept, log: RunLog, entry: LogEntry, signal: AbortSignal): Promise<void> {
    add(kept, log, entry)
    if (!kept.isBroken) return
    await log.whenAtMost(brokenLogBytes, signal)
    if (kept.endedAt === null) fit(kept, Math.max(reservedBytes, log.byteLength))
  }

  function end(runId: string, kept: Kept, usd: number): void {
    if (!claims.end(runId, usd)) return
    const endedAt = Date.now()
    kept.endedAt = endedAt
    if (kept.isReported) claims.forgetFacts(runId)
    else kept.dueAt = Date.now() + reportAgainMs
    runs.delete(runId)
    runs.set(runId, kept)
    const { log } = kept
    log?.end()
    if (!log || kept.isBroken) return dropLog(runId, kept)
    fit(kept, log.byteLength)
    space.hold(runId, {
      byteLength: kept.bytes,
      isInUse: () => log.readers > 0 || Date.now() < endedAt + freshMs,
      giveUp: () => {
        kept.bytes = 0
        kept.log = null
        forgetIfOver(runId, kept)
      },
    })
  }

  /** Whoever reads it goes on to its end. */
  function dropLog(runId: string, kept: Kept): void {
    space.letGo(runId)
    fit(kept, 0)
    kept.log = null
    forgetIfOver(runId, kept)
  }

  function forgetIfOver(runId: string, kept: Kept): void {
    if (kept.endedAt !== null && !kept.log && kept.dueAt === null) runs.delete(runId)
  }

  function settleReport(runId: string, kept: Kept): void {
    kept.isReported = true
    kept.dueAt = null
    if (kept.endedAt !== null) claims.forgetFacts(runId)
    forgetIfOver(runId, kept)
  }

  return {
    open({ runId, owner }) {
      const log = space.take(reservedBytes) ? createRunLog() : null
      const bytes = log ? reservedBytes : 0
      runs.set(runId, {
        owner,
        log,
        bytes,
        isBroken: false,
        isReported: false,
        endedAt: null,
        dueAt: null,
      })
    },

    hasLog(runId) {
      const kept = runs.get(runId)
      return kept?.log !== undefined && kept.log !== null && !kept.isBroken
    },

    write({ runId, signal }) {
      const kept = runs.get(runId)
      if (!kept) throw new StoreError('This run was never claimed here.')
      const { log } = kept
      return {
        signal,
        isLogged: log !== null,
        get isBroken() {
          return kept.isBroken
        },
        append: async (entry) => {
          if (log && kept.endedAt === null) await append(kept, log, entry, signal)
        },
        async end(entry, usd) {
          if (kept.endedAt !== null) return
          // It waits for nobody: money is settled here.
          if (log) add(kept, log, entry)
          end(runId, kept, usd)
        },
      }
    },

    abandon(runId) {
      const kept = runs.get(runId)
      if (!kept || kept.endedAt !== null || claims.find({ runId })?.record) return
      kept.log?.end()
      kept.endedAt = Date.now()
      dropLog(runId, kept)
    },

    follow(runId, after) {
      const kept = runs.get(runId)
      if (!kept?.log || kept.isBroken) throw new LogGoneError('The log of this run is not kept, or no more.')
      return kept.log.follow(after)
    },

    takeUnreported() {
      const now = Date.now()
      const due = [...runs].filter(([, { dueAt }]) => dueAt !== null && dueAt <= now)
      for (const [, kept] of due) kept.dueAt = now + reportAgainMs
      return due.map(([runId]) => runId)
    },

    acknowledge(runId) {
      const kept = runs.get(runId)
      if (kept) settleReport(runId, kept)
    },

    forgetOld() {
      const now = Date.now()
      const owed = [...runs].filter(([, { dueAt }]) => dueAt !== null)
      for (const [runId, kept] of owed.slice(0, Math.max(0, owed.length - maxOwed))) settleReport(runId, kept)
      for (const [runId, kept] of runs) {
        if (kept.endedAt === null || kept.log === null || kept.log.readers > 0) continue
        const lifeMs = kept.dueAt === null ? logLifeMs : Math.max(logLifeMs, owedLogLifeMs)
        if (kept.endedAt + lifeMs <= now) dropLog(runId, kept)
      }
    },

    erase(owner) {
      for (const [runId, kept] of runs)
        if (kept.owner === owner && kept.endedAt !== null) dropLog(runId, kept)
    },

    close() {
      for (const { log } of runs.values()) log?.fail(new StoreError('The store was closed.'))
      runs.clear()
    },
  }
}
