import { takePage, type RunLog } from '../run-log.ts'
import { lostEntry } from '../lost-entry.ts'
import { LogGoneError, type LogEntry } from '../run-store.ts'
import { owedLogLifeMs } from '../store-options.ts'
import { toText, type Connection } from './connection.ts'
import type { Listener } from './listener.ts'
import type { RedisLogs } from './redis-log.ts'

/** What a reader without news looks for, in milliseconds: whether the run's lease is over. */
const watchMs = 4_000

/** What scripts put in for a run that is lost: its id stands where they find `{runId}`. */
export const lostTemplate: string = lostEntry('{runId}').json

export interface ReaderOptions {
  readonly connection: Connection
  readonly logs: RedisLogs
  readonly listener: () => Listener
}

type Pages = AsyncGenerator<readonly LogEntry[], void, undefined>

/** A run that is made in this process: from its memory, and from Redis what is not there any more. */
export async function* readHere(
  log: RunLog,
  logs: RedisLogs,
  runId: string,
  after: number,
  signal: AbortSignal,
): Pages {
  const reader = log.follow(after)
  try {
    for (;;) {
      const page = await reader.next(signal)
      if (page === 'end') return
      if (page !== 'gone') {
        yield page
        continue
      }
      const { entries } = await logs.page(runId, reader.position)
      if (entries.length === 0) throw new LogGoneError('The log of this run is not whole any more.')
      yield* toPages(entries)
      reader.moveTo(reader.position + entries.length)
    }
  } finally {
    reader.close()
  }
}

/** A run that is made, or was, elsewhere. */
export async function* readElsewhere(
  { connection, logs, listener }: ReaderOptions,
  runId: string,
  after: number,
  signal: AbortSignal,
): Pages {
  const bell = listener().follow(runId)
  let position = after
  try {
    for (;;) {
      signal.throwIfAborted()
      bell.attend()
      const { entries, isLast } = await logs.page(runId, position)
      position += entries.length
      yield* toPages(entries)
      if (isLast) return
      if (entries.length > 0) continue
      const state = toText(await connection.script('watch', [runId, lostTemplate, owedLogLifeMs]))
      if (state === 'broken') throw new LogGoneError('The log of this run is not kept, or no more.')
      if (state !== 'live' && (await isAtEnd(logs, runId, position))) return
      if (state === 'live') await bell.wait(watchMs, signal)
    }
  } finally {
    bell.close()
  }
}

/** The end may have come between looking and asking. */
async function isAtEnd(logs: RedisLogs, runId: string, position: number): Promise<boolean> {
  return (await logs.page(runId, position)).entries.length === 0
}

/** Entries may be larger than ours are. */
function* toPages(entries: readonly LogEntry[]): Generator<readonly LogEntry[]> {
  for (let from = 0; from < entries.length;) {
    const page = takePage(entries, from)
    yield page
    from += page.length
  }
}
