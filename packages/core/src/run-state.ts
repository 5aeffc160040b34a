import type { AnswerPart } from './answer.ts'
import type { ImageStreamError } from './errors.ts'
import type { ImageStreamEvent, Warning } from './events.ts'
import type { GeneratedImage } from './image.ts'
import type { ImageMediaType } from './image-header.ts'
import type { ResolvedInput } from './input.ts'
import type { PictureFetch } from './remote-image.ts'
import type { Cost, Usage } from './usage.ts'

/** The picture on its way. Gemini tells no drawing progress, so there are bytes and no percentage. */
export interface IncomingImage {
  readonly index: number
  readonly mediaType: ImageMediaType
  /** In pixels, from the picture's own header. */
  readonly width: number
  /** In pixels, from the picture's own header. */
  readonly height: number
  readonly receivedBytes: number
  /**
   * Once there is something to show; stays the same when the picture is whole. From a relay that keeps runs it is there
   * from the start, and an `<img>` paints what has come; it changes when the connection broke, so that the `<img>` loads again.
   */
  readonly url?: string
}

/** What every status carries: results so far, kept for partial views. */
export interface RunFields {
  readonly thoughts: string
  readonly text: string
  /** Thought pictures, oldest first. They are never mixed with the answer's. */
  readonly drafts: readonly GeneratedImage[]
  /** The answer's pictures, oldest first; the last one is the result. */
  readonly images: readonly GeneratedImage[]
  readonly usage: Usage | null
  readonly cost: Cost | null
  /** The wire's own value, for example `STOP`. */
  readonly finishReason: string | null
  /** What the API said about the finish, if anything. */
  readonly finishMessage: string | null
  readonly warnings: readonly Warning[]
  readonly runId: string | null
  /** While the run waits for the API, which is busy or whose quota is used up: milliseconds since the epoch. */
  readonly retryAt: number | null
  /** Makes the ids of pictures unique, also where no relay gives the run an id. */
  readonly intentId: string
  /** Bytes of the picture on its way. */
  readonly pieces: readonly Uint8Array<ArrayBuffer>[]
  /** What the API wants back when this run's turn is continued; null where that is kept elsewhere. */
  readonly answer: readonly AnswerPart[] | null
  /** That picture, once all of its bytes are there. */
  readonly arrived: GeneratedImage | null
  /** Reads pictures that lie at a URL. */
  readonly fetch: PictureFetch | null
  /** What the application says of the run's turn, and where it keeps the pictures. */
  readonly saved: Saved | null
}

type Saved = Extract<ImageStreamEvent, { readonly type: 'saved' }>

interface Started {
  readonly input: ResolvedInput
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

export interface IdleState extends RunFields {
  readonly status: 'idle'
  readonly busy: false
  readonly input: null
  readonly startedAt: null
  readonly incoming: null
  readonly error: null
}

/** Sent, and nothing has come back yet. This can last 20 seconds. */
export interface SubmittedState extends RunFields, Started {
  readonly status: 'submitted'
  readonly busy: true
  readonly incoming: null
  readonly error: null
}

export interface ThinkingState extends RunFields, Started {
  readonly status: 'thinking'
  readonly busy: true
  readonly incoming: null
  readonly error: null
}

export interface ReceivingState extends RunFields, Started {
  readonly status: 'receiving'
  readonly busy: true
  readonly incoming: IncomingImage
  readonly error: null
}

export interface SuccessState extends RunFields, Started {
  readonly status: 'success'
  readonly busy: false
  readonly incoming: null
  readonly error: null
}

/** `startedAt` and `input` are null when the input itself was refused. */
export interface ErrorState extends RunFields {
  readonly status: 'error'
  readonly busy: false
  readonly input: ResolvedInput | null
  readonly startedAt: number | null
  readonly incoming: null
  readonly error: ImageStreamError
}

export interface StoppedState extends RunFields, Started {
  readonly status: 'stopped'
  readonly busy: false
  readonly incoming: null
  readonly error: null
}

/** One run, from before it to after it. Narrows by `status`. */
export type RunState =
  | IdleState
  | SubmittedState
  | ThinkingState
  | ReceivingState
  | SuccessState
  | ErrorState
  | StoppedState

export type LiveState = SubmittedState | ThinkingState | ReceivingState

export interface SubmitEvent extends Started {
  readonly type: 'submit'
  readonly intentId: string
  readonly fetch?: PictureFetch | null
}

/** What moves the state: the events of a run, and what the caller does. */
export type StateEvent =
  | ImageStreamEvent
  | SubmitEvent
  | { readonly type: 'refuse'; readonly error: ImageStreamError }

export const noResults: RunFields = {
  thoughts: '',
  text: '',
  drafts: [],
  images: [],
  usage: null,
  cost: null,
  finishReason: null,
  finishMessage: null,
  warnings: [],
  runId: null,
  retryAt: null,
  intentId: '',
  pieces: [],
  answer: null,
  arrived: null,
  fetch: null,
  saved: null,
}

export const idleState: IdleState = {
  ...noResults,
  status: 'idle',
  busy: false,
  input: null,
  startedAt: null,
  incoming: null,
  error: null,
}
