import type { GeneratedImage } from './image.ts'
import {
  type ErrorState,
  type IdleState,
  type ReceivingState,
  type RunState,
  type StoppedState,
  type SubmittedState,
  type SuccessState,
  type ThinkingState,
} from './run-state.ts'
import type { Spent } from './spending.ts'
import { canRedo, canUndo, type Session, type Turn } from './turns.ts'

/** What belongs to the session: it outlives runs, and a failed run changes none of it. */
export interface SessionFields<Data = unknown> {
  /** Oldest first; a tree by `parentId`. */
  readonly turns: readonly Turn<Data>[]
  /** The turn that is shown, and that the next edit continues from. */
  readonly head: Turn<Data> | null
  /** The picture of `head`: the previous one stays while the next is drawn. */
  readonly image: GeneratedImage | null
  readonly images: readonly GeneratedImage[]
  /** What all runs of the session have cost, those that gave no picture included. */
  readonly spent: Spent
  readonly canUndo: boolean
  readonly canRedo: boolean
}

type PublicFields<State extends RunState> = Omit<
  State,
  'images' | 'intentId' | 'pieces' | 'answer' | 'arrived' | 'fetch' | 'saved'
>

export interface IdleSnapshot<Data = unknown> extends PublicFields<IdleState>, SessionFields<Data> {}
export interface SubmittedSnapshot<Data = unknown>
  extends PublicFields<SubmittedState>, SessionFields<Data> {}
export interface ThinkingSnapshot<Data = unknown> extends PublicFields<ThinkingState>, SessionFields<Data> {}
export interface ReceivingSnapshot<Data = unknown>
  extends PublicFields<ReceivingState>, SessionFields<Data> {}
export interface SuccessSnapshot<Data = unknown> extends PublicFields<SuccessState>, SessionFields<Data> {
  readonly head: Turn<Data>
  readonly image: GeneratedImage
}
export interface ErrorSnapshot<Data = unknown> extends PublicFields<ErrorState>, SessionFields<Data> {}
export interface StoppedSnapshot<Data = unknown> extends PublicFields<StoppedState>, SessionFields<Data> {}

/** All there is to show, immutable. Narrows by `status`. */
export type Snapshot<Data = unknown> =
  | IdleSnapshot<Data>
  | SubmittedSnapshot<Data>
  | ThinkingSnapshot<Data>
  | ReceivingSnapshot<Data>
  | SuccessSnapshot<Data>
  | ErrorSnapshot<Data>
  | StoppedSnapshot<Data>

export type Status = Snapshot['status']

export function toSnapshot(run: RunState, session: Session): Snapshot {
  const {
    images: _images,
    intentId: _intentId,
    pieces: _pieces,
    answer: _answer,
    arrived: _arrived,
    fetch: _fetch,
    saved: _saved,
    ...runFields
  } = run
  const { turns, head, spent } = session
  const images = head?.images ?? noImages
  return {
    ...runFields,
    turns,
    head,
    image: images.at(-1) ?? null,
    images,
    spent,
    canUndo: canUndo(session),
    canRedo: canRedo(session),
    // One spread for seven variants: the status decides the rest, and a success always has a head (see `settleSession`).
  } as Snapshot
}

const noImages: readonly GeneratedImage[] = []
