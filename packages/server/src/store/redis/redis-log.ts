import { LogGoneError, type LogEntry } from '../run-store.ts'
import { toBytes, toList, toText, type Connection, type Reply } from './connection.ts'

/** Entries of one page: with pieces of 64 KiB about 256 KiB, which a slow reader holds until it has taken them. */
const pageEntries = 4

/** Logs as streams in Redis: entry n has the id `n-0`, so that the same position can never be taken twice. */
export interface RedisLogs {
  /** @throws StoreError also when the position is taken, LogGoneError when the log is gone. */
  append(runId: string, position: number, entry: LogEntry): Promise<void>
  /** A page behind a position; empty when nothing is there yet. @throws LogGoneError when an entry is missing. */
  page(runId: string, after: number): Promise<RedisPage>
}

export interface RedisPage {
  readonly entries: readonly LogEntry[]
  /** Its last entry is the last of the run. */
  readonly isLast: boolean
}

export function createRedisLogs(connection: Connection, base: string): RedisLogs {
  // One page at a time, as Redis holds what it has not sent yet: with a thousand readers it would be a gigabyte.
  let queue: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }

  return {
    async append(runId, position, { json, bytes }) {
      const id = `${position}-0`
      const fields = bytes === null ? ['j', json] : ['j', json, 'b', bytes]
      // Sent together; Redis takes them in this order.
      const [added] = await Promise.all([
        connection.command(['XADD', `${base}log:${runId}`, 'NOMKSTREAM', id, ...fields]),
        connection.command(['XADD', `${base}bell:${runId}`, 'MAXLEN', 1, id, 'x', '']).catch(() => null),
      ])
      if (added === null) throw new LogGoneError('The log of this run is gone.')
    },

    async page(runId, after) {
      const reply = await inTurn(() =>
        connection.command(['XRANGE', `${base}log:${runId}`, `${after}-1`, '+', 'COUNT', pageEntries]),
      )
      const found = toList(reply).map(toEntry)
      if (found.some(({ position }, index) => position !== after + 1 + index))
        throw new LogGoneError('The log of this run is not whole any more.')
      return { entries: found.map(({ entry }) => entry), isLast: found.at(-1)?.isLast ?? false }
    },
  }
}

function toEntry(reply: Reply): {
  readonly position: number
  readonly entry: LogEntry
  readonly isLast: boolean
} {
  const [id, words] = toList(reply)
  const fields = new Map<string, Reply>()
  const list = toList(words)
  for (let index = 0; index < list.length; index += 2)
    fields.set(toText(list[index]), list[index + 1] ?? null)
  const bytes = fields.has('b') ? toBytes(fields.get('b')) : null
  return {
    position: Number.parseInt(toText(id), 10),
    entry: { json: toText(fields.get('j')), bytes },
    isLast: fields.has('e'),
  }
}
