import { createError, emptyPartial, withFields, type ImageStreamError, type PartialResult } from './errors.ts'
import type { ImageStreamEvent } from './events.ts'
import { createImage, toImageJson, type GeneratedImage } from './image.ts'
import { createRemoteImage } from './remote-image.ts'
import {
  idleState,
  noResults,
  type ErrorState,
  type IncomingImage,
  type LiveState,
  type RunFields,
  type RunState,
  type StateEvent,
  type SubmitEvent,
  type SubmittedState,
  type ThinkingState,
} from './run-state.ts'
import { costOf } from './usage.ts'

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

function submitted({ input, intentId, startedAt, fetch = null }: SubmitEvent): SubmittedState {
  return {
    ...noResults,
    status: 'submitted',
    busy: true,
    input,
    intentId,
    startedAt,
    fetch,
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
    case 'image-start':
      return begin(state, event)
    case 'image-data':
      return receive(state, event.index, event.bytes.byteLength, event.bytes)
    case 'image-progress':
      return moveTo(event.url, receive(state, event.index, event.byteLength, null))
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
    case 'saved':
      return { ...state, saved: event }
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

/** A picture has begun, and has not come to its end. */
function isOpen(state: LiveState): boolean {
  return state.incoming !== null && !isClassified(state)
}

function begin(state: LiveState, event: Extract<ImageStreamEvent, { type: 'image-start' }>): RunState {
  const { index, mediaType, width, height, url } = event
  if (isOpen(state)) return fail(state, outOfOrder('a picture before the one on its way had ended'))
  if (index < state.images.length + state.drafts.length)
    return fail(state, outOfOrder('two pictures with one number'))
  const incoming = { index, mediaType, width, height, receivedBytes: 0, ...(url !== undefined && { url }) }
  return { ...state, status: 'receiving', incoming, pieces: [], arrived: null }
}

/** `bytes` is null for those that went to where the picture lies. */
function receive(
  state: LiveState,
  index: number,
  byteLength: number,
  bytes: Uint8Array<ArrayBuffer> | null,
): RunState {
  const { incoming } = state
  // Before its bytes are all there, only a picture that lies elsewhere has a URL.
  const isExpected =
    incoming?.index === index && !state.arrived && (bytes === null) === (incoming.url !== undefined)
  if (!isExpected) return fail(state, outOfOrder('bytes of a picture that has not begun, or is over'))
  return {
    ...state,
    status: 'receiving',
    incoming: { ...incoming, receivedBytes: incoming.receivedBytes + byteLength },
    pieces: bytes ? [...state.pieces, bytes] : state.pieces,
  }
}

/** The picture on its way is loaded anew from there. */
function moveTo(url: string | undefined, state: RunState): RunState {
  return url === undefined || state.status !== 'receiving'
    ? state
    : { ...state, incoming: { ...state.incoming, url } }
}

/** All bytes are there: the picture can be shown before it is known whether it is a draft. */
function show(state: LiveState, incoming: IncomingImage): RunState {
  if (state.arrived) return { ...state, status: 'receiving', incoming }
  const { index, receivedBytes: byteLength, mediaType, width, height, url } = incoming
  if (byteLength === 0) return fail(state, outOfOrder('a picture without bytes'))
  const content = { id: `${state.intentId}-${index}`, mediaType, width, height }
  const arrived =
    url === undefined
      ? createImage({ ...content, data: state.pieces })
      : createRemoteImage({ ...content, byteLength, url }, { fetch: state.fetch, isTemporary: true })
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
  if (!isOpen(state) || state.incoming?.index !== index)
    return fail(state, outOfOrder('the end of a picture that had not begun'))
  if (state.incoming.receivedBytes !== byteLength)
    return fail(state, outOfOrder('the end of a picture that is not whole'))
  const shown = show(state, state.incoming)
  if (shown.status !== 'receiving' || !shown.arrived) return shown
  const { arrived } = shown
  if (draft) return { ...thinking(state), drafts: [...state.drafts, arrived] }
  return { ...shown, images: [...state.images, arrived] }
}

function succeed(state: LiveState): RunState {
  if (isOpen(state)) return fail(state, outOfOrder('the end of a run with a picture on its way'))
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
    images: images.map((image, place) => atAddress(image, state.saved?.urls?.[place])),
    drafts,
  }
}

/** The picture where the application keeps it. Its bytes are read from where they came. */
function atAddress(image: GeneratedImage, url: string | null | undefined): GeneratedImage {
  return url ? createRemoteImage({ ...toImageJson(image), url }, { source: image }) : image
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
