import { createError, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import type { Usage } from '../usage.ts'
import type { AnswerKeeper } from './answer-keeper.ts'
import type { Chunk, Part, UsageMetadata } from './chunk.ts'
import { isRefusal, outcomeError, type Ending } from './outcome.ts'
import type { Lifted } from './payloads.ts'
import { createPictureReader, type PictureReader } from './picture.ts'

/** Turns the chunks of one run, and the pictures lifted out of them, into events, and at the end decides how it ended. */
export interface ChunkReader {
  /** A picture's bytes become events as they come, before the chunk that they belong to is whole. */
  readPayload(payload: Exclude<Lifted, { type: 'text' }>): readonly ImageStreamEvent[]
  readChunk(chunk: Chunk): readonly ImageStreamEvent[]
  /** True while the answer could end here: a finish reason was seen, and every picture that began is whole. */
  isComplete(): boolean
  /** Only the end of the stream settles a run: usage, and more, can follow the finish reason. `isCut`: an event broke off. */
  end(ending: { readonly isCut: boolean }): readonly ImageStreamEvent[]
}

/** A picture whose chunk has not come yet: only that says whether it is a draft. */
interface LiftedPicture {
  readonly index: number
  readonly reader: PictureReader
  /** Pictures never overlap: those behind the first of a chunk wait for their part. */
  readonly held: ImageStreamEvent[]
  isWhole: boolean
}

/** Bytes of all pictures of one answer at most: ten at 1K, and room. */
export const maxAnswerBytes: number = 128 * 1024 * 1024

/** Thoughts of one answer at most, and text of one answer at most, in UTF-16 units: several times the models' output limits. */
export const maxTextLength: number = 256 * 1024

export interface ChunkReaderOptions extends Pick<Ending, 'hasReferences'> {
  /** Keeps the answer for a later edit; without one nobody asks for it. */
  readonly keeper: AnswerKeeper | null
}

export function createChunkReader({ hasReferences, keeper }: ChunkReaderOptions): ChunkReader {
  /** In the order of their bytes. */
  const lifted = new Map<string, LiftedPicture>()
  let pictureCount = 0
  let emptyPictures = 0
  /** Of the pictures that are whole. */
  let answerBytes = 0
  const textLength = { thought: 0, text: 0 }
  let usage: Usage | null = null
  let ending: Omit<Ending, 'isCut' | 'isBilled'> = {
    hasReferences,
    pictures: 0,
    drafts: 0,
    finishReason: undefined,
    finishMessage: undefined,
    blockReason: undefined,
    blockReasonMessage: undefined,
  }

  function begin(id: string): void {
    const index = pictureCount++
    lifted.set(id, { index, reader: createPictureReader(index), held: [], isWhole: false })
  }

  function pass(picture: LiftedPicture, events: readonly ImageStreamEvent[]): readonly ImageStreamEvent[] {
    if (lifted.values().next().value === picture) return events
    picture.held.push(...events)
    return []
  }

  function receive(picture: LiftedPicture, characters: Uint8Array): readonly ImageStreamEvent[] {
    const events = picture.reader.push(characters)
    if (events.length === 0) return events
    if (answerBytes + picture.reader.byteLength > maxAnswerBytes) throw tooManyBytes()
    return pass(picture, events)
  }

  function readPart(part: Part): readonly ImageStreamEvent[] {
    const before = ending.pictures
    const events = part.inlineData ? endPicture(part.inlineData.data, part.thought) : readText(part)
    keeper?.add(part, ending.pictures > before ? before : null)
    return events
  }

  function readText(part: Part): readonly ImageStreamEvent[] {
    if (!part.text) return []
    const type = part.thought ? 'thought' : 'text'
    textLength[type] += part.text.length
    if (textLength[type] > maxTextLength) throw tooMuchText(type)
    return [{ type, text: part.text }]
  }

  function endPicture(id: string, draft: boolean): readonly ImageStreamEvent[] {
    const picture = lifted.get(id)
    if (!picture?.isWhole) return []
    lifted.delete(id)
    ending = draft ? { ...ending, drafts: ending.drafts + 1 } : { ...ending, pictures: ending.pictures + 1 }
    const { index, held, reader } = picture
    return [...held, { type: 'image-end', index, byteLength: reader.byteLength, draft }]
  }

  function readFinish(chunk: Chunk): readonly ImageStreamEvent[] {
    ending = {
      ...ending,
      blockReason: ending.blockReason ?? realReason(chunk.blockReason),
      blockReasonMessage: ending.blockReasonMessage ?? chunk.blockReasonMessage,
    }
    const message = chunk.finishMessage
    // A default value with a sentence beside it is a failure that the model itself could not name.
    const reason = realReason(chunk.finishReason) ?? (message && chunk.finishReason)
    if (!reason || isRefusal(ending.finishReason)) return []
    ending = { ...ending, finishReason: reason, finishMessage: message ?? ending.finishMessage }
    return [{ type: 'finish', reason, ...(message && { message }) }]
  }

  function readUsage(metadata: UsageMetadata | undefined): readonly ImageStreamEvent[] {
    const next = metadata && merged(usage, metadata)
    // `{ trafficType }` alone, or counts that have not changed, are no news; the last ones win.
    if (!next || (Object.keys(next) as (keyof Usage)[]).every((count) => next[count] === usage?.[count]))
      return []
    usage = next
    return [{ type: 'usage', usage }]
  }

  return {
    readPayload(payload) {
      keeper?.readPayload(payload)
      if (payload.type === 'payload-start') {
        if (payload.field === 'image') begin(payload.id)
        return []
      }
      const picture = lifted.get(payload.id)
      if (!picture) return []
      if (payload.type === 'payload-data') return receive(picture, payload.bytes)
      picture.isWhole = true
      answerBytes += picture.reader.byteLength
      if (picture.reader.byteLength > 0) return pass(picture, picture.reader.end())
      // Nothing to show: whether that matters is known when the answer is complete.
      lifted.delete(payload.id)
      emptyPictures += 1
      return []
    },
    readChunk: (chunk) => [...chunk.parts.flatMap(readPart), ...readFinish(chunk), ...readUsage(chunk.usage)],
    isComplete: () =>
      ending.finishReason !== undefined && lifted.size === 0 && ending.pictures + ending.drafts > 0,
    end({ isCut }) {
      const isBilled = (usage?.outputTokens ?? 0) > 0
      const error = outcomeError({ ...ending, isCut: isCut || lifted.size > 0, isBilled })
      if (error?.code === 'no-image' && emptyPictures > 0) return [{ type: 'error', error: emptyPicture() }]
      if (error) return [{ type: 'error', error }]
      const parts = keeper?.end()
      return [
        ...(usage ? [] : [usageUnknown]),
        ...(parts ? [{ type: 'answer', parts } as const] : []),
        { type: 'done' },
      ]
    },
  }
}

const usageUnknown: ImageStreamEvent = {
  type: 'warning',
  warning: {
    code: 'usage-unknown',
    message: 'The stream ended before the token counts came, so the cost of this run is not known.',
  },
}

/** Both enums have default values, which say nothing. */
function realReason(reason: string | undefined): string | undefined {
  return reason === undefined || reason === '' || reason.endsWith('_UNSPECIFIED') ? undefined : reason
}

/** New counts over old ones: a chunk that leaves one out does not take it back. */
function merged(before: Usage | null, metadata: UsageMetadata): Usage | null {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, totalTokenCount } = metadata
  if (promptTokenCount === undefined && totalTokenCount === undefined) return null
  const imageTokens = metadata.candidatesTokensDetails?.find(
    ({ modality }) => modality === 'IMAGE',
  )?.tokenCount
  return {
    promptTokens: promptTokenCount ?? before?.promptTokens ?? null,
    thoughtTokens: thoughtsTokenCount ?? before?.thoughtTokens ?? null,
    outputTokens: candidatesTokenCount ?? before?.outputTokens ?? null,
    imageTokens: imageTokens ?? before?.imageTokens ?? null,
    totalTokens: totalTokenCount ?? before?.totalTokens ?? null,
  }
}

function emptyPicture(): ImageStreamError {
  return createError('bad-image', {
    message: 'The picture of the answer has 0 bytes. Drawing again starts a new run.',
  })
}

function tooManyBytes(): ImageStreamError {
  return tooLarge(
    `The pictures of the answer have more than ${maxAnswerBytes} bytes, so the rest was not read.`,
  )
}

function tooMuchText(type: 'thought' | 'text'): ImageStreamError {
  const what = type === 'thought' ? 'thoughts' : 'text'
  return tooLarge(`More than ${maxTextLength} characters of ${what} came, so the rest was not read.`)
}

function tooLarge(message: string): ImageStreamError {
  return createError('too-large', { phase: 'streaming', billed: 'maybe', advice: 'retry', message })
}
