import {
  createError,
  isImageStreamError,
  isTerminal,
  type ImageStreamError,
  type ImageStreamEvent,
  type ResolvedInput,
  type TerminalEvent,
  type Transport,
  type Turn,
  type Warning,
} from '@image-stream/core'
import { createEntryEncoder, runEvents, withFields, withoutSecret } from '@image-stream/core/relay'
import { createBounds } from './bounds.ts'
import type { OnRelayEvent, OnRunEnd, RelayEvent, RunEnd, RunStart } from './hooks.ts'
import { createOutcomeCollector, toRunEnd, type Outcome } from './outcome.ts'
import { tellRunEnd, type Report } from './run-end.ts'
import type { LogEntry, RunStore } from './store/run-store.ts'
import { toTurnRecord } from './turn-record.ts'

/** A run that was let in, ready to be made. */
export interface Job {
  readonly start: RunStart
  readonly key: string
  readonly input: ResolvedInput
  readonly history: readonly Turn[]
  readonly warnings: readonly Warning[]
  readonly transport: Transport
  /** Never to be seen in an entry, whatever an API repeats. */
  readonly secret: string
  /** Ends it: an ImageStreamError as its reason is what the run then ends with, anything else stops it. */
  readonly signal: AbortSignal
  readonly isResumable: boolean
}

/** Where the entries of a run go. */
export interface Sink {
  /** Nobody can come back any more. */
  readonly isBroken: boolean
  append(entry: LogEntry): Promise<void>
  end(entry: LogEntry, usd: number): Promise<void>
}

/** What the relay does with what it learns of a run. */
export interface ProducerHooks {
  readonly store: RunStore | null
  readonly onRunEnd: OnRunEnd | undefined
  readonly onEvent: OnRelayEvent
  readonly report: (error: ImageStreamError, runId: string | null) => void
}

/** Makes a run, whoever reads it: from its first entry until `onRunEnd` has heard of it. Never rejects. */
export async function produce(job: Job, sink: Sink, hooks: ProducerHooks): Promise<void> {
  const { start, secret } = job
  const { report } = hooks
  // One that is full keeps nothing of a run but what is owed to `onRunEnd`.
  const turns = job.isResumable ? hooks.store : null
  const toEntry = createEntryEncoder()
  const bounds = createBounds()
  const collector = createOutcomeCollector({
    keepsPictures: turns !== null || hooks.onRunEnd !== undefined,
  })
  let isWarned = !job.isResumable

  function entryOf(event: ImageStreamEvent): LogEntry {
    const { json, bytes } = toEntry(event)
    return { json: withoutSecret(json, secret), bytes }
  }

  async function append(event: ImageStreamEvent): Promise<void> {
    await sink.append(entryOf(event))
    if (!sink.isBroken || isWarned) return
    isWarned = true
    await sink.append(entryOf({ type: 'warning', warning: notResumable }))
  }

  async function draw(): Promise<TerminalEvent> {
    await append({ type: 'start', runId: start.id, ...(job.isResumable && { resumable: true }) })
    for (const warning of job.warnings) await append({ type: 'warning', warning })
    const request = { input: job.input, intentId: job.key, history: job.history }
    for await (const event of runEvents(job.transport, request, job.signal)) {
      if (isTerminal(event)) return event
      const error = bounds.add(event)
      if (error) return { type: 'error', error }
      collector.add(event)
      tellOf(event)
      // What the API wants back is the server's to keep.
      if (event.type !== 'answer') await append(event)
    }
    return { type: 'error', error: createError('truncated', {}) }
  }

  function tellOf(event: ImageStreamEvent): void {
    const told = toRelayEvent(event)
    if (told) hooks.onEvent(told, { id: start.id, owner: start.owner, model: start.input.model })
  }

  async function save(outcome: Outcome): Promise<void> {
    if (!turns || outcome.pictures.length === 0) return
    try {
      await turns.saveTurn(start.owner, start.id, await toTurnRecord(start, job.input, outcome))
    } catch (cause) {
      report(createError('relay', { cause, httpStatus: 503, runId: start.id }), start.id)
    }
  }

  /** A success waits for the hook, as what it returns reaches the page with it. */
  async function tell(end: RunEnd): Promise<Report> {
    const told = tellRunEnd(hooks.onRunEnd, end, report)
    const saved = end.status === 'success' ? await told.inTime : null
    if (saved === 'late') await append(notSaved)
    else if (saved) await append({ type: 'saved', ...saved })
    return told
  }

  try {
    const terminal = withReason(await draw().catch(toUnforeseen), job)
    if (terminal.type === 'error') report(terminal.error, start.id)
    const outcome = collector.outcome()
    // Their hashes are for the hook.
    const reported = hooks.onRunEnd ? outcome : { ...outcome, pictures: [] }
    const end = await toRunEnd(start, reported, terminal, Date.now())
    await save(outcome)
    const told = end.status === 'success' ? await tell(end) : null
    hooks.onEvent(toEndEvent(end), { id: start.id, owner: start.owner, model: start.input.model })
    await sink.end(entryOf(terminal), end.cost.usd)
    const { wasHeard } = told ?? (await tell(end))
    if (await wasHeard) await hooks.store?.acknowledge(start.id)
  } catch (cause) {
    // The store is gone: what is owed to `onRunEnd` is found there when it is back.
    report(createError('relay', { cause, httpStatus: 503, runId: start.id }), start.id)
  }
}

/** For a run that a relay with a store does not keep, or not any more. */
export const notResumable: Warning = {
  code: 'not-resumable',
  message: 'The server has no room to keep this run: it ends when the connection is lost.',
}

const notSaved: ImageStreamEvent = {
  type: 'warning',
  warning: { code: 'not-saved', message: 'The picture could not be saved yet. The server tries again.' },
}

/** An error names its run, so that it can be found again. One that was ended by a limit ends as that, and not as stopped. */
function withReason(event: TerminalEvent, { start, signal }: Job): TerminalEvent {
  const reason: unknown = signal.reason
  const limit = event.type === 'stopped' && isImageStreamError(reason) ? reason : null
  const error = event.type === 'error' ? event.error : limit
  return error ? { type: 'error', error: withFields(error, { runId: start.id }) } : event
}

function toUnforeseen(cause: unknown): TerminalEvent {
  const message = 'The server failed while drawing. Drawing again starts a new run.'
  const error = createError('relay', { cause, httpStatus: 500, billed: 'maybe', advice: 'retry', message })
  return { type: 'error', error }
}

function toRelayEvent(event: ImageStreamEvent): RelayEvent | null {
  switch (event.type) {
    case 'wait':
    case 'usage':
    case 'image-end':
      return event
    case 'image-start': {
      const { type, index, mediaType, width, height } = event
      return { type, index, mediaType, width, height }
    }
    case 'warning':
      return { type: 'warning', code: event.warning.code }
    default:
      return null
  }
}

function toEndEvent({ status, error, billed, cost, startedAt, endedAt }: RunEnd): RelayEvent {
  const durationMs = endedAt - startedAt
  return { type: 'end', status, code: error?.code ?? null, billed, usd: cost.usd, durationMs }
}
