import type { ImageStreamError, PartialResult } from './errors.ts'
import type { ImageStreamEvent, Warning } from './events.ts'
import type { GeneratedImage } from './image.ts'
import type { RunState } from './run-state.ts'
import { partialOf } from './state.ts'
import type { Cost, Usage } from './usage.ts'

/** How a run ended well. */
export interface RunSuccess<Data = unknown> {
  readonly status: 'success'
  /** The result: the last picture of the answer. */
  readonly image: GeneratedImage
  /** All pictures of the answer, in order. */
  readonly images: readonly GeneratedImage[]
  readonly text: string
  readonly thoughts: string
  readonly usage: Usage | null
  readonly cost: Cost | null
  readonly finishReason: string | null
  readonly warnings: readonly Warning[]
  readonly runId: string | null
  /** What the relay's `onRunEnd` said of it. */
  readonly data?: Data
}

/** How a run ended. An error or a stop has no `image`, so that an older picture cannot be taken for its result. */
export type RunResult<Data = unknown> =
  | RunSuccess<Data>
  | { readonly status: 'error'; readonly error: ImageStreamError }
  | { readonly status: 'stopped'; readonly partial: PartialResult }

/** What a settled state comes to. One that is not settled was left by its reader: stopped. */
export function toResult(state: RunState): RunResult {
  if (state.status === 'error') return { status: 'error', error: state.error }
  const image = state.images.at(-1)
  if (state.status !== 'success' || !image) return { status: 'stopped', partial: partialOf(state) }
  const { images, text, thoughts, usage, cost, finishReason, warnings, runId, saved } = state
  const result = { images, text, thoughts, usage, cost, finishReason, warnings, runId }
  return {
    status: 'success',
    image,
    ...result,
    ...(saved?.data !== undefined && { data: saved.data }),
  }
}

/** What is told of an event: one that the machine could not take has failed the run, whatever it says itself. */
export function toldOf(event: ImageStreamEvent, run: RunState): ImageStreamEvent {
  return run.status === 'error' && event.type !== 'error' ? { type: 'error', error: run.error } : event
}
