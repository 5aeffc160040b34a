import type { ImageStreamError } from '@image-stream/core'
import type { RetryBudget } from '@image-stream/core/gemini'
import type { OnRelayEvent, OnRunEnd } from './hooks.ts'
import type { ImageRelayOptions } from './options.ts'
import type { Running } from './running.ts'
import type { ClaimStore, RunStore } from './store/run-store.ts'
import type { Uploads } from './uploads.ts'
import type { Work } from './work.ts'

/** One relay: what it was told, and what it holds in this process. */
export interface Setup<Context> {
  readonly options: ImageRelayOptions<Context>
  readonly claims: ClaimStore
  /** The same as `claims`, where runs are kept. */
  readonly store: RunStore | null
  readonly heartbeatMs: number
  readonly uploads: Uploads
  readonly running: Running
  readonly work: Work
  readonly retryBudget: RetryBudget
  readonly onEvent: OnRelayEvent
  readonly onRunEnd: OnRunEnd | undefined
  /** Runs whose `onRunEnd` was called here and has not come back. */
  readonly telling: ReadonlySet<string>
  readonly report: (error: ImageStreamError, runId: string | null) => void
  /** Keeps the process, and its host, waiting for what goes on behind an answer. */
  readonly goOn: (going: Promise<unknown>, context: Context) => void
  /** When new runs are let in again elsewhere; null while they are here. In milliseconds since the epoch. */
  readonly closedUntil: () => number | null
}
