import { noise, noisePng } from './picture.ts'

/** What a run of Gemini's answers with: thoughts, one picture with its signature in one event, and usage. */
export interface AnswerSize {
  /** About. */
  readonly pictureBytes: number
  /** Base64 characters, a multiple of 4. */
  readonly signatureLength: number
  readonly thoughts: number
}

/** The picture and signature that the goals speak of. */
export const usualAnswer: AnswerSize = {
  pictureBytes: 2_000_000,
  signatureLength: 1_400_000,
  thoughts: 60,
}

/** As recorded from the model itself: 1,041,948 characters of base64, and the signature. */
export const recordedAnswer: AnswerSize = {
  pictureBytes: 781_461,
  signatureLength: 1_459_200,
  thoughts: 60,
}

export interface Answer {
  /** What must come out. */
  readonly picture: Buffer<ArrayBuffer>
  readonly stream: Buffer<ArrayBuffer>
  /** The same, event by event. */
  readonly events: readonly Buffer<ArrayBuffer>[]
  /** Bytes of the stream behind the picture's event. */
  readonly closingBytes: number
  /** The same as one JSON object, for clients that do not stream. */
  unary(): Buffer<ArrayBuffer>
}

/** Built as the endpoint writes it: a space after each colon, CRLF twice after each event. */
export function createAnswer({ pictureBytes, signatureLength, thoughts }: AnswerSize): Answer {
  const picture = noisePng(pictureBytes)
  const signature = noise((signatureLength / 4) * 3).toString('base64')
  const image = `{"inlineData": {"mimeType": "image/png","data": "${picture.toString('base64')}"},"thoughtSignature": "${signature}"}`
  const events = [
    ...Array.from({ length: thoughts }, (_, index) => chunk(thought(index))),
    chunk(image),
    chunk('{"text": ""}', '"finishReason": "STOP",'),
  ].map((json) => Buffer.from(`data: ${json}\r\n\r\n`))
  return {
    picture,
    stream: Buffer.concat(events),
    events,
    closingBytes: events.at(-1)?.length ?? 0,
    unary: () => Buffer.from(chunk(image, '"finishReason": "STOP",')),
  }
}

function thought(index: number): string {
  return `{"text": "**Step ${index + 1}**\\n\\nI weigh the light against the water, and move the boat a little to the left. ","thought": true}`
}

function chunk(part: string, finish = ''): string {
  const counts = `"promptTokenCount": 12,"candidatesTokenCount": 1518,"totalTokenCount": 1774,"thoughtsTokenCount": 244`
  const details = `"candidatesTokensDetails": [{"modality": "IMAGE","tokenCount": 1120}]`
  return `{"candidates": [{"content": {"parts": [${part}],"role": "model"},${finish}"index": 0}],"usageMetadata": {${counts},${details}},"modelVersion": "gemini-3.1-flash-lite-image","responseId": "bench"}`
}

/**
 * The bytes in reads of one size, each with memory of its own, as a network gives them. The last read takes `closingBytes`
 * more if it must, so that what they close always ends in it.
 */
export function inReads(
  bytes: Buffer,
  readBytes: number,
  closingBytes = 0,
): readonly Uint8Array<ArrayBuffer>[] {
  const last = Math.max(0, Math.ceil((bytes.length - closingBytes) / readBytes) - 1)
  return Array.from({ length: last + 1 }, (_, index) =>
    Uint8Array.from(
      bytes.subarray(index * readBytes, index === last ? bytes.length : (index + 1) * readBytes),
    ),
  )
}
