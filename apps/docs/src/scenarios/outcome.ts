import {
  isImageStreamError,
  type Billed,
  type Cost,
  type ImageStreamError,
  type Snapshot,
  type Usage,
  type Warning,
} from '@image-stream/core'

import type { Books } from './ledger.ts'

/** How a play ended: everything that a program could go by. */
export interface Outcome {
  readonly status: 'success' | 'error' | 'stopped'
  /** Null when there was none, and when what failed is no error of ours: see `isTyped`. */
  readonly error: ImageStreamError | null
  /** A failure that is not typed leaves a program nothing to go by. There should be none. */
  readonly isTyped: boolean
  readonly billed: Billed
  readonly finishReason: string | null
  readonly pictures: number
  readonly drafts: number
  readonly usage: Usage | null
  readonly cost: Cost | null
  readonly warnings: readonly Warning[]
  /** What the emulator wrote down; null where it was not asked. */
  readonly books: Books | null
}

/** The outcome of a run that has settled. */
export function toOutcome(snapshot: Snapshot, books: Books | null): Outcome {
  const { status, finishReason, usage, cost, warnings, drafts } = snapshot
  const common = { finishReason, usage, cost, warnings, drafts: drafts.length, books }
  if (status === 'success')
    return { ...common, status, error: null, isTyped: true, billed: 'yes', pictures: snapshot.images.length }
  if (status === 'error' && isImageStreamError(snapshot.error)) {
    const { error } = snapshot
    return {
      ...common,
      status,
      error,
      isTyped: true,
      billed: error.billed,
      pictures: error.partial.images.length,
    }
  }
  return {
    ...common,
    status: status === 'stopped' ? 'stopped' : 'error',
    error: null,
    isTyped: status === 'stopped',
    billed: 'maybe',
    pictures: 0,
  }
}

/** An outcome in a word or two, for the list: what came, or the code of the error. */
export function outcomeWord({ status, error, isTyped, pictures }: Outcome): string {
  if (!isTyped) return 'untyped'
  if (error) return error.code
  if (status === 'stopped') return 'stopped'
  return pictures === 1 ? 'picture' : `${pictures} pictures`
}

/** What all that was played comes to, in a sentence. */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const count = (test: (outcome: Outcome) => boolean): number => outcomes.filter(test).length
  const drawn = count(({ status }) => status === 'success')
  const failed = count(({ error }) => error !== null)
  const untyped = count(({ isTyped }) => !isTyped)
  const stopped = outcomes.length - drawn - failed - untyped
  return [
    `${drawn} drawn`,
    `${failed} typed ${failed === 1 ? 'error' : 'errors'}`,
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
    `${untyped} untyped`,
  ].join(', ')
}
