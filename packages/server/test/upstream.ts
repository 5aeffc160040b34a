import type { FetchHandler } from '@image-stream/core'
import { randomBytes } from 'node:crypto'

/** Bytes with a real PNG header and noise after it: nothing that is cut or swapped goes unseen. */
export function pngBytes(width: number, height: number, byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength)
  bytes.set(randomBytes(byteLength))
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  const view = new DataView(bytes.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  return bytes
}

/** One pixel, as a whole PNG: an API that looks into pictures takes it. */
export const smallPicture: Uint8Array<ArrayBuffer> = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

/** One chunk of the endpoint as it writes it. */
export function chunk(parts: readonly object[], finishReason?: string, usageMetadata?: object): string {
  const candidate = { content: { parts, role: 'model' }, ...(finishReason && { finishReason }), index: 0 }
  return `data: ${JSON.stringify({ candidates: [candidate], ...(usageMetadata && { usageMetadata }) })}\r\n\r\n`
}

export function pictureChunk(picture: Uint8Array, signature = 'c2lnbmF0dXJl'): string {
  const data = Buffer.from(picture).toString('base64')
  return chunk([{ inlineData: { mimeType: 'image/png', data }, thoughtSignature: signature }])
}

export const lastChunk: string = chunk([{ text: '' }], 'STOP', {
  promptTokenCount: 5,
  candidatesTokenCount: 1120,
  totalTokenCount: 1125,
})

/** An answer whose bytes are cut into pieces of one size, made as they are read. */
export function streamed(text: string, pieceBytes: number): Response {
  const bytes = new TextEncoder().encode(text)
  let offset = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (offset >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(offset, (offset += pieceBytes)))
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

/** An upstream that counts what it was asked, and answers as it is told. */
export function countingUpstream(answer: (request: Request) => Response | Promise<Response>): FetchHandler & {
  readonly requests: readonly Request[]
} {
  const requests: Request[] = []
  const handler: FetchHandler = async (request) => {
    requests.push(request)
    return answer(request)
  }
  return Object.assign(handler, { requests })
}
