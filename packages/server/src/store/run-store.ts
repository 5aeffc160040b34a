/**
 * What a relay knows of runs. Two things are kept apart: the claims (who may spend, what was spent, under which key),
 * which every relay needs, and the logs, which only a relay with a store keeps.
 *
 * Ids of runs and keys are 128 random bits in base64url. Times are milliseconds since the epoch, amounts US dollars,
 * positions in a log count from 1. A store that cannot be reached throws `StoreError`; it never guesses.
 */

/** What one owner may use, and all of them together. */
export interface Caps {
  readonly maxLiveRuns: number
  readonly maxLiveRunsTotal: number
  readonly maxRunsPerMinute: number
  readonly maxRunsPerDay: number
  readonly maxUsdPerDay: number
}

/** One intent that asks to be let in. */
export interface Claim {
  readonly runId: string
  readonly owner: string
  /** The caller's `Idempotency-Key`: unique within its owner. */
  readonly key: string
  /** What was asked, as a hash: the same key may not ask for something else. */
  readonly bodyHash: string
  readonly caps: Caps
  /** Held back from the owner's spending until the run has ended: the upper end of the estimate. */
  readonly reserveUsd: number
  /** What `onRunEnd` is told of the run, as JSON, also when the process that ran it is gone. Empty once it has heard. */
  readonly facts: string
  /** Whoever knows it may read the run's pictures. */
  readonly pictureToken: string
}

/** What became of a claim. */
export type Claimed =
  | { readonly kind: 'new' }
  /** The key is taken: by a run that goes on, or that has ended. Whether its log is still there, `read` says. */
  | { readonly kind: 'known'; readonly run: RunRecord }
  /** A cancel came before it. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'capped'; readonly cap: keyof Caps; readonly retryAt: number | null }

/** A run as a store knows it. */
export interface RunRecord extends Pick<
  Claim,
  'runId' | 'owner' | 'key' | 'bodyHash' | 'facts' | 'pictureToken'
> {
  /** `claimed`: nothing was sent, so it may be claimed again. `dispatched`: it may be paid. `ended`: nothing more comes. */
  readonly state: 'claimed' | 'dispatched' | 'ended'
  /** Whether `read` can give all of it. False when it was never kept, was broken, or is over for too long. */
  readonly hasLog: boolean
}

/** How a run is named by its owner. */
export type RunName = { readonly owner: string } & ({ readonly key: string } | { readonly runId: string })

/** Who may spend, what was spent, and what to stop. Each call is one atomic step. */
export interface ClaimStore {
  claim(claim: Claim): Promise<Claimed>
  /** Gives back what was refused before anything was sent: its key may come again. */
  release(runId: string): Promise<void>
  /** The mark before the paid call. Null when the run was cancelled, or somebody else has begun it. */
  dispatch(runId: string): Promise<RunWriter | null>
  /**
   * Ends a run wherever it is made, and frees its owner's place at once. A key that is not there yet is cancelled before
   * it comes, for a minute.
   */
  cancel(name: RunName): Promise<void>
}

/** The one who makes a run. */
export interface RunWriter {
  /** Aborts when the run is cancelled, or when this process is no longer the one that makes it. */
  readonly signal: AbortSignal
  /** False where nothing is kept of the run: claims without logs, or a store that is full. Then `append` does nothing. */
  readonly isLogged: boolean
  /** True once the log has lost its middle: nobody can come back. Those who read here go on, and slow ones slow `append`. */
  readonly isBroken: boolean
  /** Adds one entry. A store that fails in the middle of a run loses its log, never the run: it goes on for those who read here. */
  append(entry: LogEntry): Promise<void>
  /** Adds the last entry, and settles what was held back. Without a log only the latter. */
  end(entry: LogEntry, usd: number): Promise<void>
}

/** One event of a run: as JSON, and the bytes of a picture beside it, raw. */
export interface LogEntry {
  readonly json: string
  readonly bytes: Uint8Array<ArrayBuffer> | null
}

/** What an edit continues from, kept on the server: opaque to the store. */
export interface StoredTurn {
  readonly json: string
  /** Pictures and signatures. */
  readonly blobs: readonly Uint8Array<ArrayBuffer>[]
}

/** Claims and logs: what makes runs outlive their readers. */
export interface RunStore extends ClaimStore {
  /** Other processes see it too. One that is only here is of no use where each request may meet another process. */
  readonly isShared: boolean
  /** Another owner's run is null, as is one that is gone. */
  find(name: RunName): Promise<RunRecord | null>
  /** Whoever owns it: for a reader who shows the run's picture token, which the caller compares. */
  findPictures(runId: string): Promise<RunRecord | null>
  /**
   * The entries after position `after`, as they come, in pages of at most 1 MiB; it ends behind the last one of the run.
   * A run whose producer is gone gets its last entry here: `lost`.
   * @throws LogGoneError when the log is not whole any more: its readers hear that the run is lost. Whatever else it throws
   * breaks their answers off, and they come back. The signal's reason when it aborts.
   */
  read(runId: string, after: number, signal: AbortSignal): AsyncIterable<readonly LogEntry[]>
  saveTurn(owner: string, runId: string, turn: StoredTurn): Promise<void>
  /** Null when it is gone, or another's. */
  loadTurn(owner: string, runId: string): Promise<StoredTurn | null>
  /**
   * Runs whose `onRunEnd` is still owed, those included that it has just found lost. Each is given to one caller at a time,
   * and again later unless it is acknowledged.
   */
  takeUnreported(): Promise<readonly RunRecord[]>
  /** `onRunEnd` has heard of it. May come before `end`. */
  acknowledge(runId: string): Promise<void>
  /**
   * Forgets what an owner asked for and got: logs, turns, pictures, of runs that have ended. Keys and amounts stay, as
   * they guard money, and so does what `onRunEnd` is still owed.
   */
  erase(owner: string): Promise<void>
  close(): Promise<void>
}

/** The store could not do what it was asked; `cause` says why. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError'
}

/** What was kept of a run cannot be read to its end, now or later. */
export class LogGoneError extends StoreError {
  override readonly name = 'LogGoneError'
}

/** For `catch`: what is to be done where a log is gone. Everything else is thrown on. */
export function whereLogIsGone<T>(act: () => T): (cause: unknown) => T {
  return (cause) => {
    if (cause instanceof LogGoneError) return act()
    throw cause
  }
}
