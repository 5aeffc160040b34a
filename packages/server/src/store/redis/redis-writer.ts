import { sizeOf } from '../run-log.ts'
import { StoreError, type LogEntry, type RunWriter } from '../run-store.ts'
import { brokenLogBytes, owedLogLifeMs, type KeepingOptions } from '../store-options.ts'
import { toMicroUsd } from '../windows.ts'
import { isRefusal, type Connection } from './connection.ts'
import { abortAsLost, type HeldRun, type HeldRuns } from './held-runs.ts'
import type { RedisLogs } from './redis-log.ts'

/** What is kept here for slow readers; beyond it they read from Redis. */
const maxLocalBytes = 8 * 1024 * 1024
/** How often the end of a run is tried, and how long each may take: less than 5 s together. */
const endTries = 3
const endTryMs = 1_500
const endPauseMs = 200

export interface WriterOptions {
  readonly connection: Connection
  readonly logs: RedisLogs
  readonly held: HeldRuns
  readonly keeping: Required<KeepingOptions>
}

/** Writes a run into Redis, then gives it to its readers in this process. */
export function createRedisWriter(run: HeldRun, options: WriterOptions): RunWriter {
  const { connection, logs, held, keeping } = options
  const { runId, log, controller } = run
  const { signal } = controller
  let position = 0
  let bytes = 0
  let hasEnded = false

  async function keep(entry: LogEntry, at: number): Promise<void> {
    bytes += sizeOf(entry)
    if (bytes > keeping.maxRunBytes) return tooMuch()
    try {
      await logs.append(runId, at, entry)
    } catch (error) {
      run.isBroken = true
      if (isRefusal(error, /equal or smaller/)) abortAsLost(run)
    }
  }

  /** Whoever reads it elsewhere is told at once, or when Redis can be reached again. */
  async function tooMuch(): Promise<void> {
    run.isBroken = true
    await held.renew()
  }

  async function settle(entry: LogEntry, usd: number): Promise<void> {
    const { reportAgainMs, logLifeMs } = keeping
    const last = [entry.json, entry.bytes ?? '', run.isBroken ? 1 : 0]
    const lives = [logLifeMs, Math.max(owedLogLifeMs, logLifeMs)]
    const words = [runId, position, ...last, toMicroUsd(usd), reportAgainMs, ...lives]
    await connection.script('end', words, endTryMs)
  }

  /** Readers here do not wait for a Redis that is slow to take the end. */
  function endHere(entry: LogEntry): void {
    log.add(entry)
    log.end()
  }

  return {
    signal,
    isLogged: true,
    get isBroken() {
      return run.isBroken
    },

    async append(entry) {
      if (hasEnded) return
      position += 1
      if (!run.isBroken) await keep(entry, position)
      log.add(entry)
      if (run.isBroken) await log.whenAtMost(brokenLogBytes, signal)
      else log.dropDownTo(maxLocalBytes)
    },

    async end(entry, usd) {
      if (hasEnded) return
      hasEnded = true
      position += 1
      let failure: unknown = null
      for (let tries = 1; tries <= endTries; tries += 1) {
        failure = await settle(entry, usd).then(
          () => null,
          (error: unknown) => error,
        )
        if (tries === 1) endHere(entry)
        if (failure === null) break
        if (tries < endTries) await new Promise((resolve) => setTimeout(resolve, endPauseMs))
      }
      // From here on its lease runs out, and whoever finds that ends it as lost.
      held.letGo(runId)
      if (failure !== null) throw new StoreError('The end of a run could not be kept.', { cause: failure })
    },
  }
}
