import assert from 'node:assert/strict'
import {
  isTerminal,
  type Concurrency,
  type ImageStreamEvent,
  type ResolvedInput,
  type RunResult,
  type Snapshot,
} from '@image-stream/core'
import { checkResult, expectedOf, isSuccess, type Comparison, type ExpectedEnd } from './expected-run.ts'

/** One run as a session must have it. */
export interface ModelRun {
  /** What was asked, as a text: equal texts are the same request. */
  readonly request: string
  /** As the stream has it. Null until it has shown the run. */
  input: ResolvedInput | null
  /** What its transport gave, the terminal event left out. */
  readonly delivered: ImageStreamEvent[]
  /** What the transport ended it with. */
  natural: ExpectedEnd | null
  /** How it ended. Null while it is live. */
  end: ExpectedEnd | null
  /** Nobody stopped it. */
  endedByItself: boolean
  /** The session was reset since. */
  isForgotten: boolean
  readonly told: ImageStreamEvent[]
  result: RunResult | null
}

/** What was promised to somebody who asked: the result of this run, or of none. */
export interface Ask {
  readonly what: string
  run: ModelRun | null
  /** It waited, and will never be started. */
  isDropped: boolean
}

interface WaitingAsk {
  readonly request: string
  readonly ask: Ask
}

/**
 * What a session must do, written apart from it: which request starts, joins, waits or replaces, and what everybody is
 * told. It follows the stream by what that shows, and throws when that cannot be.
 */
export interface SessionModel {
  readonly runs: readonly ModelRun[]
  readonly hasWaiting: boolean
  /** Before the stream is asked. `request` null asks for what was asked last. */
  submit(what: string, request: string | null, isBusy: boolean, concurrency: Concurrency): Ask
  /** Nobody shows the stream any more: within this task its run is left. */
  leave(): void
  /** Somebody does again, or that task is over. */
  stay(): void
  /** Before the stream is stopped or reset. */
  end(how: 'stop' | 'reset', isBusy: boolean): void
  /** A refused input was shown in the place of a run. */
  refuse(isBusy: boolean): void
  /** Each snapshot that the stream tells of. */
  onSnapshot(snapshot: Snapshot): void
  onEvent(event: ImageStreamEvent): void
  onFinish(result: RunResult): void
  /** Pictures of the runs that have ended, whose bytes are to be compared. */
  takeComparisons(): readonly Comparison[]
  /** Turns that came of runs since the last reset. */
  readonly turns: number
}

export function createSessionModel(): SessionModel {
  const runs: ModelRun[] = []
  let live: ModelRun | null = null
  let waiting: readonly WaitingAsk[] = []
  let last: string | null = null
  /** Ended, and not yet told of. */
  let ended: readonly ModelRun[] = []
  /** The run whose events are told now. */
  let hearing = 0
  let turns = 0
  let head: Snapshot['head'] = null
  let comparisons: readonly Comparison[] = []
  let isLeaving = false

  function start(request: string): ModelRun {
    const run: ModelRun = {
      request,
      input: null,
      delivered: [],
      natural: null,
      end: null,
      endedByItself: false,
      isForgotten: false,
      told: [],
      result: null,
    }
    runs.push(run)
    live = run
    last = request
    return run
  }

  function settle(run: ModelRun, end: ExpectedEnd): void {
    run.end = end
    ended = [...ended, run]
    live = null
  }

  function dropWaiting(): void {
    for (const { ask } of waiting) ask.isDropped = true
    waiting = []
  }

  function endByItself(run: ModelRun): void {
    const isBroken = expectedOf(run.delivered).brokenAt !== null
    if (isLeaving && !isBroken && !run.natural) {
      dropWaiting()
      return settle(run, 'stopped')
    }
    assert.ok(isBroken || run.natural, 'a run ends that nothing has ended')
    run.endedByItself = true
    settle(run, isBroken ? { code: 'protocol' } : (run.natural ?? 'stopped'))
  }

  return {
    runs,
    get hasWaiting() {
      return waiting.length > 0
    },
    get turns() {
      return turns
    },
    submit(what, asked, isBusy, concurrency) {
      const request = asked ?? last
      const ask: Ask = { what, run: null, isDropped: false }
      if (request === null) return ask
      assert.equal(live !== null, isBusy, 'a run is live while the stream is busy')
      const joins = concurrency === 'ignore' || (concurrency === 'replace' && live?.request === request)
      if (live && joins) ask.run = live
      else if (concurrency === 'queue' && (live || waiting.length > 0))
        waiting = [...waiting, { request, ask }]
      else {
        if (live) settle(live, 'stopped')
        ask.run = start(request)
      }
      return ask
    },
    end(how, isBusy) {
      assert.equal(live !== null, isBusy, 'a run is live while the stream is busy')
      dropWaiting()
      if (live) settle(live, 'stopped')
      if (how === 'stop') return
      last = null
      turns = 0
      for (const run of runs) run.isForgotten = true
    },
    leave() {
      isLeaving = true
    },
    stay() {
      isLeaving = false
    },
    refuse(isBusy) {
      if (!isBusy) last = null
    },
    onSnapshot(snapshot) {
      if (!snapshot.busy && live?.input) {
        endByItself(live)
        if (snapshot.status !== 'success')
          assert.equal(snapshot.head, head, 'a run that failed moves the head')
      }
      if (snapshot.status === 'submitted' && !live) {
        const [next, ...rest] = waiting
        assert.ok(next, 'a run begins that nobody has asked for')
        waiting = rest
        next.ask.run = start(next.request)
      }
      if (live && snapshot.busy) live.input ??= snapshot.input
      ;({ head } = snapshot)
    },
    onEvent(event) {
      const run = runs[hearing]
      assert.ok(run, `${event.type} is told of a run that there is not`)
      if (!isTerminal(event)) {
        assert.equal(event, run.delivered[run.told.length], 'an event is told that did not come then')
        run.told.push(event)
        return
      }
      assert.ok(run.end, `${event.type} is told of a run that goes on`)
      hearing += 1
      // What was on its way when it was stopped is not heard; of a run that ended by itself everything is.
      if (!run.endedByItself) return assert.equal(event.type, 'stopped')
      const expected = expectedOf(run.delivered)
      const { brokenAt } = expected
      assert.equal(
        event.type,
        isSuccess(expected, run.end) ? 'done' : run.end === 'stopped' ? 'stopped' : 'error',
      )
      assert.equal(run.told.length, brokenAt ?? run.delivered.length, 'an event was lost')
    },
    onFinish(result) {
      const [run, ...rest] = ended
      assert.ok(run?.end, 'a run is told to have ended that has not')
      ended = rest
      run.result = result
      comparisons = [...comparisons, ...checkResult(result, run.told, run.end)]
      if (!run.isForgotten && hasTurn(result)) turns += 1
    },
    takeComparisons() {
      assert.equal(ended.length, 0, 'a run has ended and nobody was told')
      const taken = comparisons
      comparisons = []
      return taken
    },
  }
}

/** A picture is a turn however its run ended, unless it was refused. */
function hasTurn(result: RunResult): boolean {
  if (result.status === 'success') return true
  if (result.status === 'stopped') return result.partial.images.length > 0
  return result.error.code !== 'blocked' && result.error.partial.images.length > 0
}
