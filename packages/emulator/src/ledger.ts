/**
 * How an answer ended. `open`: it has not. `completed`: sent whole. `closed`: the client left
 * before the end. `cut`: broken off by the emulator, as asked.
 */
export type Outcome = 'open' | 'completed' | 'closed' | 'cut'

/** One request whose body was read. Keys are never written down. */
export interface LedgerEntry {
  readonly id: number
  /** Milliseconds since 1970. */
  readonly at: number
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly model: string | null
  readonly prompt: string | null
  /** Pictures that came with the request. */
  readonly images: number
  readonly bodyBytes: number
  /** `null` until the answer has begun. */
  readonly status: number | null
  readonly outcome: Outcome
  readonly sentBytes: number
  readonly durationMs: number
  readonly scenario: string | null
}

/** What the emulator was asked, and what a real endpoint would have billed. */
export interface Ledger {
  /** The latest requests, oldest first; at most 1,000. */
  readonly entries: readonly LedgerEntry[]
  readonly requests: number
  /** Generations that were begun: a real endpoint bills these, or may. */
  readonly paid: number
  /** Answers that the client left before their end. */
  readonly aborted: number
  /** Answers under way. */
  readonly open: number
  /** Forgets all of it; answers under way are not counted any more. */
  readonly clear: () => void
}

/** The writing side: one request's line. */
export interface LedgerLine {
  note(known: Partial<LedgerEntry>): void
  /** From here on it would cost money. */
  pay(): void
  began(status: number): void
  sent(bytes: number): void
  ended(outcome: Outcome): void
}

export interface LedgerBook {
  readonly ledger: Ledger
  readonly begin: (method: string, path: string, bodyBytes: number) => LedgerLine
}

const MAX_ENTRIES = 1_000

interface Counters {
  requests: number
  paid: number
  aborted: number
  open: number
}

export function createLedger(): LedgerBook {
  let entries: Writable<LedgerEntry>[] = []
  let counters: Counters = blank()
  let lastId = 0
  const ledger: Ledger = {
    get entries() {
      return entries.map((entry) => ({ ...entry }))
    },
    get requests() {
      return counters.requests
    },
    get paid() {
      return counters.paid
    },
    get aborted() {
      return counters.aborted
    },
    get open() {
      return counters.open
    },
    clear() {
      entries = []
      counters = blank()
    },
  }
  return {
    ledger,
    begin(method, path, bodyBytes) {
      const entry = firstEntry(++lastId, method, path, bodyBytes)
      const started = performance.now()
      // Lines begun before a clear() keep writing into the counters that it threw away.
      const mine = counters
      entries = [...entries.slice(1 - MAX_ENTRIES), entry]
      mine.requests++
      mine.open++
      return {
        note: (known) => void Object.assign(entry, known),
        began: (status) => void (entry.status = status),
        pay: () => void mine.paid++,
        sent: (bytes) => void (entry.sentBytes += bytes),
        ended(outcome) {
          mine.open--
          if (outcome === 'closed') mine.aborted++
          entry.outcome = outcome
          entry.durationMs = Math.round(performance.now() - started)
        },
      }
    },
  }
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

function firstEntry(id: number, method: string, path: string, bodyBytes: number): Writable<LedgerEntry> {
  return {
    id,
    at: Date.now(),
    method,
    path,
    model: null,
    prompt: null,
    images: 0,
    bodyBytes,
    status: null,
    outcome: 'open',
    sentBytes: 0,
    durationMs: 0,
    scenario: null,
  }
}

function blank(): Counters {
  return { requests: 0, paid: 0, aborted: 0, open: 0 }
}
