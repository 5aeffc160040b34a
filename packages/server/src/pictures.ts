import { createError, type ImageMediaType, type ImageStreamEvent } from '@image-stream/core'
import { entryToEvent } from '@image-stream/core/relay'
import { createPacedBody } from './paced-body.ts'
import type { Setup } from './setup.ts'
import { whereLogIsGone, type LogEntry, type RunRecord, type RunStore } from './store/run-store.ts'
import { pictureOf } from './turn-record.ts'

export interface PictureName {
  readonly runId: string
  /** Among all pictures of the run, drafts included. */
  readonly index: number
  readonly token: string
}

/** How long a browser may keep a picture, in seconds: as long as a log is kept behind its run's end. */
const maxAgeSeconds = 600

/** Answers GET and HEAD of a picture: its bytes as they arrive. Whoever has the token may read it, as an `<img>` sends no headers. */
export async function sendPicture<Context>(
  { store, options, work }: Setup<Context>,
  request: Request,
  { runId, index, token }: PictureName,
): Promise<Response> {
  const record = await store?.findPictures(runId)
  if (!store || !record || !isEqual(token, record.pictureToken)) throw noPicture()
  const reading = new AbortController()
  const found =
    (record.hasLog &&
      (await findInLog(store, record, index, reading.signal).catch(whereLogIsGone(() => null)))) ||
    (await findInTurn(store, record, index))
  if (!found) throw noPicture()
  const headers = pictureHeaders(found, index, Boolean(options.allowedOrigins?.length))
  const stop = (): void => {
    reading.abort()
    found.close()
  }
  if (request.method === 'HEAD') {
    stop()
    return new Response(null, { headers })
  }
  const { promise, resolve } = Promise.withResolvers<void>()
  work.add(promise)
  const body = createPacedBody(found.pieces, {
    onClose() {
      stop()
      resolve()
    },
  })
  return new Response(body, { headers })
}

interface FoundPicture {
  readonly mediaType: ImageMediaType
  /** Null while it arrives. */
  readonly byteLength: number | null
  readonly pieces: AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined>
  /** Lets go of the log, also when no piece was ever asked for: pieces that were not begun do not. */
  readonly close: () => void
}

/** In a run that goes on, waits for the picture to begin. */
async function findInLog(
  store: RunStore,
  { runId, state }: RunRecord,
  index: number,
  signal: AbortSignal,
): Promise<FoundPicture | null> {
  const byteLength = state === 'ended' ? await lengthInLog(store, runId, index, signal) : null
  const events = eventsOf(store.read(runId, 0, signal))
  for await (const event of iterate(events))
    if (event.type === 'image-start' && event.index === index)
      return {
        mediaType: event.mediaType,
        byteLength,
        pieces: piecesOf(events, index),
        // One that waits was aborted, and says so to nobody.
        close: () => void events.return().catch(() => {}),
      }
  return null
}

async function lengthInLog(
  store: RunStore,
  runId: string,
  index: number,
  signal: AbortSignal,
): Promise<number | null> {
  for await (const event of eventsOf(store.read(runId, 0, signal)))
    if (event.type === 'image-end' && event.index === index) return event.byteLength
  return null
}

/** Breaks off where the picture does: what is not whole must not be kept as if it were. */
async function* piecesOf(
  events: AsyncGenerator<ImageStreamEvent, void, undefined>,
  index: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for await (const event of events) {
    if ('index' in event && event.index !== index) continue
    if (event.type === 'image-data') yield event.bytes
    if (event.type === 'image-ready' || event.type === 'image-end') return
  }
  throw createError('truncated', {})
}

async function* eventsOf(
  pages: AsyncIterable<readonly LogEntry[]>,
): AsyncGenerator<ImageStreamEvent, void, undefined> {
  for await (const page of pages)
    for (const entry of page) {
      const event = entryToEvent(entry)
      if (event) yield event
    }
}

/** Reads on without ending the source when the loop is left. */
function iterate<T>(source: AsyncGenerator<T, void, undefined>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => ({ next: () => source.next() }) }
}

async function findInTurn(
  store: RunStore,
  { owner, runId }: RunRecord,
  index: number,
): Promise<FoundPicture | null> {
  const turn = await store.loadTurn(owner, runId)
  const picture = turn && pictureOf(turn, index)
  return (
    picture && { ...picture, byteLength: picture.bytes.byteLength, pieces: inOne(picture.bytes), close() {} }
  )
}

async function* inOne(
  bytes: Uint8Array<ArrayBuffer>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  yield bytes
}

function pictureHeaders(
  { mediaType, byteLength }: FoundPicture,
  index: number,
  isForOthers: boolean,
): Headers {
  const headers = new Headers({
    'content-type': mediaType,
    'content-disposition': `inline; filename="picture-${index}.${extensions[mediaType]}"`,
    // Whatever the bytes are: nothing in them runs, and nothing of this origin is reached from them.
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': isForOthers ? 'cross-origin' : 'same-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': `private, max-age=${maxAgeSeconds}, immutable, no-transform`,
    'x-accel-buffering': 'no',
  })
  if (byteLength !== null) headers.set('content-length', String(byteLength))
  return headers
}

const extensions: Readonly<Record<ImageMediaType, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
}

/** Takes as long for a token that is wrong at its end as for one that is wrong at its start. */
function isEqual(a: string, b: string): boolean {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  return difference === 0
}

/** One that is another's is none, and says nothing else. */
function noPicture(): ReturnType<typeof createError> {
  return createError('expired', { httpStatus: 404, message: 'There is no such picture here, or no more.' })
}
