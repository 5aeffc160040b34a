import assert from 'node:assert/strict'
import { isTerminal, type RunRequest, type Transport } from '@image-stream/core'
import type { Episode } from './episode.ts'
import { endOf, expectedOf } from './expected-run.ts'
import { createRunScript, describeStep, type RunScript, type Step } from './run-script.ts'
import type { ModelRun, SessionModel } from './session-model.ts'

/** The transport of a session, whose runs are driven from outside. */
export interface ScriptedSession {
  readonly transport: Transport
  /** Runs that were asked for, the dead ones too. */
  readonly drivers: readonly Driver[]
  /** @throws AssertionError unless every call whose run was ended from this side was ended too. */
  check(): void
}

export interface Driver {
  readonly run: ModelRun
  readonly signal: AbortSignal
  /** Gives the next steps of its script. */
  give(steps: number): void
  /** Ends it well, as soon as may be. */
  finish(): void
}

export function scriptedSession(model: SessionModel, { random, note, report }: Episode): ScriptedSession {
  const drivers: Driver[] = []
  const intents = new Set<string>()
  const attached = new Set<ModelRun>()

  function attach({ input, intentId }: RunRequest): ModelRun {
    assert.ok(!intents.has(intentId), 'one intent is paid twice')
    intents.add(intentId)
    // The newest: asked again, a request has the same input.
    const run = model.runs.findLast((each) => each.input === input)
    assert.ok(run && !attached.has(run), 'a call is made that nobody has asked for')
    attached.add(run)
    const living = drivers.filter((driver) => driver.run.end === null)
    assert.deepEqual(living, [], 'two runs are live at a time')
    return run
  }

  /** The stream would take what is thrown here for the transport's failure. */
  function attachOrReport(request: RunRequest): ModelRun {
    try {
      return attach(request)
    } catch (error) {
      report(error)
      throw error
    }
  }

  return {
    drivers,
    check() {
      for (const { run, signal } of drivers) {
        const isBroken = expectedOf(run.delivered).brokenAt !== null
        const mustEnd = run.end !== null && (!run.endedByItself || isBroken)
        if (mustEnd) assert.ok(signal.aborted, 'a run has ended, and its paid call goes on')
        else assert.ok(run.end !== null || !signal.aborted, 'a call is ended whose run goes on')
      }
    },
    transport: {
      async *run(request, signal) {
        const run = attachOrReport(request)
        const isDeaf = random.chance(0.3)
        const queue = createQueue(createRunScript(random), isDeaf ? null : signal)
        drivers.push({ run, signal, give: queue.give, finish: queue.finish })
        for (;;) {
          const step = await queue.next()
          if (step === null) return
          note(`transport: ${describeStep(step)}`)
          run.natural ??= endOf(step)
          if (step === 'end') return
          if ('throws' in step) throw step.throws
          if (!isTerminal(step.emit) && run.end === null) run.delivered.push(step.emit)
          yield step.emit
        }
      },
    },
  }
}

interface Queue extends Pick<Driver, 'give' | 'finish'> {
  /** Null when the signal has aborted. */
  next(): Promise<Step | null>
}

function createQueue(script: RunScript, signal: AbortSignal | null): Queue {
  const steps: Step[] = []
  let wake = Promise.withResolvers<void>()
  signal?.addEventListener('abort', () => wake.resolve())
  const push = (...more: readonly Step[]): void => {
    steps.push(...more)
    wake.resolve()
  }
  return {
    give: (count) => push(...Array.from({ length: count }, () => script.next())),
    finish: () => push(...script.finish()),
    async next() {
      while (steps.length === 0 && !signal?.aborted) {
        await wake.promise
        wake = Promise.withResolvers()
      }
      return signal?.aborted ? null : (steps.shift() ?? null)
    },
  }
}
