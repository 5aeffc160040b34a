import { isBlock, type Answer, type AnswerPart } from './answer.ts'
import { pictureParts } from './picture-part.ts'
import type { Settings } from './settings.ts'
import { signatureSegment } from './signature.ts'
import { noUsage, usageOf, WHOLE, type Progress } from './usage.ts'
import type { WireObject, WireValue } from './wire-json.ts'

export type ChunkKind =
  | 'thought'
  | 'draft'
  | 'blank'
  | 'text'
  | 'picture'
  | 'grounding'
  | 'finish'
  | 'usage'
  | 'block'

/** One `GenerateContentResponse` of the stream. */
export interface Chunk {
  readonly kind: ChunkKind
  /** Carries the finish reason. */
  readonly finishes: boolean
  readonly body: WireObject
}

/** What every chunk of one answer says of itself. */
export interface Identity {
  readonly model: string
  readonly responseId: string
  /** RFC 3339, with microseconds. */
  readonly createTime: string
}

/** A chunk before it has its envelope. */
interface Sketch {
  readonly kind: ChunkKind
  readonly parts: readonly WireObject[]
  /** Overrules `parts`, for the odd forms of content; `undefined` leaves it out. */
  readonly content?: WireValue | undefined
  readonly finishes: boolean
}

/** Text signatures are short: recorded ones have a few hundred characters. */
const TEXT_SIGNATURE_LENGTH = 612

/** The answer in chunks, in the shapes and the order of the flavour. */
export function chunksOf(answer: Answer, settings: Settings, identity: Identity): readonly Chunk[] {
  const sketches = sketchesOf(answer, settings)
  return sketches.map((sketch, index) => ({
    kind: sketch.kind,
    finishes: sketch.finishes,
    body: {
      candidates: candidatesOf(sketch, answer, settings),
      promptFeedback: feedbackOf(sketches, index, answer, settings),
      usageMetadata: usageAt(sketches, index, answer, settings),
      modelVersion: identity.model,
      createTime: settings.flavour === 'google' ? undefined : identity.createTime,
      responseId: identity.responseId,
    },
  }))
}

function sketchesOf(answer: Answer, settings: Settings): readonly Sketch[] {
  if (answer.blockedAtOnce) return [{ kind: 'block', parts: [], finishes: false }]
  const thoughts = answer.thoughts.map((text) => ofParts('thought', [{ text, thought: true }]))
  if (settings.thoughts === 'endless') return thoughts
  const drafts = answer.drafts.map((part) => ofParts('draft', wireParts(part, settings)))
  const content = [...contentSketches(answer, settings), ...groundingSketches(answer)]
  const blank = settings.blankChunk === 'none' ? [] : [blankSketch(settings.blankChunk)]
  const inOrder =
    settings.order === 'picture-first'
      ? [...content, ...thoughts, ...drafts, ...blank]
      : [...thoughts, ...drafts, ...blank, ...content]
  const finished = answer.refused ? [...inOrder, refusal(answer, settings)] : close(inOrder, settings)
  const separate = settings.usage === 'separate' || settings.usage === 'twice'
  return separate ? [...finished, { kind: 'usage', parts: [], finishes: false }] : finished
}

/** What was searched comes in a chunk without parts. */
function groundingSketches({ searched }: Answer): readonly Sketch[] {
  return searched === null ? [] : [{ kind: 'grounding', parts: [], content: undefined, finishes: false }]
}

function contentSketches(answer: Answer, settings: Settings): readonly Sketch[] {
  const sketches = answer.parts.map((part) => ofParts(part.kind, wireParts(part, settings)))
  if (settings.grouping === 'separate' || sketches.length === 0) return sketches
  return [
    ofParts(
      'picture',
      sketches.flatMap(({ parts }) => parts),
    ),
  ]
}

function wireParts(part: AnswerPart, settings: Settings): readonly WireObject[] {
  if (part.kind === 'picture') return pictureParts(part, settings)
  const thoughtSignature = part.signed ? signatureSegment(part.text.length, TEXT_SIGNATURE_LENGTH) : undefined
  return [{ text: part.text, thoughtSignature }]
}

function ofParts(kind: ChunkKind, parts: readonly WireObject[]): Sketch {
  return { kind, parts, finishes: false }
}

function blankSketch(form: Exclude<Settings['blankChunk'], 'none'>): Sketch {
  const forms: Readonly<Record<typeof form, WireValue | undefined>> = {
    'role-only': { role: 'model' },
    'no-content': undefined,
    'empty-content': {},
    'null-parts': { role: 'model', parts: null },
    'empty-parts': { role: 'model', parts: [] },
  }
  return { kind: 'blank', parts: [], content: forms[form], finishes: false }
}

/** Refusals come with empty content from Google, with a role from Vertex; RECITATION has no content at all. */
function refusal(answer: Answer, settings: Settings): Sketch {
  const empty = settings.flavour === 'google' ? {} : { role: 'model' }
  const content = answer.finishReason.includes('RECITATION') ? undefined : empty
  return { kind: 'finish', parts: [], content, finishes: true }
}

function close(sketches: readonly Sketch[], settings: Settings): readonly Sketch[] {
  const finish = (index: number): readonly Sketch[] =>
    sketches.map((sketch, at) => (at === index ? { ...sketch, finishes: true } : sketch))
  const closer = (sketch: Partial<Sketch>): readonly Sketch[] => [
    ...sketches,
    { kind: 'finish', parts: [], finishes: true, ...sketch },
  ]
  const last = sketches.findLastIndex(isAnswer)
  switch (settings.closer) {
    case 'missing':
      return sketches
    case 'with-content':
      return last < 0 ? closer({ content: { role: 'model' } }) : finish(last)
    case 'early':
      return last < 0 ? closer({ content: { role: 'model' } }) : finish(sketches.findIndex(isAnswer))
    case 'role-only':
      return closer({ content: { role: 'model' } })
    case 'empty-text':
      return closer({ parts: [{ text: '' }] })
    case 'signature':
      return closer({
        parts: [{ text: '', thoughtSignature: signatureSegment(7, TEXT_SIGNATURE_LENGTH) }],
      })
    default:
      return settings.closer satisfies never
  }
}

function isAnswer({ kind }: Sketch): boolean {
  return kind === 'text' || kind === 'picture'
}

function candidatesOf(sketch: Sketch, answer: Answer, settings: Settings): readonly WireObject[] | undefined {
  if (sketch.kind === 'usage' || sketch.kind === 'block') return undefined
  const { finishes, parts } = sketch
  const content = 'content' in sketch ? sketch.content : contentOf(parts, settings)
  const message = answer.finishMessage ?? undefined
  return [
    {
      content,
      finishReason: finishes ? answer.finishReason : undefined,
      finishMessage: finishes ? message : undefined,
      safetyRatings: finishes && answer.finishReason === 'SAFETY' ? SAFETY_RATINGS : undefined,
      groundingMetadata: sketch.kind === 'grounding' ? groundingOf(answer.searched ?? '') : undefined,
      index: settings.flavour === 'google' ? 0 : undefined,
      citationMetadata: finishes && answer.finishReason === 'RECITATION' ? CITATION : undefined,
    },
  ]
}

function groundingOf(query: string): WireObject {
  return {
    groundingChunks: [{ web: { title: 'example.com', uri: 'https://example.com/found' } }],
    searchEntryPoint: { renderedContent: '<div class="container">Search</div>' },
    webSearchQueries: [query],
  }
}

const SAFETY_RATINGS: readonly WireObject[] = [
  { category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH' },
]

const CITATION: WireObject = {
  citationSources: [{ startIndex: 10, endIndex: 120, uri: 'https://example.com/original' }],
}

/** Google writes `parts` first, Vertex `role`. */
function contentOf(parts: readonly WireObject[], settings: Settings): WireObject {
  return settings.flavour === 'google' ? { parts, role: 'model' } : { role: 'model', parts }
}

/** A block comes alone, or late with the last chunk; a value that is no block with the first. */
function feedbackOf(
  sketches: readonly Sketch[],
  index: number,
  answer: Answer,
  settings: Settings,
): WireObject | undefined {
  const { blockReason } = answer
  if (blockReason === null) return undefined
  const place = isBlock(blockReason) ? sketches.length - 1 : 0
  if (index !== place) return undefined
  const vertex = settings.flavour === 'vertex'
  return {
    blockReason,
    blockReasonMessage: vertex ? settings.blockReasonMessage : undefined,
    safetyRatings: blockReason === 'SAFETY' ? SAFETY_RATINGS : undefined,
  }
}

function usageAt(
  sketches: readonly Sketch[],
  index: number,
  answer: Answer,
  settings: Settings,
): WireObject | undefined {
  const counted = usagePlaces(sketches, settings.usage)
  if (!counted.includes(index)) {
    return settings.usage === 'missing' ? undefined : noUsage(settings)
  }
  return usageOf(answer, progressAt(sketches, index), settings)
}

/** The chunks that carry counts. */
function usagePlaces(sketches: readonly Sketch[], usage: Settings['usage']): readonly number[] {
  const last = sketches.length - 1
  switch (usage) {
    case 'missing':
      return []
    case 'every':
    case 'shrinking':
      return sketches.map((_, index) => index)
    case 'middle':
      return [Math.min(last, Math.max(0, sketches.findIndex(isAnswer)))]
    case 'twice':
      return [last - 1, last]
    case 'last':
    case 'separate':
    case 'negative':
    case 'as-string':
      return [last]
    default:
      return usage satisfies never
  }
}

function progressAt(sketches: readonly Sketch[], index: number): Progress {
  if (index === sketches.length - 1) return WHOLE
  const share = (kind: ChunkKind): number => {
    const all = sketches.filter((sketch) => sketch.kind === kind).length
    const seen = sketches.slice(0, index + 1).filter((sketch) => sketch.kind === kind).length
    return all === 0 ? 0 : seen / all
  }
  const thinking = sketches.slice(index).some(({ kind }) => kind === 'thought')
  return { thoughts: thinking ? share('thought') : 1, text: share('text'), images: share('picture') }
}
