import { fromBase64 } from '../base64.ts'
import { createError, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent, TerminalEvent } from '../events.ts'
import { readImageHeader } from '../image-header.ts'
import type { Usage } from '../usage.ts'
import type { Chunk, Part, UsageMetadata } from './chunk.ts'
import { outcomeError } from './outcome.ts'

/** Turns the chunks of one run into events, and at the end decides how it ended. */
export interface ChunkReader {
  /** @throws ImageStreamError `bad-image` for a picture that is damaged or of no known kind. */
  read(chunk: Chunk): ImageStreamEvent[]
  /** Only the end of the stream settles a run: usage, and more, can follow the finish reason. */
  end(): ImageStreamEvent[]
}

/** Bytes of one `image-data` event. */
const pieceBytes = 64 * 1024

export function createChunkReader(): ChunkReader {
  let pictures = 0
  let usage: Usage | null = null
  let finishReason: string | undefined
  let finishMessage: string | undefined
  let blockReason: string | undefined
  let blockReasonMessage: string | undefined

  function readPart(part: Part): ImageStreamEvent[] {
    if (part.inlineData) return readPicture(part.inlineData.data, pictures++, part.thought)
    if (!part.text) return []
    return [{ type: part.thought ? 'thought' : 'text', text: part.text }]
  }

  function readFinish(chunk: Chunk): ImageStreamEvent[] {
    blockReason ??= realReason(chunk.blockReason)
    blockReasonMessage ??= chunk.blockReasonMessage
    const reason = realReason(chunk.finishReason)
    if (!reason) return []
    finishReason = reason
    finishMessage = chunk.finishMessage ?? finishMessage
    return [{ type: 'finish', reason, ...(finishMessage && { message: finishMessage }) }]
  }

  function readUsage(metadata: UsageMetadata | undefined): ImageStreamEvent[] {
    const next = metadata && toUsage(metadata)
    // `{ trafficType }` alone, or a count that has not changed, is no news; the last one with counts wins.
    if (!next || JSON.stringify(next) === JSON.stringify(usage)) return []
    usage = next
    return [{ type: 'usage', usage }]
  }

  return {
    read: (chunk) => [...chunk.parts.flatMap(readPart), ...readFinish(chunk), ...readUsage(chunk.usage)],
    end() {
      const error = outcomeError({
        hasPicture: pictures > 0,
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

function readPicture(base64: string, index: number, draft: boolean): ImageStreamEvent[] {
  const bytes = fromBase64(base64)
  if (!bytes) throw badImage(index, `its ${base64.length} characters are not base64`)
  const header = readImageHeader(bytes)
  if (!header) throw badImage(index, `its ${bytes.length} bytes are not a PNG, JPEG or WebP picture`)
  if (!header.size) throw badImage(index, `its ${bytes.length} bytes hold no size`)
  const { mediaType, size } = header
  const pieces: ImageStreamEvent[] = []
  for (let offset = 0; offset < bytes.length; offset += pieceBytes)
    pieces.push({ type: 'image-data', index, bytes: bytes.subarray(offset, offset + pieceBytes) })
  return [
    { type: 'image-start', index, mediaType, ...size },
    ...pieces,
    { type: 'image-end', index, byteLength: bytes.length, draft },
  ]
}

function badImage(index: number, what: string): ImageStreamError {
  return createError('bad-image', {
    message: `Picture ${index + 1} of the answer cannot be shown: ${what}. Drawing again starts a new run.`,
  })
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
