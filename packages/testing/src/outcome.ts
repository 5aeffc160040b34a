import type { ErrorCode, ErrorInit } from '@image-stream/core'
import type { Moment } from '@image-stream/emulator'

/** How a run goes, in the words of whoever tests. An error's code alone is that error as it usually comes. */
export type Outcome = 'success' | ErrorCode | ErrorOutcome | ScenarioOutcome

/** The run fails with this code, and with these fields where they matter: `{ error: 'quota', retryAt: 1_000 }`. */
export type ErrorOutcome = {
  readonly [Code in ErrorCode]: { readonly error: Code } & Partial<ErrorInit<Code>>
}[ErrorCode]

/** A scenario of the emulator: `{ scenario: 'drafts' }`. */
export interface ScenarioOutcome {
  readonly scenario: string
}

/** The run waits until it is released, and ends well. */
export interface HoldOutcome {
  /** Where it waits. `true`: half-way through its thoughts. */
  readonly hold: true | Moment
}

/** A run that waits, or will. */
export interface HeldRun {
  /** Lets it go on. Before the run has come so far: it will not wait. */
  release(): void
}
