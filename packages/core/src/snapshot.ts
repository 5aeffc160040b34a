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
} from './state.ts'
import type { Spent } from './spending.ts'
import { canRedo, canUndo, type Session, type Turn } from './turns.ts'

/** What belongs to the session: it outlives runs, and a failed run changes none of it. */
export interface SessionFields {
  /** Oldest first; a tree by `parentId`. */
  readonly turns: readonly Turn[]
  /** The turn that is shown, and that the next edit continues from. */
  readonly head: Turn | null
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
  'images' | 'intentId' | 'pieces' | 'answer' | 'arrived'
>

export interface IdleSnapshot extends PublicFields<IdleState>, SessionFields {}
export interface SubmittedSnapshot extends PublicFields<SubmittedState>, SessionFields {}
export interface ThinkingSnapshot extends PublicFields<ThinkingState>, SessionFields {}
export interface ReceivingSnapshot extends PublicFields<ReceivingState>, SessionFields {}
export interface SuccessSnapshot extends PublicFields<SuccessState>, SessionFields {
  readonly head: Turn
  readonly image: GeneratedImage
}
export interface ErrorSnapshot extends PublicFields<ErrorState>, SessionFields {}
export interface StoppedSnapshot extends PublicFields<StoppedState>, SessionFields {}

/** All there is to show, immutable. Narrows by `status`. */
export type Snapshot =
  | IdleSnapshot
  | SubmittedSnapshot
  | ThinkingSnapshot
  | ReceivingSnapshot
  | SuccessSnapshot
  | ErrorSnapshot
  | StoppedSnapshot

export type Status = Snapshot['status']

export function toSnapshot(run: RunState, session: Session): Snapshot {
  const {
    images: _images,
    intentId: _intentId,
    pieces: _pieces,
    answer: _answer,
    arrived: _arrived,
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
