import { createError, isTerminal, type ImageStreamError, type TerminalEvent } from '@image-stream/core'
import { entryToEvent } from '@image-stream/core/relay'
import type { RunStart } from './hooks.ts'
import { createOutcomeCollector, lost, toRunEnd } from './outcome.ts'
import { tellRunEnd } from './run-end.ts'
import type { Setup } from './setup.ts'
import { LogGoneError, StoreError, type RunRecord, type RunStore } from './store/run-store.ts'

/** How often runs are looked for that nobody was told of, in milliseconds. */
const sweepEveryMs = 15_000

/** Tells `onRunEnd` of the runs whose process is gone, and of those that it failed to hear of. */
export interface Sweep {
  /** Called at each request: not every host lets timers run between them. Null when it is not time. */
  touch(): Promise<void> | null
  stop(): void
}

export function createSweep<Context>(setup: Setup<Context>): Sweep {
  const { store } = setup
  let lastAt = -Infinity
  let timer: ReturnType<typeof setInterval> | null = null
  let isStopped = false

  async function sweep(kept: RunStore): Promise<void> {
    lastAt = Date.now()
    try {
      for (const record of await kept.takeUnreported())
        // One that cannot be told does not keep the others.
        await tellOf(setup, kept, record).catch((cause: unknown) => {
          if (!(cause instanceof StoreError)) setup.report(notTold(record, cause), record.runId)
        })
    } catch {
      // The store is away; the next request that needs it says so.
    }
  }

  return {
    touch() {
      if (!store || isStopped) return null
      if (timer === null) {
        timer = setInterval(() => setup.work.add(sweep(store)), sweepEveryMs)
        unref(timer)
      }
      return Date.now() - lastAt >= sweepEveryMs ? sweep(store) : null
    },
    stop() {
      isStopped = true
      if (timer !== null) clearInterval(timer)
    },
  }
}

async function tellOf<Context>(
  { onRunEnd, telling, report, work }: Setup<Context>,
  store: RunStore,
  record: RunRecord,
): Promise<void> {
  const { runId, facts } = record
  if (facts === '') return store.acknowledge(runId)
  // A call that never comes back would be followed by another each time, each with the pictures.
  if (telling.has(runId)) return
  // Written by a relay, and kept by its store.
  const start = JSON.parse(facts) as RunStart
  const { terminal, collector } = await replay(store, record)
  const end = await toRunEnd(start, collector.outcome(), terminal, Date.now())
  // Once: who does not acknowledge it is given it again.
  const { inTime, wasHeard } = tellRunEnd(onRunEnd, end, report, [])
  const acknowledging = wasHeard.then((isHeard) => (isHeard ? store.acknowledge(runId) : undefined))
  // A hook that is slow has heard all the same, and the next run does not wait for it.
  work.add(acknowledging)
  if ((await inTime) !== 'late') await acknowledging
}

/**
 * What a log says of its run. Of one that is gone only this is known: that it was begun. A store that is away says nothing
 * about it, so that is thrown.
 */
async function replay(store: RunStore, { runId, hasLog }: RunRecord) {
  const collector = createOutcomeCollector({ keepsPictures: true })
  let terminal: TerminalEvent = lost()
  try {
    const pages = hasLog ? store.read(runId, 0, AbortSignal.timeout(sweepEveryMs)) : []
    for await (const page of pages)
      for (const entry of page) {
        const event = entryToEvent(entry)
        if (event && isTerminal(event)) terminal = event
        else if (event) collector.add(event)
      }
  } catch (cause) {
    if (!(cause instanceof LogGoneError)) throw cause
  }
  return { terminal, collector }
}

function notTold({ runId }: RunRecord, cause: unknown): ImageStreamError {
  const message = '`onRunEnd` could not be told of a run. It is tried again.'
  return createError('relay', { cause, runId, message, httpStatus: 500, billed: 'maybe' })
}

/** A timer of Node's keeps its process alive; a browser's is a number. */
function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref()
}
