import { createError, type ImageStreamError } from '@image-stream/core'
import { lastEventIdHeader, picturePath, type Delivery } from '@image-stream/core/relay'
import { refusal, toTypedError } from './errors.ts'
import { toRunResponse } from './run-response.ts'
import type { Setup } from './setup.ts'
import {
  type LogEntry,
  type RunName,
  type RunRecord,
  type RunStore,
  whereLogIsGone,
} from './store/run-store.ts'

/** How long a run may take to appear whose key is asked for, in milliseconds: the request that starts it is still on its way. */
const maxClaimWaitMs = 5_000
const claimPollMs = 100

/** Answers GET of a run, by its id or by its key: from where the reader was. */
export async function followRun<Context>(
  setup: Setup<Context>,
  request: Request,
  name: RunName,
): Promise<Response> {
  const after = readPosition(request)
  const { store } = setup
  if (!store) throw notKept('This server keeps no runs, so there is none to come back to.')
  const record = 'key' in name ? await waitFor(store, name, request.signal) : await store.find(name)
  if (!record) throw notKept('There is no such run here, or it is too long ago.')
  return followRecord(setup, request, record, after)
}

/** Answers whoever asks for a run that is known, whether it goes on or has ended. */
export async function followRecord<Context>(
  setup: Setup<Context>,
  request: Request,
  record: RunRecord,
  after: number,
): Promise<Response> {
  const { store } = setup
  if (!store || !record.hasLog) throw unreadable(record)
  const refuseGone = whereLogIsGone((): never => {
    throw unreadable(record)
  })
  // All of it is there, so nothing waits: what cannot be read is refused before the answer begins.
  if (record.state === 'ended' && !(await hasMore(store, record, after).catch(refuseGone)))
    throw refusal(400, `The run has ended before event ${after + 1}: there is nothing to go on with.`)
  return readLog(setup, request, record, after)
}

/** The log of a run as an answer. */
export function readLog<Context>(
  setup: Setup<Context>,
  request: Request,
  { runId, pictureToken }: Pick<RunRecord, 'runId' | 'pictureToken'>,
  after: number,
): Response {
  const { store, options } = setup
  if (!store) throw new TypeError('Without a store there are no logs.')
  const reading = new AbortController()
  return answerReader(setup, request, runId, {
    after,
    delivery:
      options.delivery === 'inline'
        ? 'inline'
        : { pathOf: (index) => picturePath(runId, index, pictureToken) },
    entries: store.read(runId, after, reading.signal),
    stop: () => reading.abort(),
  })
}

/** What a reader gets, and how it is ended. */
interface Reading {
  readonly after: number
  readonly delivery: Delivery
  readonly entries: AsyncIterable<readonly LogEntry[]>
  readonly stop: () => void
}

/** The entries of a run as an answer, counted as one of its readers. */
export function answerReader<Context>(
  { running, heartbeatMs, work, report }: Setup<Context>,
  request: Request,
  runId: string,
  { stop, ...reading }: Reading,
): Response {
  const leave = running.find(runId)?.enter()
  const { promise, resolve } = Promise.withResolvers<void>()
  work.add(promise)
  // Some runtimes abort the request and never cancel the body. Holding it here keeps its signal alive.
  const onAbort = (): void => leave?.()
  request.signal.addEventListener('abort', onAbort)
  if (request.signal.aborted) onAbort()
  return toRunResponse(reading.entries, {
    ...reading,
    runId,
    heartbeatMs,
    onClose(broken) {
      if (broken !== undefined) report(toTypedError(broken), runId)
      request.signal.removeEventListener('abort', onAbort)
      stop()
      leave?.()
      resolve()
    },
  })
}

/** @throws ImageStreamError `relay`, 400, for what is no position. */
export function readPosition(request: Request): number {
  const position = request.headers.get(lastEventIdHeader)
  if (position === null || /^\d{1,9}$/.test(position)) return Number(position)
  throw refusal(400, `The header ${lastEventIdHeader} is not the number of an event.`)
}

async function hasMore(store: RunStore, { runId }: RunRecord, after: number): Promise<boolean> {
  const pages = store.read(runId, after, new AbortController().signal)
  for await (const page of pages) return page.length > 0
  return false
}

async function waitFor(store: RunStore, name: RunName, signal: AbortSignal): Promise<RunRecord | null> {
  for (const until = performance.now() + maxClaimWaitMs; ;) {
    const record = await store.find(name)
    if (record || performance.now() >= until || signal.aborted) return record
    await new Promise((resolve) => setTimeout(resolve, claimPollMs))
  }
}

/** It was begun, so it may be paid. */
function unreadable({ state, runId }: RunRecord): ImageStreamError {
  if (state === 'ended')
    return createError('expired', {
      runId,
      billed: 'maybe',
      message: 'This run is over and was not kept. Drawing again starts a new run.',
    })
  return createError('relay', {
    runId,
    billed: 'maybe',
    httpStatus: 409,
    message: 'This is being drawn already. It was sent twice, and is paid once.',
  })
}

function notKept(message: string): ImageStreamError {
  // The request that started it may have got through.
  return createError('expired', { httpStatus: 404, billed: 'maybe', message })
}
