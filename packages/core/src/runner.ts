import { emptyPartial, type Billed, type ImageStreamError } from './errors.ts'
import { isTerminal, type ImageStreamEvent, type TerminalEvent } from './events.ts'
import { randomId } from './random-id.ts'
import { keepBytes } from './remote-image.ts'
import { relay } from './relay/transport.ts'
import { liveRelayOptions } from './relay/live-options.ts'
import { runEvents, type RunEvents } from './run-events.ts'
import { toldOf, toResult, type RunResult } from './run-result.ts'
import type { SessionStore } from './session-store.ts'
import { settleSession, type Settled } from './settle.ts'
import { idleState } from './run-state.ts'
import { transition } from './state.ts'
import type { ImageStreamOptions } from './stream-options.ts'
import { isSame, type Submission } from './submission.ts'
import { leaving, type Transport } from './transport.ts'
import { historyOf, type Session, type Turn } from './turns.ts'

/** Runs what is asked of a session: one at a time, each paid once. */
export interface Runner {
  submit(submission: Submission): Promise<RunResult>
  /** What was asked last, again. */
  retry(): Promise<RunResult>
  /** Shows an input that was refused. A run that is under way is paid for, so it goes on. */
  refuse(error: ImageStreamError): RunResult
  /** Ends the live run and drops those that wait. */
  end(how: 'stop' | 'leave'): void
  /** Ends everything, and goes on from this session. */
  reset(session: Session): void
}

interface LiveRun extends Submission {
  readonly intentId: string
  /** Where the session stood when it was asked. */
  readonly headBefore: Turn | null
  readonly controller: AbortController
  readonly events: RunEvents
  readonly result: Promise<RunResult>
  readonly resolve: (result: RunResult) => void
}

interface WaitingRun extends Submission {
  readonly resolve: (result: RunResult) => void
}

function stopped({ events }: LiveRun): TerminalEvent {
  return { type: 'stopped', billed: events.billed }
}

function billedOf(event: TerminalEvent): Billed {
  if (event.type === 'done') return 'yes'
  return event.type === 'error' ? event.error.billed : event.billed
}

const neverStarted: RunResult = { status: 'stopped', partial: emptyPartial }

export function createRunner(store: SessionStore, readOptions: () => ImageStreamOptions): Runner {
  let live: LiveRun | null = null
  let waiting: readonly WaitingRun[] = []
  let last: Submission | null = null
  let transport: Transport | null = null

  function submit(submission: Submission): Promise<RunResult> {
    const concurrency = readOptions().concurrency ?? 'replace'
    if (live && concurrency === 'ignore') return live.result
    if (live && concurrency === 'replace' && isSame(live, submission)) return live.result
    if (concurrency === 'queue' && (live || waiting.length > 0)) return wait(submission)
    return start(submission)
  }

  function wait(submission: Submission): Promise<RunResult> {
    const { promise, resolve } = Promise.withResolvers<RunResult>()
    waiting = [...waiting, { ...submission, resolve }]
    return promise
  }

  /** One step, whatever the listeners do: the run that is replaced has ended before anybody hears of the new one. */
  function start(submission: Submission): Promise<RunResult> {
    const { session } = live ? close(live, stopped(live)) : store
    const { promise, resolve } = Promise.withResolvers<RunResult>()
    const intentId = randomId()
    const controller = new AbortController()
    const history = historyOf(session, submission.parent)
    const { input } = submission
    transport ??= readOptions().transport ?? relay(liveRelayOptions(readOptions))
    const mine = {
      ...submission,
      intentId,
      headBefore: session.head,
      controller,
      events: runEvents(transport, { input, intentId, history }, controller.signal),
      result: promise,
      resolve,
    }
    live = mine
    last = submission
    void follow(mine)
    const { fetch = null } = readOptions()
    const submit = { type: 'submit', input, intentId, startedAt: Date.now(), fetch } as const
    store.commit(transition(idleState, submit), session)
    return promise
  }

  async function follow(mine: LiveRun): Promise<void> {
    for await (const event of mine.events) {
      if (live !== mine) return
      const next = transition(store.run, event)
      const told = toldOf(event, next)
      // The transport broke the order of events: nothing that follows could be trusted.
      if (told !== event) mine.controller.abort()
      if (isTerminal(told)) return finish(mine, told)
      // First, as a listener may end the run when it hears of what has come.
      tell({ event })
      store.commit(next, store.session)
    }
  }

  function finish(mine: LiveRun, event: TerminalEvent): void {
    const { run, session } = close(mine, event)
    store.commit(run, session)
    const [next, ...rest] = waiting
    if (live || !next) return
    waiting = rest
    void start(next).then(next.resolve)
  }

  /** From here on nothing that the run's transport does is heard. */
  function close(mine: LiveRun, event: TerminalEvent): Settled {
    live = null
    const settled = settleSession(store.session, transition(store.run, event), {
      ...mine,
      billed: billedOf(event),
    })
    settled.run.images.forEach(keepBytes)
    const result = toResult(settled.run)
    // In this order, so that whoever awaits the result finds that the callbacks have heard of it.
    tell({ event, result })
    mine.resolve(result)
    if (event.type === 'stopped') mine.controller.abort()
    return settled
  }

  /** In a task of their own: callbacks may ask for the next run, and one that throws harms nothing here. */
  function tell({ event, result }: { readonly event?: ImageStreamEvent; readonly result?: RunResult }): void {
    queueMicrotask(() => {
      if (event) readOptions().onEvent?.(event)
    })
    if (result?.status === 'error') tellError(result.error)
    queueMicrotask(() => {
      if (result) readOptions().onFinish?.(result)
    })
  }

  function tellError(error: ImageStreamError): void {
    queueMicrotask(() => readOptions().onError?.(error))
  }

  function dropWaiting(): void {
    const dropped = waiting
    waiting = []
    for (const { resolve } of dropped) resolve(neverStarted)
  }

  return {
    submit,
    retry: () => (last ? submit(last) : Promise.resolve(toResult(store.run))),
    refuse(error) {
      if (!live) {
        last = null
        store.commit(transition(store.run, { type: 'refuse', error }), store.session)
      }
      tellError(error)
      return { status: 'error', error }
    },
    end(how) {
      dropWaiting()
      if (!live) return
      // First, as the transport asks for the reason when it hears of the end.
      if (how === 'leave') live.controller.abort(leaving)
      const { run, session } = close(live, stopped(live))
      store.commit(run, session)
    },
    reset(session) {
      dropWaiting()
      if (live) close(live, stopped(live))
      last = null
      store.commit(idleState, session)
    },
  }
}
