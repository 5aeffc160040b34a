import type { ChunkKind } from './chunks.ts'
import type { Encoding } from './content-encoding.ts'
import type { ErrorSwitch, Moment } from './fault-switches.ts'
import { brokenLine, epilogue, errorFrame, prologue, type BodyForm, type Frame } from './frames.ts'
import type { MalformedHttp } from './malformed-http.ts'
import { breakOff } from './script-edits.ts'
import { lengthOf, sliceSegments, textSegment, type Segment } from './segment.ts'
import type { Settings } from './settings.ts'
import type { WireObject } from './wire-json.ts'

/** One thing that an answer does. A script is a list of them, made without I/O or clock. */
export type Step =
  /** `until` ends it early. */
  | { readonly do: 'wait'; readonly ms: number; readonly until?: Promise<unknown> | undefined }
  | {
      readonly do: 'head'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly encoding?: Encoding | null
      readonly http?: MalformedHttp | null
      readonly ignoresAbort?: boolean
    }
  /** The bytes, spread evenly over `overMs`, in network pieces of `pieceBytes` or of a usual size. */
  | {
      readonly do: 'send'
      readonly segments: readonly Segment[]
      readonly overMs: number
      readonly pieceBytes?: number
    }
  /** The body ends here, whether or not it is whole. */
  | { readonly do: 'cut' }
  /** The connection breaks. */
  | { readonly do: 'reset' }

export type Script = readonly Step[]

export interface StreamPlan {
  readonly frames: readonly Frame[]
  readonly form: BodyForm
  readonly headers: Readonly<Record<string, string>>
  readonly settings: Settings
  /** The envelope of `settings.error`, when it comes inside the stream. */
  readonly errorEnvelope: WireObject | null
}

/** A whole answer: silence, headers, frames at their pace, and whatever is asked to go wrong. */
export function streamScript(plan: StreamPlan): Script {
  const { frames, form, headers, settings } = plan
  const steps: Step[] = [
    { do: 'wait', ms: firstByteMs(plan) },
    ...faultsAt(plan, 'headers'),
    { do: 'head', status: 200, headers },
    send(prologue(form, settings)),
  ]
  // A line that is never ended is all that comes.
  if (settings.flood?.of === 'open-line') return [...steps, breakOff('clean')]
  frames.forEach((frame, index) => {
    const inside = faultsAt(plan, index, true)
    const wait: Step = { do: 'wait', ms: waitBefore(frames, index, settings) }
    steps.push(...faultsAt(plan, index), wait, ...frameSteps(frame, settings, inside))
  })
  steps.push(...faultsAt(plan, frames.length), send(epilogue(form, settings)))
  return steps
}

/** An answer that is one piece: an error, a canned response, a list of models. */
export function replyScript(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: readonly Segment[],
  waitMs = 0,
): Script {
  return [{ do: 'wait', ms: waitMs }, { do: 'head', status, headers }, send(body)]
}

export function textBody(text: string): readonly Segment[] {
  return text === '' ? [] : [textSegment(text)]
}

function send(segments: readonly Segment[], overMs = 0): Step {
  return { do: 'send', segments, overMs }
}

function frameSteps(frame: Frame, settings: Settings, inside: readonly Step[]): readonly Step[] {
  const large = frame.kind === 'picture' || frame.kind === 'draft'
  const overMs = !large ? 0 : frame.kind === 'draft' ? settings.pace.pictureMs / 4 : settings.pace.pictureMs
  if (inside.length === 0) return [send(frame.segments, overMs)]
  const length = lengthOf(frame.segments)
  const middle = middleOfPayload(frame.segments)
  return [
    send(sliceSegments(frame.segments, 0, middle), overMs / 2),
    ...inside,
    send(sliceSegments(frame.segments, middle, length), overMs / 2),
  ]
}

/** No JSON around a payload is as long. */
const minPayloadBytes = 256

/** The middle of the picture itself: that of its event may lie in the signature behind it, where the picture is whole. */
function middleOfPayload(segments: readonly Segment[]): number {
  const payload = segments.findIndex((segment) => segment.length >= minPayloadBytes)
  if (payload < 0) return Math.floor(lengthOf(segments) / 2)
  const before = lengthOf(segments.slice(0, payload))
  return before + Math.floor((segments[payload]?.length ?? 0) / 2)
}

/** Where there are no thoughts to show, the thinking time is silence. */
function firstByteMs({ frames, settings }: StreamPlan): number {
  const { firstByteMs: first, thinkingMs } = settings.pace
  return frames[0]?.kind === 'picture' || frames[0]?.kind === 'text' ? first + thinkingMs : first
}

const ENDLESS_GAP_MS = 1_000

function waitBefore(frames: readonly Frame[], index: number, settings: Settings): number {
  if (index === 0) return 0
  const { pace, thoughts } = settings
  if (thoughts === 'endless') return ENDLESS_GAP_MS
  // A gap follows each thought, so the last one also stands for a while.
  const thinking = frames.filter(({ kind }) => kind === 'thought' || kind === 'draft').length
  const before = frames[index - 1]?.kind
  if (before === 'thought' || before === 'draft') return pace.thinkingMs / thinking
  const waits: Readonly<Partial<Record<ChunkKind, number>>> = {
    text: pace.textMs,
    finish: pace.finishMs,
    usage: pace.finishMs,
  }
  return waits[frames[index]?.kind ?? 'blank'] ?? 0
}

/** Silence, then an error, then a cut, when they are asked for at this place. */
function faultsAt(plan: StreamPlan, place: number | 'headers', inside = false): readonly Step[] {
  const { settings, frames, form, errorEnvelope } = plan
  const { silence, error, cut } = settings
  const here = (moment: Moment | undefined, canSplit: boolean): boolean => {
    if (moment === undefined) return false
    const found = placeOf(moment, frames)
    if (place === 'headers' || found === 'headers') return place === found
    return found.index === place && (found.inside && canSplit) === inside
  }
  const steps: Step[] = []
  if (silence !== undefined && here(silence.at, true)) {
    steps.push({ do: 'wait', ms: silence.ms ?? Infinity, until: silence.until })
  }
  if (error?.at !== undefined && error.at !== 'response' && errorEnvelope !== null) {
    const breaksEvent = error.at === 'mid-picture'
    if (here(breaksEvent ? 'picture' : error.at, breaksEvent)) {
      steps.push(...errorSteps(error, errorEnvelope, form, settings))
    }
  }
  if (cut?.at !== undefined && here(cut.at, true)) steps.push(breakOff(cut.how))
  return steps
}

/** Milliseconds between the pieces of an error: enough for a network to keep them apart. */
const ERROR_GAP_MS = 5

/** An error in the stream, which nothing follows. */
function errorSteps(
  { at, as = 'framed', pieces = 1 }: ErrorSwitch,
  envelope: WireObject,
  form: BodyForm,
  settings: Settings,
): readonly Step[] {
  const segments = errorFrame(envelope, as, form, settings)
  const pieceBytes = Math.ceil(lengthOf(segments) / pieces)
  return [
    ...(at === 'mid-picture' ? [send(brokenLine(as, settings))] : []),
    pieces === 1 ? send(segments) : { do: 'send', segments, overMs: pieces * ERROR_GAP_MS, pieceBytes },
    { do: 'cut' },
  ]
}

interface Place {
  /** Before the frame with this index, or in the middle of its bytes. */
  readonly index: number
  readonly inside: boolean
}

function placeOf(moment: Moment, frames: readonly Frame[]): Place | 'headers' {
  const before = (index: number): Place => ({ index, inside: false })
  const pictures = frames.flatMap(({ kind }, index) => (kind === 'picture' ? [index] : []))
  switch (moment) {
    case 'headers':
      return 'headers'
    case 'start':
      return before(0)
    case 'thinking': {
      const thoughts = frames.flatMap(({ kind }, index) => (kind === 'thought' ? [index] : []))
      return before(thoughts[Math.ceil(thoughts.length / 2)] ?? (thoughts.at(-1) ?? -1) + 1)
    }
    case 'picture':
      return { index: pictures[0] ?? Math.max(0, frames.length - 1), inside: true }
    case 'after-picture':
      return before((pictures.at(-1) ?? frames.findIndex(({ finishes }) => finishes) - 1) + 1)
    case 'after-finish':
      return before(frames.findLastIndex(({ finishes }) => finishes) + 1)
    default:
      return before(Math.min(moment, frames.length))
  }
}
