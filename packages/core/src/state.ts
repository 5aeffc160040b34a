import type { AnswerPart } from './answer.ts'
import { createError, emptyPartial, withFields, type ImageStreamError, type PartialResult } from './errors.ts'
import type { ImageStreamEvent, Warning } from './events.ts'
import { createImage, type GeneratedImage } from './image.ts'
import type { ImageMediaType } from './image-header.ts'
import type { ResolvedInput } from './input.ts'
import { costOf, type Cost, type Usage } from './usage.ts'

/** The picture on its way. Gemini tells no drawing progress, so there are bytes and no percentage. */
export interface IncomingImage {
  readonly index: number
  readonly mediaType: ImageMediaType
  /** In pixels, from the picture's own header. */
  readonly width: number
  /** In pixels, from the picture's own header. */
  readonly height: number
  readonly receivedBytes: number
  /** Once there is something to show; stays the same when the picture is whole. */
  readonly url?: string
}

/** What every status carries: results so far, kept for partial views. */
interface RunFields {
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
}

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

type LiveState = SubmittedState | ThinkingState | ReceivingState

interface SubmitEvent extends Started {
  readonly type: 'submit'
  readonly intentId: string
}

/** What moves the state: the events of a run, and what the caller does. */
export type StateEvent =
  | ImageStreamEvent
  | SubmitEvent
  | { readonly type: 'refuse'; readonly error: ImageStreamError }

const noResults: RunFields = {
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

/** Pure: no clock, no I/O. An event that changes nothing returns the same object; a settled run ignores late events. */
export function transition(state: RunState, event: StateEvent): RunState {
  switch (event.type) {
    case 'submit':
      return submitted(event)
    case 'refuse':
      return { ...idleState, status: 'error', error: event.error }
    default:
      return state.busy ? advance(state, event) : state
  }
}

/** What had arrived, for an error or a stopped run. */
export function partialOf(state: Pick<RunState, 'thoughts' | 'text' | 'images' | 'drafts'>): PartialResult {
  const { thoughts, text, images, drafts } = state
  return thoughts || text || images.length > 0 || drafts.length > 0
    ? { thoughts, text, images, drafts }
    : emptyPartial
}

function submitted({ input, intentId, startedAt }: SubmitEvent): SubmittedState {
  return {
    ...noResults,
    status: 'submitted',
    busy: true,
    input,
    intentId,
    startedAt,
    incoming: null,
    error: null,
  }
}

function advance(state: LiveState, event: ImageStreamEvent): RunState {
  switch (event.type) {
    case 'start':
      return { ...state, runId: event.runId }
    case 'thought':
      return event.text === '' ? state : think(state, event.text)
    case 'text':
      return event.text === '' ? state : { ...state, text: state.text + event.text }
    case 'image-start': {
      const { index, mediaType, width, height } = event
      const incoming = { index, mediaType, width, height, receivedBytes: 0 }
      return { ...state, status: 'receiving', incoming, pieces: [], arrived: null }
    }
    case 'image-data':
      return receive(state, event.index, event.bytes)
    case 'image-progress':
    case 'saved':
      return state
    case 'image-ready':
      return event.index === state.incoming?.index ? show(state, state.incoming) : state
    case 'image-end':
      return complete(state, event)
    case 'usage':
      return { ...state, usage: event.usage, cost: costOf(state.input.model, event.usage) }
    case 'finish':
      return { ...state, finishReason: event.reason, finishMessage: event.message ?? null }
    case 'wait':
      return { ...state, retryAt: event.retryAt }
    case 'answer':
      return { ...state, answer: event.parts }
    case 'warning':
      return { ...state, warnings: [...state.warnings, event.warning] }
    case 'done':
      return succeed(state)
    case 'error':
      return fail(state, event.error)
    case 'stopped':
      return { ...withArrived(state), status: 'stopped', busy: false, incoming: null, retryAt: null }
    default:
      return event satisfies never
  }
}

function think(state: LiveState, text: string): LiveState {
  const thoughts = state.thoughts + text
  // A picture can begin to arrive before the thoughts that stand in front of it in the same chunk.
  if (state.incoming && !isClassified(state)) return { ...state, thoughts }
  return { ...thinking(state), thoughts }
}

function thinking(state: LiveState): ThinkingState {
  return { ...state, status: 'thinking', incoming: null, pieces: [], arrived: null }
}

/** The picture on its way has come to its end, and is among the answer's. */
function isClassified({ arrived, images }: LiveState): boolean {
  return arrived !== null && images.at(-1) === arrived
}

function receive(state: LiveState, index: number, bytes: Uint8Array<ArrayBuffer>): RunState {
  if (state.incoming?.index !== index) return fail(state, outOfOrder('bytes of a picture that had not begun'))
  const receivedBytes = state.incoming.receivedBytes + bytes.byteLength
  return {
    ...state,
    status: 'receiving',
    incoming: { ...state.incoming, receivedBytes },
    pieces: [...state.pieces, bytes],
  }
}

/** All bytes are there: the picture can be shown before it is known whether it is a draft. */
function show(state: LiveState, incoming: IncomingImage): ReceivingState {
  if (state.arrived) return { ...state, status: 'receiving', incoming }
  const { index, mediaType, width, height } = incoming
  const arrived = createImage({
    id: `${state.intentId}-${index}`,
    mediaType,
    width,
    height,
    data: state.pieces,
  })
  // A getter: only a view that shows the picture makes its URL.
  const shown: IncomingImage = {
    ...incoming,
    get url() {
      return arrived.url
    },
  }
  return { ...state, status: 'receiving', incoming: shown, arrived, pieces: [] }
}

function complete(
  state: LiveState,
  {
    index,
    byteLength,
    draft,
  }: { readonly index: number; readonly byteLength: number; readonly draft: boolean },
): RunState {
  if (state.incoming?.index !== index || state.incoming.receivedBytes !== byteLength)
    return fail(state, outOfOrder('the end of a picture that is not whole'))
  const { arrived, ...shown } = show(state, state.incoming)
  if (!arrived) return fail(state, outOfOrder('a picture without bytes'))
  if (draft) return { ...thinking(state), drafts: [...state.drafts, arrived] }
  return { ...shown, arrived, images: [...state.images, arrived] }
}

function succeed(state: LiveState): RunState {
  const { images, drafts } = finalImages(state)
  if (images.length === 0) return fail(state, outOfOrder('the end of a run without a picture'))
  return {
    ...state,
    status: 'success',
    busy: false,
    incoming: null,
    retryAt: null,
    pieces: [],
    arrived: null,
    images,
    drafts,
  }
}

/** A model that marks its only picture as a thought means it as the answer: then the last draft is promoted. */
function finalImages({ images, drafts }: RunFields): Pick<RunFields, 'images' | 'drafts'> {
  const last = drafts.at(-1)
  if (images.length > 0 || !last) return { images, drafts }
  return { images: [last], drafts: drafts.slice(0, -1) }
}

function fail(state: LiveState, error: ImageStreamError): ErrorState {
  const kept = withArrived(state)
  const fields = { partial: partialOf(kept), ...(state.runId !== null && { runId: state.runId }) }
  return {
    ...kept,
    status: 'error',
    busy: false,
    incoming: null,
    retryAt: null,
    error: withFields(error, fields),
  }
}

/** A picture whose bytes are all there is kept when its run breaks off before saying what it is. */
function withArrived<State extends LiveState>(state: State): State {
  const { arrived, images } = state
  const kept = arrived && !isClassified(state) ? [...images, arrived] : images
  return { ...state, images: kept, pieces: [], arrived: null }
}

function outOfOrder(what: string): ImageStreamError {
  return createError('protocol', {
    message: `The transport gave ${what}. Draw again; if it happens again, report it.`,
  })
}
