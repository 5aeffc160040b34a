/**
 * How HTTP/1.1 itself can be broken. `bad-chunk-size`: a size that is no number, after the first
 * piece of the body. `length-too-long`: `content-length` names more than comes before the
 * connection ends. `length-too-short`: it names half of what comes. `huge-header`: one of 20 KiB,
 * where clients take 16. `http-0.9`: the body, without status line and headers.
 */
export type MalformedHttp =
  | 'bad-chunk-size'
  | 'length-too-long'
  | 'length-too-short'
  | 'huge-header'
  | 'http-0.9'

export const malformedHttp: readonly MalformedHttp[] = [
  'bad-chunk-size',
  'length-too-long',
  'length-too-short',
  'huge-header',
  'http-0.9',
]

const marked = new WeakMap<Response, MalformedHttp>()

/** A Response cannot say how its HTTP is to be broken: this tells the listener that sends it. */
export function markMalformed(response: Response, how: MalformedHttp): Response {
  marked.set(response, how)
  return response
}

export function malformationOf(response: Response): MalformedHttp | null {
  return marked.get(response) ?? null
}
