import { tooLarge } from './refused-input.ts'

/** Google's limit for a request, base64 included. */
export const MAX_REQUEST_BYTES = 20_971_520
/** Vertex takes more. */
export const MAX_VERTEX_REQUEST_BYTES: number = 500 * 1024 * 1024

export interface RequestBody {
  readonly text: string
  readonly bytes: number
  /** More came than is allowed; `text` is empty then. */
  readonly tooLarge: boolean
}

/**
 * Reads a body whole, counting. What is over the limit is read and dropped, so that a client that
 * sends before it listens still gets its answer.
 */
export async function readBody(request: Request, maxBytes: number): Promise<RequestBody> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  if (request.body !== null) {
    const reader = request.body.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes += next.value.length
      text = bytes > maxBytes ? '' : text + decoder.decode(next.value, { stream: true })
    }
  }
  return { text: text + decoder.decode(), bytes, tooLarge: bytes > maxBytes }
}

/** @throws ApiError 400 */
export function checkSize(body: RequestBody, maxBytes: number): void {
  if (body.tooLarge) throw tooLarge(maxBytes)
}
