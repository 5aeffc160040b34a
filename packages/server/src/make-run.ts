import { createError, type ImageStreamError, type TerminalEvent, type Transport } from '@image-stream/core'
import { gemini } from '@image-stream/core/gemini'
import { answerReader, readLog } from './follow-run.ts'
import { createHandoff, type Handoff } from './handoff.ts'
import type { RunStart } from './hooks.ts'
import { createOutcomeCollector, toRunEnd } from './outcome.ts'
import { notResumable, produce, type Job, type Sink } from './producer.ts'
import { tellRunEnd } from './run-end.ts'
import type { RunningRun } from './running.ts'
import type { Setup } from './setup.ts'
import type { Claim, RunWriter } from './store/run-store.ts'

/** A run that may be paid from now on. */
export interface DispatchedRun extends Pick<Job, 'start' | 'input' | 'history' | 'warnings' | 'secret'> {
  readonly claim: Claim
  readonly writer: RunWriter
  readonly maxRunMs: number
}

/** Makes a run apart from the request that asked for it, which becomes its first reader. */
export function makeRun<Context>(
  setup: Setup<Context>,
  request: Request,
  context: Context,
  { claim, writer, maxRunMs, ...asked }: DispatchedRun,
): Response {
  const { options, running, store } = setup
  const isKept = store !== null && writer.isLogged
  const run = running.open(claim, {
    writer,
    maxMs: maxRunMs,
    timedOut: () => timedOut(maxRunMs),
    // Without a log nobody can come back.
    onDisconnect: isKept ? (options.onDisconnect ?? 'continue') : 'cancel',
  })
  const { id, owner, input, estimate } = asked.start
  setup.onEvent({ type: 'start', estimatedUsd: estimate.usd }, { id, owner, model: input.model })
  const handoff = isKept ? null : createHandoff()
  const sink = handoff ? sinkOf(handoff, writer, run) : writer
  const job: Job = {
    ...asked,
    key: claim.key,
    warnings: store && !isKept ? [notResumable, ...asked.warnings] : asked.warnings,
    transport: transportOf(setup, asked.secret, isKept),
    signal: run.signal,
    isResumable: isKept,
  }
  const answer = handoff
    ? answerReader(setup, request, claim.runId, {
        after: 0,
        delivery: 'inline',
        entries: handoff.entries,
        stop: handoff.leave,
      })
    : readLog(setup, request, claim, 0)
  const closing = closingAtEnd(sink, () => running.close(claim.runId))
  const { onEvent, onRunEnd, report } = setup
  setup.goOn(produce(job, closing, { store, onRunEnd, onEvent, report }), context)
  return answer
}

/** A hook that has let a run start hears of its end, also when nothing was sent. */
export function tellOfUnsent<Context>(
  setup: Setup<Context>,
  context: Context,
  start: RunStart,
  terminal: TerminalEvent,
): void {
  if (!setup.options.onRunStart) return
  const nothing = createOutcomeCollector({ keepsPictures: false }).outcome()
  const told = toRunEnd(start, nothing, terminal, Date.now()).then(
    (end) => tellRunEnd(setup.onRunEnd, end, setup.report).wasHeard,
  )
  setup.goOn(told, context)
}

function sinkOf(handoff: Handoff, writer: RunWriter, run: RunningRun): Sink {
  // A run that ends does not wait for its reader.
  run.signal.addEventListener('abort', handoff.hurry)
  if (run.signal.aborted) handoff.hurry()
  return {
    isBroken: false,
    append: handoff.put,
    async end(entry, usd) {
      // Its reader hears of the end also when a store does not.
      await writer.end(entry, usd).finally(() => handoff.end(entry))
    },
  }
}

function closingAtEnd(sink: Sink, close: () => void): Sink {
  return {
    get isBroken() {
      return sink.isBroken
    },
    append: (entry) => sink.append(entry),
    end: (entry, usd) => sink.end(entry, usd).finally(close),
  }
}

function transportOf<Context>(
  { options: { upstream = {} }, retryBudget }: Setup<Context>,
  apiKey: string,
  keepAnswers: boolean,
): Transport {
  return gemini({
    ...upstream,
    apiKey,
    retryBudget,
    keepAnswers,
    // In a page, which has no secrets, a relay makes sense only with a handler in place of the network.
    dangerouslyAllowBrowser: upstream.fetch !== undefined,
  })
}

function timedOut(maxRunMs: number): ImageStreamError {
  return createError('timeout', { message: `The run took longer than ${maxRunMs / 1000} s and was ended.` })
}
