import { emptyPartial, type Billed, type ImageStreamError } from './errors.ts'
import { isTerminal, type ImageStreamEvent, type TerminalEvent } from './events.ts'
import { randomId } from './random-id.ts'
import { keepBytes } from './remote-image.ts'
import { relay } from './relay/transport.ts'
import { liveRelayOptions } from './relay/live-options.ts'
import { runEvents, type RunEvents } from './run-events.ts'
import { toldOf, toResult, type RunResult } from './run-result.ts'
import type { KeptRunSlot } from './kept-run.ts'
import type { SessionStore } from './session-store.ts'
import { settleSession, type Settled } from './settle.ts'
import { idleState } from './run-state.ts'
import { transition } from './state.ts'
import type { Spent } from './spending.ts'
import type { ImageStreamOptions } from './stream-options.ts'
import { isSame, type Submission } from './submission.ts'
import { leaving, type Transport } from './transport.ts'
import { historyOf, type Session, type Turn } from './turns.ts'

/** Runs what is asked of a session: one at a time, each paid once. */
export interface Runner {
  submit(submission: Submission): Promise<RunResult>
  /** What was asked last, again: the same run as long as its outcome is not known, which costs nothing, and then a new one. */
  retry(): Promise<RunResult>
  /** Comes back to the run that an earlier page of this session left, if there is one. */
  takeUp(): void
  /** Shows an input that was refused. A run that is under way is paid for, so it goes on. */
  refuse(error: ImageStreamError): RunResult
  /** Ends the live run and drops those that wait. */
  end(how: 'stop' | 'leave'): void
  /** Ends everything, and goes on from this session. */
  reset(session: Session): void
}

/** One intent, and how its events are come by. */
interface Attempt {
  readonly intentId: string
  readonly startedAt: number
  readonly transport: Transport
}

/** What was asked last. */
interface LastRun {
  readonly submission: Submission
  readonly attempt: Attempt
  /** Nobody knows how it ended, so it may be found again. */
  readonly isOpen: boolean
  /** Of the session, before that run was counted. */
  readonly spent: Spent
}

interface LiveRun extends Submission {
  readonly intentId: string
  /** It was sent before, and its outcome was not known. */
  readonly isReturn: boolean
  /** Its transport may find it again. */
  canReturn: boolean
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

function stopped(run: LiveRun): TerminalEvent {
  return { type: 'stopped', billed: isUnasked(run) ? 'maybe' : run.events.billed }
}

/** It may go on where it was sent before, as its transport was not asked for it again. */
function isUnasked({ isReturn, events }: LiveRun): boolean {
  return isReturn && !events.isSent
}

function billedOf(event: TerminalEvent): Billed {
  if (event.type === 'done') return 'yes'
  return event.type === 'error' ? event.error.billed : event.billed
}

/** Nobody has said how the run ended: it may go on where it was sent. */
function isOpenEnded({ canReturn, events, controller }: LiveRun, event: TerminalEvent): boolean {
  if (!canReturn || events.isSettled) return false
  const { aborted, reason } = controller.signal
  if (aborted) return reason === leaving
  return event.type === 'error' && event.error.phase !== 'input'
}

const neverStarted: RunResult = { status: 'stopped', partial: emptyPartial }

export function createRunner(
  store: SessionStore,
  readOptions: () => ImageStreamOptions,
  slot: KeptRunSlot,
): Runner {
  let live: LiveRun | null = null
  let waiting: readonly WaitingRun[] = []
  let last: LastRun | null = null
  let transport: Transport | null = null

  function transportNow(): Transport {
    transport ??= readOptions().transport ?? relay(liveRelayOptions(readOptions))
    return transport
  }

  function submit(submission: Submission): Promise<RunResult> {
    const concurrency = readOptions().concurrency ?? 'replace'
    if (live && concurrency === 'ignore') return live.result
    if (live && concurrency === 'replace' && isSame(live, submission)) return live.result
    if (concurrency === 'queue' && (live || waiting.length > 0)) return wait(submission)
    giveUpOpen()
    return startAnew(submission)
  }

  function startAnew(submission: Submission): Promise<RunResult> {
    const attempt = { intentId: randomId(), startedAt: Date.now(), transport: transportNow() }
    return start(submission, attempt, { before: store.session })
  }

  /** From now on nobody asks for a run whose outcome is not known. */
  function giveUpOpen(): void {
    if (last?.isOpen) transportNow().cancel?.(last.attempt.intentId)
    last = null
  }

  /** It is the same run, so it counts once. */
  function returnTo({ submission, attempt, spent }: LastRun): Promise<RunResult> {
    return start(submission, attempt, { before: { ...store.session, spent }, isReturn: true })
  }

  function wait(submission: Submission): Promise<RunResult> {
    const { promise, resolve } = Promise.withResolvers<RunResult>()
    waiting = [...waiting, { ...submission, resolve }]
    return promise
  }

  /** One step, whatever the listeners do: the run that is replaced has ended before anybody hears of the new one. */
  function start(
    submission: Submission,
    attempt: Attempt,
    { before, isReturn = false }: { readonly before: Session; readonly isReturn?: boolean },
  ): Promise<RunResult> {
    const { intentId, startedAt } = attempt
    const session = live ? close(live, stopped(live)).session : before
    const { promise, resolve } = Promise.withResolvers<RunResult>()
    const controller = new AbortController()
    const history = historyOf(session, submission.parent)
    const { input, parent } = submission
    const mine = {
      ...submission,
      intentId,
      isReturn,
      canReturn: transportNow().resume !== undefined,
      headBefore: session.head,
      controller,
      events: runEvents(attempt.transport, { input, intentId, history }, controller.signal),
      result: promise,
      resolve,
    }
    live = mine
    last = { submission, attempt, isOpen: false, spent: session.spent }
    // One that an earlier page began stands there as it was.
    if (mine.canReturn && !submission.isPartial)
      slot.write({ intentId, input, parentId: parent?.id ?? null, startedAt })
    void follow(mine)
    const { fetch = null } = readOptions()
    store.commit(transition(idleState, { type: 'submit', input, intentId, startedAt, fetch }), session)
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
      if (event.type === 'start' && !event.resumable) {
        mine.canReturn = false
        slot.write(null)
      }
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
    void startAnew(next).then(next.resolve)
  }

  /** From here on nothing that the run's transport does is heard. */
  function close(mine: LiveRun, event: TerminalEvent): Settled {
    live = null
    if (!isOpenEnded(mine, event)) slot.write(null)
    else if (last) last = { ...last, isOpen: true }
    const settled = settleSession(store.session, transition(store.run, event), {
      ...mine,
      billed: billedOf(event),
    })
    settled.run.images.forEach(keepBytes)
    const result = toResult(settled.run)
    // In this order, so that whoever awaits the result finds that the callbacks have heard of it.
    tell({ event, result })
    mine.resolve(result)
    if (event.type !== 'stopped') return settled
    if (isUnasked(mine) && !mine.controller.signal.aborted) transportNow().cancel?.(mine.intentId)
    mine.controller.abort()
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
    retry() {
      if (!last) return Promise.resolve(toResult(store.run))
      const { submission, isOpen } = last
      if (isOpen && !live) return returnTo(last)
      if (submission.isPartial) return live?.result ?? Promise.resolve(toResult(store.run))
      return submit(submission)
    },
    takeUp() {
      const { status } = store.run
      const kept = live || status === 'success' || status === 'error' ? null : slot.read()
      if (!kept) return
      const { intentId, startedAt, input, parentId, pictures } = kept
      if (last?.isOpen && last.attempt.intentId === intentId) return void returnTo(last)
      const parent = store.session.turns.find(({ id }) => id === parentId) ?? null
      const isPartial = pictures > 0 || (parentId !== null && parent === null)
      const { resume } = transportNow()
      if (!resume) return
      const transport: Transport = { run: (_, signal) => resume(intentId, signal), resume }
      const attempt = { intentId, startedAt, transport }
      void start({ input, parent, isPartial }, attempt, { before: store.session, isReturn: true })
    },
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
      giveUpOpen()
      slot.write(null)
      store.commit(idleState, session)
    },
  }
}
