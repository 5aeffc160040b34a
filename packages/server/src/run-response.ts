import { createError } from '@image-stream/core'
import { createEntryEncoder, entryToFrame, type Delivery } from '@image-stream/core/relay'
import { createPacedBody } from './paced-body.ts'
import { LogGoneError, type LogEntry } from './store/run-store.ts'

// Some browsers hold `fetch` back until a first byte, and others a chunk until the next one came: so one before, one after.
const text = new TextEncoder()
const firstComment = text.encode(': ok\n\n')
const keepAlive = text.encode(': keep-alive\n\n')
const lastComment = text.encode(': end\n\n')

export interface RunResponseOptions {
  readonly runId: string
  /** Position of the last entry that the reader has. */
  readonly after: number
  readonly delivery: Delivery
  readonly heartbeatMs: number
  /** Called once, at the end or when nobody reads any more, with what broke it off, if anything did. It has to end the entries. */
  readonly onClose: (broken?: unknown) => void
}

/** The answer to a run that was let in: its entries as they come. */
export function toRunResponse(
  entries: AsyncIterable<readonly LogEntry[]>,
  { heartbeatMs, onClose, ...position }: RunResponseOptions,
): Response {
  const body = createPacedBody(toFrames(entries, position), {
    first: firstComment,
    last: lastComment,
    heartbeat: { everyMs: heartbeatMs, bytes: keepAlive },
    onClose,
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // `no-transform` is what compressing proxies and middleware go by. A made-up `Content-Encoding: none` would silence
      // some that do not, and is refused by others: left out.
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    },
  })
}

/**
 * A log that is gone is said in an event, as nothing more will come. A store that is away says nothing about the run: then the
 * answer breaks off, and whoever read it comes back.
 */
async function* toFrames(
  entries: AsyncIterable<readonly LogEntry[]>,
  { runId, after, delivery }: Pick<RunResponseOptions, 'runId' | 'after' | 'delivery'>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let position = after
  let isOver = false
  let isEmpty = false
  const frame = (entry: LogEntry): Uint8Array<ArrayBuffer> =>
    text.encode(entryToFrame(entry, (position += 1), delivery))
  try {
    for await (const page of entries)
      for (const entry of page) {
        isOver = isTerminalEntry(entry)
        yield frame(entry)
      }
    isEmpty = position === 0
  } catch (cause) {
    if (!(cause instanceof LogGoneError)) throw cause
  }
  if (!isOver) yield frame(isEmpty ? refusedEntry(runId) : brokenEntry(runId))
}

const terminal = /^\{"type":"(?:done|error|stopped)"/

function isTerminalEntry({ json, bytes }: LogEntry): boolean {
  return !bytes && terminal.test(json)
}

/** For those who followed a run that was given back before anything was sent. */
function refusedEntry(runId: string): LogEntry {
  return createEntryEncoder()({
    type: 'error',
    error: createError('relay', {
      runId,
      advice: 'retry',
      message: 'The run was given up before anything was sent. Nothing was charged.',
    }),
  })
}

function brokenEntry(runId: string): LogEntry {
  return createEntryEncoder()({
    type: 'error',
    error: createError('lost', {
      runId,
      message: 'The server could not keep what was drawn. Drawing again starts a new run.',
    }),
  })
}
