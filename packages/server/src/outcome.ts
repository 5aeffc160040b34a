import {
  costOf,
  createError,
  type AnswerPart,
  type ImageStreamEvent,
  type TerminalEvent,
  type Usage,
} from '@image-stream/core'
import { createImage } from '@image-stream/core/relay'
import { sha256 } from './sha256.ts'
import type { RunEnd, RunImage, RunStart } from './hooks.ts'

/** A whole picture, in the pieces in which it came. */
export interface Picture extends Omit<Extract<ImageStreamEvent, { type: 'image-start' }>, 'type' | 'url'> {
  readonly pieces: readonly Uint8Array<ArrayBuffer>[]
}

/** What came of a run, as far as it has come. */
export interface Outcome {
  /** The whole ones of the answer; a model that marks its only picture as a thought means that one. */
  readonly pictures: readonly Picture[]
  readonly text: string
  readonly usage: Usage | null
  /** What the API wants back when this is continued. */
  readonly answer: readonly AnswerPart[] | null
}

export interface OutcomeCollector {
  add(event: ImageStreamEvent): void
  outcome(): Outcome
}

/** `keepsPictures`: without it no bytes are held, as nobody will ask for them. */
export function createOutcomeCollector({
  keepsPictures,
}: {
  readonly keepsPictures: boolean
}): OutcomeCollector {
  const images: Picture[] = []
  const drafts: Picture[] = []
  let text = ''
  let usage: Usage | null = null
  let answer: readonly AnswerPart[] | null = null
  let incoming: (Picture & { readonly pieces: Uint8Array<ArrayBuffer>[] }) | null = null
  let isReady = false

  return {
    add(event) {
      if (event.type === 'text') text += event.text
      else if (event.type === 'usage') usage = event.usage
      else if (event.type === 'answer') answer = event.parts
      else if (event.type === 'image-start') {
        const { index, mediaType, width, height } = event
        incoming = { index, mediaType, width, height, pieces: [] }
        isReady = false
      } else if (event.type === 'image-ready') isReady = true
      if (event.type === 'image-data' && keepsPictures) incoming?.pieces.push(event.bytes)
      else if (event.type === 'image-end' && incoming) {
        if (keepsPictures) (event.draft ? drafts : images).push(incoming)
        incoming = null
      }
    },
    outcome() {
      // One that broke off behind its last byte is whole, although what it is was not said any more.
      const whole = incoming && isReady && keepsPictures ? [...images, incoming] : images
      return { pictures: whole.length > 0 ? whole : drafts.slice(-1), text, usage, answer }
    },
  }
}

/** What `onRunEnd` is told. */
export async function toRunEnd(
  start: RunStart,
  outcome: Outcome,
  terminal: TerminalEvent,
  endedAt: number,
): Promise<RunEnd> {
  const { text, usage } = outcome
  const error = terminal.type === 'error' ? terminal.error : null
  const billed =
    terminal.type === 'done' ? 'yes' : terminal.type === 'stopped' ? terminal.billed : terminal.error.billed
  return {
    ...start,
    status: statusOf(terminal),
    images: await Promise.all(outcome.pictures.map(toRunImage)),
    text,
    usage,
    cost: costToCharge(start, usage, billed),
    billed,
    error,
    endedAt,
  }
}

/** A run that nobody has heard of since its process ended. */
export function lost(): TerminalEvent {
  return { type: 'error', error: createError('lost', {}) }
}

function statusOf(terminal: TerminalEvent): RunEnd['status'] {
  if (terminal.type === 'done') return 'success'
  if (terminal.type === 'stopped') return 'stopped'
  return terminal.error.code === 'lost' ? 'lost' : 'error'
}

/** Counts in the middle of a run are not yet all, so they are taken only of one that came to its end. */
function costToCharge(
  { input, estimate }: RunStart,
  usage: Usage | null,
  billed: RunEnd['billed'],
): RunEnd['cost'] {
  const { pricesAsOf } = estimate
  if (billed === 'no') return { usd: 0, isEstimate: false, pricesAsOf }
  const cost = billed === 'yes' ? costOf(input.model, usage) : null
  return cost ? { ...cost, isEstimate: false } : { usd: estimate.usd, isEstimate: true, pricesAsOf }
}

async function toRunImage(picture: Picture, index: number): Promise<RunImage> {
  const image = toImage(picture)
  const bytes = await image.bytes()
  const { mediaType, extension, width, height, byteLength } = image
  return {
    index,
    mediaType,
    extension,
    width,
    height,
    byteLength,
    sha256: await sha256(bytes),
    bytes: async () => bytes,
    blob: () => image.blob(),
  }
}

export function toImage({
  index,
  mediaType,
  width,
  height,
  pieces,
}: Picture): ReturnType<typeof createImage> {
  return createImage({ id: String(index), mediaType, width, height, data: pieces })
}
