import type { ErrorCode } from '@image-stream/core'
import type { EncodedAnswer, WireChunk, WirePart } from './wire-answer.ts'

/** What an answer comes to, by the rules of the wire alone. */
export interface ExpectedAnswer {
  /** Null is a success. */
  readonly code: ErrorCode | null
  readonly thoughts: string
  readonly text: string
  readonly images: readonly Uint8Array[]
  readonly drafts: readonly Uint8Array[]
  /** Tokens of the answer, as they were counted last. */
  readonly usage: number | null
  /** What an edit would send back; null when the API would not take it. */
  readonly parts: readonly WirePart[] | null
}

const refusals: ReadonlySet<string> = new Set(['IMAGE_SAFETY', 'SAFETY'])
const codes: Readonly<Record<number, ErrorCode>> = { 429: 'quota', 500: 'upstream', 503: 'overloaded' }

/** `isCut`: something had begun that is not among these chunks. */
export function expectedAnswer(chunks: readonly WireChunk[], isCut = false): ExpectedAnswer {
  const failed = chunks.findIndex(({ error }) => error !== undefined)
  const read = failed < 0 ? chunks : chunks.slice(0, failed)
  const parts = read.flatMap((chunk) => chunk.parts)
  const pictures = parts.filter((part) => part.kind === 'picture')
  const answers = pictures.filter(({ draft }) => !draft).map(({ bytes }) => bytes)
  const drafts = pictures.filter(({ draft }) => draft).map(({ bytes }) => bytes)
  const said = (thought: boolean): string =>
    parts.map((part) => (part.kind === 'text' && part.thought === thought ? part.text : '')).join('')
  const code =
    failed < 0
      ? codeOf(read, answers.length, drafts.length, isCut)
      : (codes[chunks[failed]?.error ?? 0] ?? 'upstream')
  const isPromoted = code === null && answers.length === 0
  return {
    code,
    thoughts: said(true),
    text: said(false),
    images: isPromoted ? drafts.slice(-1) : answers,
    drafts: isPromoted ? drafts.slice(0, -1) : drafts,
    usage: read.findLast(({ usage }) => usage !== undefined)?.usage ?? null,
    parts: acceptedParts(parts),
  }
}

function codeOf(
  chunks: readonly WireChunk[],
  answers: number,
  drafts: number,
  isCut: boolean,
): ErrorCode | null {
  if (chunks.some(({ blockReason }) => blockReason !== undefined && isReal(blockReason))) return 'blocked'
  const reasons = chunks.flatMap(({ finishReason }) =>
    finishReason !== undefined && isReal(finishReason) ? [finishReason] : [],
  )
  // Refused is refused, whatever comes after it.
  if (reasons.some((reason) => refusals.has(reason))) return 'blocked'
  if (reasons.length === 0 || isCut) return 'truncated'
  return answers > 0 || (drafts > 0 && reasons.at(-1) === 'STOP') ? null : 'no-image'
}

function isReal(reason: string): boolean {
  return reason !== '' && !reason.endsWith('_UNSPECIFIED')
}

/** In order, each signature on its own part; thoughts and drafts are left out. */
function acceptedParts(all: readonly WirePart[]): readonly WirePart[] | null {
  const parts = all.filter((part) =>
    part.kind === 'picture'
      ? !part.draft
      : !part.thought && (part.text !== '' || part.signature !== undefined),
  )
  const hasPicture = parts.some(({ kind }) => kind === 'picture')
  const isSigned = parts.every(
    ({ kind, signature }, at) => signature !== undefined || (kind === 'text' && at > 0),
  )
  return hasPicture && isSigned ? parts : null
}

/** What may come of an answer that is cut after so many bytes: one of these, and nothing else. */
export function expectedOfCut(
  { places, bytes, isOneJson }: EncodedAnswer,
  length: number,
): readonly ExpectedAnswer[] {
  if (length >= bytes.length) return [expectedAnswer(places.map(({ chunk }) => chunk))]
  if (isOneJson) return [expectedAnswer([], true)]
  const whole = places.filter(({ end }) => end <= length).map(({ chunk }) => chunk)
  const broken = places.find(({ start, end }) => start < length && length < end)
  const asItIs = expectedAnswer(whole)
  // Nothing of the API's has come: that is no answer of its, or one that was cut at its start.
  if (!broken && whole.length === 0) return [asItIs, { ...asItIs, code: 'protocol' }]
  if (!broken) return [asItIs]
  const asCut = expectedAnswer(whole, true)
  // A picture that had begun is never left out; of other events the first bytes do not say what they would have been.
  return length > broken.payload ? [asCut] : [asCut, asItIs]
}
