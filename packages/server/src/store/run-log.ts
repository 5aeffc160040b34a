import type { LogEntry } from './run-store.ts'

/** What a reader is given at once, in bytes: it is what a slow one costs. */
export const maxPageBytes: number = 1024 * 1024

/** `gone`: what comes next is not here any more. `end`: nothing comes any more. */
export type Page = readonly LogEntry[] | 'gone' | 'end'

/** One run's entries in memory, with those who read them. */
export interface RunLog {
  /** Position of the last entry. */
  readonly length: number
  /** Of what is here. */
  readonly byteLength: number
  readonly readers: number
  add(entry: LogEntry): void
  /** Nothing is added any more. */
  end(): void
  /** Readers get this error in place of what they have not read. */
  fail(error: Error): void
  /** From now on, drops what every reader here has read; with no reader, all of it. */
  keepUnread(): void
  /** Drops the oldest entries, read or not, until so many bytes are left. */
  dropDownTo(bytes: number): void
  /** Waits until at most so many bytes are here, which takes readers that read, or leave. Never rejects. */
  whenAtMost(bytes: number, signal: AbortSignal): Promise<void>
  /** A place in the log, behind the entry at this position. Must be closed. */
  follow(after: number): LogReader
}

export interface LogReader {
  /** Position of the last entry that was given. */
  readonly position: number
  /** The next page, waiting for it. Rejects with the signal's reason, or with that of `fail`. */
  next(signal: AbortSignal): Promise<Page>
  /** Goes on behind this position: what lies before was read elsewhere. */
  moveTo(position: number): void
  close(): void
}

/** Bytes that an entry takes, at most: three for each UTF-16 unit. */
export function sizeOf({ json, bytes }: LogEntry): number {
  return json.length * 3 + (bytes?.byteLength ?? 0)
}

export function createRunLog(): RunLog {
  const entries: LogEntry[] = []
  const places = new Set<{ position: number }>()
  const waiting = new Set<() => void>()
  let dropped = 0
  let byteLength = 0
  let keepsRead = true
  let outcome: 'open' | 'ended' | Error = 'open'

  function wake(): void {
    for (const each of waiting) each()
  }

  function drop(count: number): void {
    const gone = entries.splice(0, count)
    dropped += gone.length
    for (const entry of gone) byteLength -= sizeOf(entry)
    if (gone.length > 0) wake()
  }

  function dropRead(): void {
    if (keepsRead) return
    const read = Math.min(dropped + entries.length, ...[...places].map(({ position }) => position))
    drop(read - dropped)
  }

  /** Resolves at the next change, or when the signal aborts. */
  async function change(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const goOn = (): void => resolve()
    waiting.add(goOn)
    signal.addEventListener('abort', goOn)
    await promise
    waiting.delete(goOn)
    signal.removeEventListener('abort', goOn)
  }

  function pageAfter(position: number): Page | null {
    if (outcome instanceof Error) throw outcome
    if (position < dropped) return 'gone'
    const page = takePage(entries, position - dropped)
    if (page.length > 0) return page
    return outcome === 'ended' ? 'end' : null
  }

  return {
    get length() {
      return dropped + entries.length
    },
    get byteLength() {
      return byteLength
    },
    get readers() {
      return places.size
    },
    add(entry) {
      entries.push(withOwnBytes(entry))
      byteLength += sizeOf(entry)
      dropRead()
      wake()
    },
    end() {
      if (outcome === 'open') outcome = 'ended'
      wake()
    },
    fail(error) {
      outcome = error
      wake()
    },
    keepUnread() {
      keepsRead = false
      dropRead()
    },
    dropDownTo(bytes) {
      let left = byteLength
      const count = entries.findIndex((entry) => {
        if (left <= bytes) return true
        left -= sizeOf(entry)
        return false
      })
      drop(count === -1 ? entries.length : count)
    },
    async whenAtMost(bytes, signal) {
      while (byteLength > bytes && places.size > 0 && !signal.aborted) await change(signal)
    },
    follow(after) {
      const place = { position: after }
      places.add(place)
      return {
        get position() {
          return place.position
        },
        async next(signal) {
          for (;;) {
            signal.throwIfAborted()
            const page = pageAfter(place.position)
            if (Array.isArray(page)) {
              place.position += page.length
              dropRead()
            }
            if (page !== null) return page
            await change(signal)
          }
        },
        moveTo(position) {
          place.position = position
          dropRead()
        },
        close() {
          places.delete(place)
          dropRead()
          wake()
        },
      }
    },
  }
}

/** Entries from this index on, up to a page's size; one at least, however large. */
export function takePage(entries: readonly LogEntry[], from: number): readonly LogEntry[] {
  let bytes = 0
  let to = from
  for (; to < entries.length; to += 1) {
    const entry = entries[to]
    bytes += entry ? sizeOf(entry) : 0
    if (bytes > maxPageBytes && to > from) break
  }
  return entries.slice(from, to)
}

/** A view holds all of its buffer, which may be far larger, and not its writer's any more. */
function withOwnBytes(entry: LogEntry): LogEntry {
  const { bytes } = entry
  return bytes && bytes.byteLength < bytes.buffer.byteLength ? { ...entry, bytes: bytes.slice() } : entry
}
