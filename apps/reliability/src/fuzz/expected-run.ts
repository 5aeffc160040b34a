import assert from 'node:assert/strict'
import {
  isImageStreamError,
  type GeneratedImage,
  type ImageStreamEvent,
  type PartialResult,
  type RunResult,
  type Usage,
} from '@image-stream/core'
import type { Step } from './run-script.ts'

/** A picture of which every byte came. */
interface WholePicture {
  readonly index: number
  readonly bytes: Buffer
}

/**
 * What a run has come to, told from its events by rules of its own: written apart from the state machine, so that a
 * shared mistake cannot cancel out.
 */
export interface ExpectedRun {
  readonly thoughts: string
  readonly text: string
  readonly usage: Usage | null
  readonly finishReason: string | null
  readonly warnings: number
  readonly runId: string | null
  readonly answers: readonly WholePicture[]
  readonly drafts: readonly WholePicture[]
  /** Ready to be shown, and not yet known to be a draft or an answer. */
  readonly arrived: WholePicture | null
  /** A picture has begun and not ended: then a good end is none. */
  readonly isOpen: boolean
  /** The first event that broke the order: nothing counts from there on. */
  readonly brokenAt: number | null
}

/** Reads the events of one run up to its end, or to the first that is out of order. */
export function expectedOf(events: readonly ImageStreamEvent[]): ExpectedRun {
  const run = {
    thoughts: '',
    text: '',
    usage: null as Usage | null,
    finishReason: null as string | null,
    warnings: 0,
    runId: null as string | null,
    answers: [] as WholePicture[],
    drafts: [] as WholePicture[],
    arrived: null as WholePicture | null,
  }
  let open: { readonly index: number; readonly pieces: Uint8Array[]; isReady: boolean } | null = null

  function isInOrder(event: ImageStreamEvent): boolean {
    if (event.type === 'image-start')
      return open === null && event.index >= run.answers.length + run.drafts.length
    if (event.type === 'image-data') return open?.index === event.index && !open.isReady
    if (event.type === 'image-ready') return open?.index !== event.index || lengthOf(open.pieces) > 0
    if (event.type !== 'image-end') return true
    return open?.index === event.index && event.byteLength > 0 && lengthOf(open.pieces) === event.byteLength
  }

  for (const [at, event] of events.entries()) {
    if (!isInOrder(event)) return { ...run, isOpen: open !== null, brokenAt: at }
    if (event.type === 'thought') run.thoughts += event.text
    if (event.type === 'text') run.text += event.text
    if (event.type === 'usage') run.usage = event.usage
    if (event.type === 'finish') run.finishReason = event.reason
    if (event.type === 'warning') run.warnings += 1
    if (event.type === 'start') run.runId = event.runId
    if (event.type === 'image-start') open = { index: event.index, pieces: [], isReady: false }
    if (event.type === 'image-data') open?.pieces.push(event.bytes)
    if (event.type === 'image-ready' && open?.index === event.index) {
      run.arrived = wholeOf(open)
      open.isReady = true
    }
    if (event.type === 'image-end' && open) {
      ;(event.draft ? run.drafts : run.answers).push(wholeOf(open))
      run.arrived = null
      open = null
    }
  }
  return { ...run, isOpen: open !== null, brokenAt: null }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

function wholeOf({
  index,
  pieces,
}: {
  readonly index: number
  readonly pieces: readonly Uint8Array[]
}): WholePicture {
  return { index, bytes: Buffer.concat(pieces) }
}

/** How a run ended, as far as its transport and its caller had it in their hands. */
export type ExpectedEnd = 'done' | 'stopped' | { readonly code: string }

/** A picture and the bytes that came for it: comparing them takes a read, so that is done later. */
export type Comparison = readonly [image: GeneratedImage, bytes: Buffer]

/**
 * What is left to compare.
 * @throws AssertionError unless the result is what these events and this end make of it.
 */
export function checkResult(
  result: RunResult,
  events: readonly ImageStreamEvent[],
  end: ExpectedEnd,
): readonly Comparison[] {
  const expected = expectedOf(events)
  const { answers, arrived } = expected
  if (isSuccess(expected, end)) return checkSuccess(result, expected)
  const kept = [...answers, ...(arrived ? [arrived] : [])]
  if (end === 'stopped') {
    assert.ok(result.status === 'stopped', `a stop ended as ${result.status}`)
    return checkPartial(result.partial, expected, kept)
  }
  assert.ok(result.status === 'error', `what is not whole ended as ${result.status}`)
  assert.equal(result.error.code, end === 'done' ? 'protocol' : end.code)
  assert.equal(result.error.runId ?? null, expected.runId, 'run id')
  return checkPartial(result.error.partial, expected, kept)
}

/** A good end is one only where a picture came, and none is on its way. */
export function isSuccess({ answers, drafts, isOpen }: ExpectedRun, end: ExpectedEnd): boolean {
  return end === 'done' && answers.length + drafts.length > 0 && !isOpen
}

function checkSuccess(result: RunResult, expected: ExpectedRun): readonly Comparison[] {
  assert.ok(result.status === 'success', `a run that is whole ended as ${result.status}`)
  assert.equal(result.image, result.images.at(-1), 'the last picture is the result')
  assert.equal(result.usage, expected.usage, 'the last counts')
  assert.equal(result.finishReason, expected.finishReason)
  assert.equal(result.warnings.length, expected.warnings)
  assert.equal(result.runId, expected.runId)
  assert.deepEqual([result.thoughts, result.text], [expected.thoughts, expected.text])
  // A draft is the answer only where no other picture came.
  const images = expected.answers.length > 0 ? expected.answers : expected.drafts.slice(-1)
  return checkPictures(result.images, images, 'the answer')
}

function checkPartial(
  partial: PartialResult,
  expected: ExpectedRun,
  kept: readonly WholePicture[],
): readonly Comparison[] {
  assert.deepEqual([partial.thoughts, partial.text], [expected.thoughts, expected.text])
  return [
    ...checkPictures(partial.images, kept, 'what is kept of the answer'),
    ...checkPictures(partial.drafts, expected.drafts, 'drafts'),
  ]
}

/** Which picture it is, and that it is whole. */
function checkPictures(
  images: readonly GeneratedImage[],
  expected: readonly WholePicture[],
  what: string,
): readonly Comparison[] {
  const indexOf = ({ id }: GeneratedImage): number => Number(id.slice(id.lastIndexOf('-') + 1))
  assert.deepEqual(
    images.map((image) => [indexOf(image), image.byteLength]),
    expected.map(({ index, bytes }) => [index, bytes.length]),
    what,
  )
  return images.map((image, at) => [image, expected[at]?.bytes ?? Buffer.alloc(0)])
}

/** @throws AssertionError unless every picture holds the bytes that came for it. */
export async function compareBytes(comparisons: readonly Comparison[]): Promise<void> {
  for (const [image, bytes] of comparisons)
    assert.ok(bytes.equals(await image.bytes()), `picture ${image.id} holds other bytes than came for it`)
}

/** What a step of a transport ends its run with; null when it does not. */
export function endOf(step: Step): ExpectedEnd | null {
  if (step === 'end') return { code: 'truncated' }
  if ('throws' in step) return { code: isImageStreamError(step.throws) ? step.throws.code : 'protocol' }
  const { emit } = step
  if (emit.type === 'error') return { code: emit.error.code }
  return emit.type === 'done' || emit.type === 'stopped' ? emit.type : null
}
