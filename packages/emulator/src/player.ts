import { encodeBody } from './content-encoding.ts'
import type { Outcome } from './ledger.ts'
import { markMalformed } from './malformed-http.ts'
import type { Script, Step } from './script.ts'
import { lengthOf, piecesOf, type Segment } from './segment.ts'

/** Whoever keeps the books of one answer. */
export interface Audience {
  began(status: number): void
  sent(bytes: number): void
  /** Called once. */
  ended(outcome: Outcome): void
}

/** A small enough piece that pacing is smooth, large enough that it costs nothing. */
const PIECE_BYTES = 32 * 1024

/** What a broken connection looks like to whoever reads: `fetch` rejects, or the body does. */
class ConnectionReset extends TypeError {
  override readonly name = 'ConnectionReset'
}

/**
 * Plays a script as a Response: headers at its `head` step, then the body as it is pulled. When the
 * reader cancels, or `request` is aborted, playing stops at once, in the middle of a wait too.
 * Rejects when the script breaks the connection before any header.
 */
export async function play(script: Script, audience: Audience, request: Request): Promise<Response> {
  const steps = script[Symbol.iterator]()
  const closing = new AbortController()
  const books = closeOnce(audience)
  // These closures also keep the request alive: Node forgets the signal of one that is collected.
  const stop = (): void => closing.abort(request.signal.reason)
  const release = (): void => request.signal.removeEventListener('abort', stop)
  if (!script.some((step) => step.do === 'head' && step.ignoresAbort)) {
    if (request.signal.aborted) stop()
    request.signal.addEventListener('abort', stop, { once: true })
  }
  try {
    closing.signal.throwIfAborted()
    const head = await playUntilHead(steps, closing.signal)
    audience.began(head.status)
    const response = responseOf(head, () => bodyOf(steps, books, closing, release))
    if (response.body === null) books.ended('completed')
    return response
  } catch (error) {
    books.ended(error instanceof ConnectionReset ? 'cut' : 'closed')
    throw error
  }
}

type Head = Extract<Step, { do: 'head' }>

function responseOf(head: Head, body: () => ReadableStream<Uint8Array<ArrayBuffer>>): Response {
  const { status, headers, encoding = null, http } = head
  const response = new Response(isNullBody(status) ? null : encodeBody(body(), encoding), { status, headers })
  return http ? markMalformed(response, http) : response
}

async function playUntilHead(steps: Iterator<Step>, signal: AbortSignal): Promise<Head> {
  for (let next = steps.next(); next.done !== true; next = steps.next()) {
    const step = next.value
    if (step.do === 'head') return step
    if (step.do === 'wait') await sleep(step.ms, signal, step.until)
    else throw new ConnectionReset('The connection was closed before any header.')
  }
  throw new Error('A script without headers.')
}

function bodyOf(
  steps: Iterator<Step>,
  audience: Audience,
  closing: AbortController,
  release: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = playBody(steps, audience, closing.signal)
  const end = (outcome: Outcome): void => {
    release()
    audience.ended(outcome)
  }
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        // Waits notice the signal themselves; this is for a reader that is not pulling.
        const fail = (): void => {
          end('closed')
          controller.error(closing.signal.reason)
        }
        if (closing.signal.aborted) fail()
        else closing.signal.addEventListener('abort', fail, { once: true })
      },
      async pull(controller) {
        try {
          const next = await pieces.next()
          if (closing.signal.aborted) return
          if (next.done !== true) {
            audience.sent(next.value.length)
            controller.enqueue(next.value)
            return
          }
          end(next.value)
          controller.close()
        } catch (error) {
          if (closing.signal.aborted) return
          end('cut')
          controller.error(error)
        }
      },
      cancel(reason) {
        end('closed')
        closing.abort(reason)
      },
    },
    // Nothing is made before it is wanted: back-pressure reaches the script.
    { highWaterMark: 0 },
  )
}

async function* playBody(
  steps: Iterator<Step>,
  audience: Audience,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>, Outcome> {
  for (let next = steps.next(); next.done !== true; next = steps.next()) {
    const step = next.value
    if (step.do === 'wait') await sleep(step.ms, signal, step.until)
    else if (step.do === 'send') yield* paced(step, signal)
    else if (step.do === 'cut') return 'cut'
    else if (step.do === 'reset') throw new ConnectionReset('The connection was reset.')
  }
  return 'completed'
}

/** A late reader is not made to wait on top: each piece has its own due time. */
async function* paced(
  { segments, overMs, pieceBytes = PIECE_BYTES }: Extract<Step, { do: 'send' }>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const total = lengthOf(segments)
  const started = performance.now()
  let sent = 0
  for (const piece of networkPieces(segments, pieceBytes)) {
    await sleep(started + (overMs * sent) / total - performance.now(), signal)
    yield piece
    sent += piece.length
  }
}

/** Small pieces are views of a larger one: making each by itself would cost more than sending it. */
function* networkPieces(
  segments: readonly Segment[],
  pieceBytes: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const blockBytes = pieceBytes * Math.ceil(PIECE_BYTES / pieceBytes)
  for (const block of piecesOf(segments, blockBytes)) {
    for (let at = 0; at < block.length; at += pieceBytes) yield block.subarray(at, at + pieceBytes)
  }
}

/** `Infinity` waits for `until`, or for the signal alone. */
async function sleep(ms: number, signal: AbortSignal, until?: Promise<unknown>): Promise<void> {
  signal.throwIfAborted()
  if (ms <= 0) return
  await new Promise<void>((resolve, reject) => {
    const timer = ms === Infinity ? undefined : setTimeout(finish, ms)
    function finish(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve()
    }
    function stop(): void {
      clearTimeout(timer)
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    until?.then(finish, finish)
  })
}

function closeOnce(audience: Audience): Audience {
  let open = true
  return {
    began: (status) => audience.began(status),
    sent: (bytes) => audience.sent(bytes),
    ended(outcome) {
      if (open) audience.ended(outcome)
      open = false
    },
  }
}

/** Statuses that `Response` takes no body for. */
function isNullBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}
