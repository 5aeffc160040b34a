import type { Random } from './random.ts'

/** One row of the fault matrix: what is done to the library, and how it must bear it. */
export interface Fault {
  /** As in the matrix, for example `B5`. */
  readonly id: string
  readonly title: string
  /** All executions there are. A sample takes some of them, so that none may rely on another. */
  cases(context: FaultContext): Iterable<FaultCase> | AsyncIterable<FaultCase>
  /** How many cases run at the same time. @defaultValue 8 */
  readonly parallel?: number
  /** How many cases a sample takes. @defaultValue 8 */
  readonly sampleSize?: number
  /** For what measures time or memory: nothing else runs beside it. @defaultValue false */
  readonly isMeasured?: boolean
  /** How long one case may take before it counts as hung, in milliseconds. @defaultValue 20 s */
  readonly caseTimeoutMs?: number
}

export interface FaultCase {
  /** What is done, in words: a failure must be understood from it. Unique within the fault. */
  readonly name: string
  /** Throws when the fault is not borne. May return how many executions it made, when it made several. */
  readonly run: () => void | number | Promise<void | number>
  /** It changes the clock or other globals: it runs by itself, after the others. @defaultValue false */
  readonly isAlone?: boolean
  /** It takes seconds: samples leave it out. @defaultValue false */
  readonly isSlow?: boolean
  /** Why the fault is not borne yet. Then the case is expected to fail, is counted as open, and must lose this line when it holds. */
  readonly open?: string
}

export interface FaultContext {
  /** The same for the same seed and fault. */
  readonly random: Random
  /** Closes what the cases share, after the last one. */
  readonly defer: (close: () => unknown) => void
}
