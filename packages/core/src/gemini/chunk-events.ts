import { createError } from '../errors.ts'
import type { ImageStreamEvent, TerminalEvent } from '../events.ts'
import type { Usage } from '../usage.ts'
import type { Chunk, Part, UsageMetadata } from './chunk.ts'
import { outcomeError } from './outcome.ts'
import type { Lifted } from './payloads.ts'
import { createPictureReader, type PictureReader } from './picture.ts'

/** Turns the chunks of one run, and the pictures lifted out of them, into events, and at the end decides how it ended. */
export interface ChunkReader {
  /** A picture's bytes become events as they come, before the chunk that they belong to is whole. */
  readPayload(payload: Exclude<Lifted, { type: 'text' }>): readonly ImageStreamEvent[]
  readChunk(chunk: Chunk): readonly ImageStreamEvent[]
  /** Only the end of the stream settles a run: usage, and more, can follow the finish reason. */
  end(): readonly ImageStreamEvent[]
}

/** A picture whose chunk has not come yet: only that says whether it is a draft. */
interface LiftedPicture {
  readonly index: number
  readonly reader: PictureReader
  /** Pictures never overlap: those behind the first of a chunk wait for their part. */
  readonly held: ImageStreamEvent[]
  isWhole: boolean
}

export function createChunkReader(): ChunkReader {
  const pictures = new Map<string, LiftedPicture>()
  let pictureCount = 0
  let usage: Usage | null = null
  let finishReason: string | undefined
  let finishMessage: string | undefined
  let blockReason: string | undefined
  let blockReasonMessage: string | undefined

  function begin(id: string): LiftedPicture {
    const index = pictureCount++
    const picture = { index, reader: createPictureReader(index), held: [], isWhole: false }
    pictures.set(id, picture)
    return picture
  }

  function isFirst(picture: LiftedPicture): boolean {
    return pictures.values().next().value === picture
  }

  function pass(picture: LiftedPicture, events: readonly ImageStreamEvent[]): readonly ImageStreamEvent[] {
    if (isFirst(picture)) return events
    picture.held.push(...events)
    return []
  }

  function readPart(part: Part): readonly ImageStreamEvent[] {
    if (part.inlineData) return endPicture(part.inlineData.data, part.thought)
    if (!part.text) return []
    return [{ type: part.thought ? 'thought' : 'text', text: part.text }]
  }

  function endPicture(id: string, draft: boolean): readonly ImageStreamEvent[] {
    const picture = pictures.get(id)
    if (!picture?.isWhole)
      throw createError('protocol', { message: 'A picture of the answer stands where none is expected.' })
    pictures.delete(id)
    const { index, held, reader } = picture
    return [...held, { type: 'image-end', index, byteLength: reader.byteLength, draft }]
  }

  function readFinish(chunk: Chunk): readonly ImageStreamEvent[] {
    blockReason ??= realReason(chunk.blockReason)
    blockReasonMessage ??= chunk.blockReasonMessage
    const reason = realReason(chunk.finishReason)
    if (!reason) return []
    finishReason = reason
    finishMessage = chunk.finishMessage ?? finishMessage
    return [{ type: 'finish', reason, ...(finishMessage && { message: finishMessage }) }]
  }

  function readUsage(metadata: UsageMetadata | undefined): readonly ImageStreamEvent[] {
    const next = metadata && toUsage(metadata)
    // `{ trafficType }` alone, or counts that have not changed, are no news; the last ones win.
    if (!next || JSON.stringify(next) === JSON.stringify(usage)) return []
    usage = next
    return [{ type: 'usage', usage }]
  }

  return {
    readPayload(payload) {
      if (payload.type === 'payload-start') {
        if (payload.field === 'image') begin(payload.id)
        return []
      }
      const picture = pictures.get(payload.id)
      if (!picture) return []
      if (payload.type === 'payload-data') return pass(picture, picture.reader.push(payload.characters))
      picture.isWhole = true
      return pass(picture, picture.reader.end())
    },
    readChunk: (chunk) => [...chunk.parts.flatMap(readPart), ...readFinish(chunk), ...readUsage(chunk.usage)],
    end() {
      const error = outcomeError({
        isCut: pictures.size > 0,
        hasPicture: pictureCount > 0,
        isBilled: (usage?.outputTokens ?? 0) > 0,
        finishReason,
        finishMessage,
        blockReason,
        blockReasonMessage,
      })
      const terminal: TerminalEvent = error ? { type: 'error', error } : { type: 'done' }
      return usage || error ? [terminal] : [usageUnknown, terminal]
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

function toUsage(metadata: UsageMetadata): Usage | null {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, totalTokenCount } = metadata
  if (promptTokenCount === undefined && totalTokenCount === undefined) return null
  const imageTokens = metadata.candidatesTokensDetails?.find(({ modality }) => modality === 'IMAGE')
  return {
    promptTokens: promptTokenCount ?? null,
    thoughtTokens: thoughtsTokenCount ?? null,
    outputTokens: candidatesTokenCount ?? null,
    imageTokens: imageTokens?.tokenCount ?? null,
    totalTokens: totalTokenCount ?? null,
  }
}
