import { base64, pngBytes } from '../../../../packages/core/test/wire.ts'
import type { Random } from '../random.ts'

/** One part of an answer. */
export type WirePart =
  | { readonly kind: 'text'; readonly text: string; readonly thought: boolean; readonly signature?: string }
  | {
      readonly kind: 'picture'
      readonly bytes: Uint8Array
      readonly draft: boolean
      readonly signature?: string
    }

/** One chunk of an answer, before it has a form. */
export interface WireChunk {
  readonly parts: readonly WirePart[]
  readonly finishReason?: string
  readonly blockReason?: string
  /** Tokens of the answer. */
  readonly usage?: number
  /** In the place of everything else. */
  readonly error?: number
}

const finishReasons = [
  'STOP',
  'STOP',
  'STOP',
  'MAX_TOKENS',
  'NO_IMAGE',
  'OTHER',
  'IMAGE_SAFETY',
  'SAFETY',
  'FINISH_REASON_UNSPECIFIED',
  'A_REASON_FROM_THE_FUTURE',
]
const blockReasons = ['SAFETY', 'OTHER', 'IMAGE_SAFETY', '', 'BLOCK_REASON_UNSPECIFIED']
const words = ['A fox. ', '“Snow” ', 'Ω', '日本 ', '\u2028', 'data: no\n\n', '{"', '']

/** What an endpoint may answer, in any order and number. */
export function randomAnswer(random: Random): readonly WireChunk[] {
  const chunks = Array.from({ length: 1 + random.below(7) }, () => randomChunk(random))
  if (random.chance(0.75)) chunks.push({ parts: [], finishReason: random.pick(finishReasons) })
  if (random.chance(0.1)) chunks.push({ parts: [], finishReason: random.pick(finishReasons) })
  if (random.chance(0.2)) chunks.push(randomChunk(random))
  if (random.chance(0.5)) chunks.push({ parts: [], usage: 1 + random.below(2_000) })
  return chunks
}

function randomChunk(random: Random): WireChunk {
  const dice = random.below(100)
  if (dice < 3) return { parts: [], error: random.pick([500, 503, 429]) }
  if (dice < 6) return { parts: [], blockReason: random.pick(blockReasons) }
  if (dice < 12) return { parts: [] }
  const parts = Array.from({ length: 1 + random.below(2) }, () => randomPart(random))
  return random.chance(0.2) ? { parts, usage: 1 + random.below(2_000) } : { parts }
}

function randomPart(random: Random): WirePart {
  const signature = random.chance(0.6) ? { signature: base64(pngBytes(random.below(99), 1, 66)) } : {}
  if (random.chance(0.45)) {
    const text = `${random.pick(words)}${random.pick(words)}`
    return { kind: 'text', text, thought: random.chance(0.5), ...signature }
  }
  const bytes = pngBytes(1 + random.below(99), 1 + random.below(99), 40 + random.below(600))
  return { kind: 'picture', bytes, draft: random.chance(0.3), ...signature }
}

/** An answer as bytes, and where in them each of its chunks stands. */
export interface EncodedAnswer {
  readonly bytes: Uint8Array
  readonly places: readonly ChunkPlace[]
  /** Nothing of it can be read before all of it is there. */
  readonly isOneJson: boolean
}

export interface ChunkPlace {
  readonly chunk: WireChunk
  /** Where its JSON begins and ends, in bytes. */
  readonly start: number
  readonly end: number
  /** Where the first base64 of a picture begins in it; `Infinity` without one. */
  readonly payload: number
}

/** In one of the forms that endpoints, gateways and proxies give it. */
export function encodeAnswer(chunks: readonly WireChunk[], random: Random): EncodedAnswer {
  const isOneJson = random.chance(0.12)
  const lineEnd = random.pick(['\r\n', '\r\n', '\n', '\r'])
  const isSnake = random.chance(0.2)
  const escapes = random.chance(0.15)
  let text = isOneJson ? '[' : ''
  const places: ChunkPlace[] = []
  for (const [index, chunk] of chunks.entries()) {
    const json = toJson(chunk, isSnake, escapes)
    text += isOneJson ? (index > 0 ? `,${lineEnd}` : '') : `${noise(random, lineEnd)}data: `
    const start = byteLength(text)
    const payloadAt = json.search(/"data":"/)
    const payload =
      payloadAt < 0 ? Infinity : start + byteLength(json.slice(0, payloadAt)) + '"data":"'.length
    text += json
    places.push({ chunk, start, end: byteLength(text), payload })
    if (!isOneJson) text += lineEnd + lineEnd
  }
  text += isOneJson ? ']' : random.chance(0.1) ? `data: [DONE]${lineEnd}${lineEnd}` : ''
  return { bytes: new TextEncoder().encode(text), places, isOneJson }
}

function byteLength(text: string): number {
  return Buffer.byteLength(text)
}

function noise(random: Random, lineEnd: string): string {
  return random.chance(0.1)
    ? random.pick([`: keep-alive${lineEnd}${lineEnd}`, `event: message${lineEnd}`])
    : ''
}

/** As the wire has it; some gateways write snake_case, and some encoders escape `/`. */
function toJson(
  { parts, finishReason, blockReason, usage, error }: WireChunk,
  isSnake: boolean,
  escapes: boolean,
): string {
  if (error !== undefined) return JSON.stringify({ error: { code: error, message: 'No.', status: 'SOME' } })
  const hasCandidate = parts.length > 0 || finishReason !== undefined
  const value = {
    ...(hasCandidate && {
      candidates: [
        {
          content: { parts: parts.map((part) => toWirePart(part, isSnake)), role: 'model' },
          ...(finishReason !== undefined && { finishReason }),
          index: 0,
        },
      ],
    }),
    ...(blockReason !== undefined && { promptFeedback: { blockReason } }),
    ...(usage !== undefined && { usageMetadata: usageOf(usage) }),
  }
  const json = JSON.stringify(value)
  return escapes ? json.replaceAll('/', '\\/') : json
}

export function usageOf(tokens: number): object {
  return { promptTokenCount: 8, candidatesTokenCount: tokens, totalTokenCount: 8 + tokens }
}

function toWirePart(part: WirePart, isSnake: boolean): object {
  const signature = part.signature && { [isSnake ? 'thought_signature' : 'thoughtSignature']: part.signature }
  if (part.kind === 'text') return { text: part.text, ...(part.thought && { thought: true }), ...signature }
  const inline = { mimeType: 'image/png', data: base64(part.bytes) }
  return {
    [isSnake ? 'inline_data' : 'inlineData']: inline,
    ...(part.draft && { thought: true }),
    ...signature,
  }
}
