/** Fixtures in the shapes of the real wire, written by us: what the endpoint sends, and pictures small enough to print. */

/** A PNG header and any bytes after it: all that the pipeline looks at. */
export function pngBytes(width: number, height: number, length = 64): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(length, 33))
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  const view = new DataView(bytes.buffer)
  view.setUint32(16, width)
  view.setUint32(20, height)
  // Varied bytes, so that a piece that is lost, doubled or moved shows.
  for (let index = 24; index < bytes.length; index += 1)
    bytes[index] = (index * 131 + (index >> 8) * 7) & 0xff
  return bytes
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

type Json = object | string

/** One SSE event as the endpoint writes it: one line, CRLF CRLF. */
export function sse(...events: readonly Json[]): string {
  return events
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\r\n\r\n`)
    .join('')
}

/** A chunk with these parts. */
export function parts(...list: readonly object[]): object {
  return { candidates: [{ content: { parts: list, role: 'model' }, index: 0 }] }
}

export function thought(text: string): object {
  return parts({ text, thought: true })
}

export function picture(bytes: Uint8Array, more: object = { thoughtSignature: 'c2lnbmF0dXJl' }): object {
  return parts({ inlineData: { mimeType: 'image/png', data: base64(bytes) }, ...more })
}

export function finish(finishReason: string, more: object = {}): object {
  return { candidates: [{ content: { role: 'model' }, finishReason, index: 0, ...more }] }
}

/** Counts of a run with thoughts and one picture. */
export const usageMetadata = {
  promptTokenCount: 8,
  candidatesTokenCount: 1537,
  totalTokenCount: 1789,
  thoughtsTokenCount: 244,
  candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }],
}

/** The content type of a stream, from the endpoint and from a relay. */
export const eventStream = { 'content-type': 'text/event-stream' }

/** A `fetch` that answers every request with this body, in pieces of `pieceLength` bytes. */
export function answering(
  body: string,
  { status = 200, headers = eventStream, pieceLength = Infinity }: AnswerOptions = {},
): { readonly fetch: (request: Request) => Promise<Response>; readonly requests: Request[] } {
  const requests: Request[] = []
  return {
    requests,
    fetch(request) {
      requests.push(request)
      return Promise.resolve(new Response(inPieces(body, pieceLength), { status, headers }))
    },
  }
}

interface AnswerOptions {
  readonly status?: number
  readonly headers?: HeadersInit
  readonly pieceLength?: number
}

function inPieces(body: string, pieceLength: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body)
  let offset = 0
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(offset, offset + pieceLength))
      offset += pieceLength
    },
  })
}
