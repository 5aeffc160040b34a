import { createBreaks } from '../breaks.ts'
import { createError, isImageStreamError, type ErrorCode, type ImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import { readBytes } from '../response-bytes.ts'
import { withoutSecret } from '../secret.ts'
import type { StallWatch } from '../stall-watch.ts'
import { toChunk, type Chunk } from './chunk.ts'
import { createChunkReader, type ChunkReaderOptions } from './chunk-events.ts'
import { parseJson, toGeminiError } from './error-body.ts'
import { createFrameSplitter, type Frame } from './frames.ts'
import { createPayloadLifter, type Lifted } from './payloads.ts'

/** Bytes of one answer at most, signatures and all else included: ten pictures at 1K in base64, and room. */
export const maxStreamBytes: number = 256 * 1024 * 1024

/**
 * How long a stream may stay open behind a finish reason and whole pictures before it is taken as ended. Usage comes
 * with them or at once. In milliseconds.
 */
const afterFinishMs = 5_000

/**
 * How much of a read, which may hold all of an answer, is looked at in one go. It begins small, as code that has not run
 * before is slow, and so it stays on a slow processor.
 */
const minSliceBytes = 2 * 1024
const maxSliceBytes = 64 * 1024

/** The pipe: bytes → payloads → frames → chunks → events. Nothing is read before what was read has been taken. */
export async function* readAnswer(
  response: Response,
  watch: StallWatch,
  { secret, ...options }: { readonly secret: string } & ChunkReaderOptions,
): AsyncGenerator<ImageStreamEvent, void, undefined> {
  const lifter = createPayloadLifter()
  const frames = createFrameSplitter()
  const chunks = createChunkReader(options)
  const values = createValueReader(secret)
  const breaks = createBreaks()

  function read(item: Lifted): Iterable<ImageStreamEvent> {
    return item.type === 'text' ? readFrames(frames.push(item.text)) : chunks.readPayload(item)
  }
  function* readFrames(list: readonly Frame[]): Generator<ImageStreamEvent> {
    for (const frame of list) for (const chunk of values.read(frame)) yield* chunks.readChunk(chunk)
  }

  let broken: ImageStreamError | null = null
  let length = 0
  let sliceBytes = minSliceBytes
  try {
    for await (const bytes of readBytes(response, watch)) {
      length += bytes.length
      if (length > maxStreamBytes) throw endless()
      breaks.begin()
      for (let start = 0; start < bytes.length;) {
        const slice = bytes.subarray(start, start + sliceBytes)
        start += slice.length
        // Loops, as most reads of a picture come to nothing: delegating would cost more than all else that is done for them.
        for (const item of lifter.push(slice)) {
          if (breaks.isDue()) await breaks.take()
          for (const event of read(item)) {
            yield event
            if (breaks.isDue()) await breaks.take()
          }
        }
        const isSlow = breaks.isDue()
        sliceBytes = isSlow
          ? Math.max(sliceBytes / 2, minSliceBytes)
          : Math.min(sliceBytes * 2, maxSliceBytes)
        if (isSlow) await breaks.take()
      }
      breaks.end()
      watch.limitIdle(chunks.isComplete() ? afterFinishMs : Infinity)
    }
  } catch (error) {
    if (!isImageStreamError(error) || !connectionErrors.has(error.code)) throw error
    broken = error
  }
  if (length === 0 && !broken) throw notAnAnswer('')
  for (const item of lifter.end()) yield* read(item)
  yield* readFrames(frames.end())
  const ending = chunks.end({ isCut: values.isCut() })
  // What was whole before the connection broke stays whole: only its tail was lost.
  const isWhole = !ending.some((event) => event.type === 'error' && event.error.code === 'truncated')
  if (broken && !isWhole) throw broken
  values.explain(isWhole)
  yield* ending
}

/** What ends the reading and says nothing about what had been read. */
const connectionErrors: ReadonlySet<ErrorCode> = new Set(['network', 'stalled', 'timeout'])

function endless(): ImageStreamError {
  return createError('too-large', {
    phase: 'streaming',
    billed: 'maybe',
    advice: 'retry',
    message: `The answer has more than ${maxStreamBytes} bytes, so the rest was not read.`,
  })
}

/** What a gateway sends after the last chunk, in OpenAI's manner. */
const endOfGateway = '[DONE]'

/** How much of an unreadable answer is shown. */
const excerptLength = 80

/** Turns frames into chunks, and passes over what proxies add: comments, `[DONE]`, pings. */
interface ValueReader {
  /** @throws ImageStreamError what the API itself says is wrong; `protocol` for an event that is broken. */
  read(frame: Frame): Generator<Chunk>
  /** The last event broke off, and not all of it was usage. */
  isCut(): boolean
  /** @throws ImageStreamError `protocol` when an event was broken, or nothing of the answer was Gemini's, such as a sign-in page. */
  explain(isWhole: boolean): void
}

function createValueReader(secret: string): ValueReader {
  let hasChunk = false
  let noise = ''
  let isCut = false
  /** Where an event breaks off, the API may say why in the next one. */
  let broken: ImageStreamError | null = null

  return {
    *read(frame) {
      // Whatever is shown or logged later comes from here, and an API may repeat what it was sent.
      const text = withoutSecret(frame.text, secret).trim()
      if (text === endOfGateway) return
      const value = parseJson(text)
      if (value === undefined && looksLikeJson(text)) {
        if (frame.isTail) isCut ||= isMoreThanUsage(text)
        else broken ??= notAnAnswer(text)
      }
      for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
        const error = toGeminiError(each, { phase: 'streaming', now: Date.now() })
        if (error) throw error
        if (broken && value !== undefined) throw broken
        const chunk = toChunk(each)
        if (chunk) yield chunk
        hasChunk ||= chunk !== null
      }
      if (value === undefined) noise ||= text
    },
    isCut: () => isCut,
    explain(isWhole) {
      if (broken) throw broken
      if (!isWhole && !hasChunk && noise !== '' && !looksLikeJson(noise)) throw notAnAnswer(noise)
    },
  }
}

function looksLikeJson(text: string): boolean {
  return /^[{[]/.test(text)
}

/** What may be cut off without a loss: the chunk that brings nothing but usage, after everything else. */
const usageStart = '{"usageMetadata"'

/** False while what is there of a broken event could be the beginning of one with usage alone, or of a gateway's end. */
function isMoreThanUsage(text: string): boolean {
  if (endOfGateway.startsWith(text)) return false
  const start = text.replaceAll(/\s/g, '').slice(0, usageStart.length)
  return !usageStart.startsWith(start) || text.includes('"candidates"')
}

function notAnAnswer(text: string): ImageStreamError {
  return createError('protocol', {
    message: `What came is ${text === '' ? 'empty' : "not an answer of Gemini's"}. Check \`baseUrl\`, and what stands between.`,
    detail: text.slice(0, excerptLength) || undefined,
  })
}
