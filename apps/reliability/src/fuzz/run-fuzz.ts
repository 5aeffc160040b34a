import assert from 'node:assert/strict'
import {
  createError,
  isImageStreamError,
  isTerminal,
  streamImage,
  type ImageRun,
  type ImageStreamEvent,
  type RunResult,
  type Transport,
} from '@image-stream/core'
import type { Episode, Target } from './episode.ts'
import { checkResult, compareBytes, endOf, expectedOf, type ExpectedEnd } from './expected-run.ts'
import { createRunScript, describeStep } from './run-script.ts'

/** Steps of one script at most; most end before. */
const maxSteps = 80

/** How the caller reads a run. */
type Reader = 'all' | 'result only' | 'leaves' | 'aborts'

/** `streamImage` over a transport that does anything, read in every way. */
export const runTarget: Target = {
  name: 'run',
  async run(episode) {
    const { random, clock, note } = episode
    const reader = random.pick<Reader>(['all', 'all', 'result only', 'leaves', 'aborts'])
    const after = random.below(12)
    note(`the reader: ${reader} after ${after}`)
    const { transport, delivered, end } = scripted(episode)
    const controller = new AbortController()
    const stop = createError('stalled', {})
    const run = streamImage('A fox', { transport, signal: controller.signal })
    // Whatever hangs is stopped in the end.
    setTimeout(() => controller.abort(stop), 10_000)

    const events: ImageStreamEvent[] = []
    async function read(): Promise<void> {
      if (reader === 'result only') return
      for await (const event of run) {
        events.push(event)
        if (events.length <= after) continue
        if (reader === 'leaves') return
        if (reader === 'aborts') controller.abort(stop)
      }
    }
    const thrown = await clock.until(errorOf(read()), 60_000)
    const result = await clock.until(resultOf(run, stop), 60_000)
    const how = ended(delivered, end())
    if (reader === 'result only') return checkEnd(result, delivered, how)

    const last = events.at(-1)
    const told = last && isTerminal(last) ? events.slice(0, -1) : events
    for (const [at, event] of told.entries()) assert.equal(event, delivered[at], `event ${at} is another`)
    assert.ok(!told.some(isTerminal), 'a terminal event is the last')
    if (thrown === null && result.status === 'stopped') return assert.equal(reader, 'leaves')
    assert.ok(last && isTerminal(last), 'a run that is read to its end has a terminal event')
    if (last.type === 'stopped') return assert.equal(result.status, 'stopped')
    assert.equal(
      last.type,
      result.status === 'success' ? 'done' : 'error',
      'the last event and the result agree',
    )
    if (reader !== 'leaves')
      assert.equal(thrown === null, result.status === 'success', 'what is no success is thrown')
    await checkEnd(result, told, how)
    const { brokenAt } = expectedOf(delivered)
    assert.equal(told.length, brokenAt ?? delivered.length, 'nothing is lost')
  },
}

/** What a stop leaves behind was told already: the run itself gives no more than its reason. */
async function checkEnd(
  result: RunResult,
  events: readonly ImageStreamEvent[],
  end: ExpectedEnd,
): Promise<void> {
  if (end === 'stopped') return assert.equal(result.status, 'stopped')
  await compareBytes(checkResult(result, events, end))
}

/** A transport that follows a script, at its own pace, and may hang or not hear of the end. */
function scripted({ random, note }: Episode): {
  readonly transport: Transport
  readonly delivered: ImageStreamEvent[]
  readonly end: () => ExpectedEnd | null
} {
  const script = createRunScript(random)
  const delivered: ImageStreamEvent[] = []
  let end: ExpectedEnd | null = null
  const hangsAt = random.chance(0.15) ? random.below(maxSteps) : Infinity
  const isSlow = random.chance(0.3)
  return {
    delivered,
    end: () => end,
    transport: {
      async *run(_request, signal) {
        for (let step = 0; ; step += 1) {
          if (step === hangsAt) await new Promise(() => {})
          if (isSlow && random.chance(0.3)) await new Promise((resolve) => setTimeout(resolve, 5))
          const list = step < maxSteps ? [script.next()] : script.finish()
          for (const next of list) {
            note(`transport: ${describeStep(next)}`)
            end ??= signal.aborted ? 'stopped' : endOf(next)
            if (next === 'end') return
            if ('throws' in next) throw next.throws
            if (!isTerminal(next.emit)) delivered.push(next.emit)
            yield next.emit
          }
        }
      },
    },
  }
}

/** What came of it: an event out of order ends a run before its transport does. */
function ended(delivered: readonly ImageStreamEvent[], end: ExpectedEnd | null): ExpectedEnd {
  return expectedOf(delivered).brokenAt === null ? (end ?? 'stopped') : { code: 'protocol' }
}

async function errorOf(promise: Promise<void>): Promise<unknown> {
  try {
    await promise
    return null
  } catch (error) {
    return error
  }
}

async function resultOf(run: ImageRun, stop: unknown): Promise<RunResult> {
  try {
    return await run.result
  } catch (error) {
    const partial = { thoughts: '', text: '', images: [], drafts: [] }
    if (error === stop) return { status: 'stopped', partial }
    if (isImageStreamError(error)) return { status: 'error', error }
    assert.ok(
      error instanceof DOMException && error.name === 'AbortError',
      `it rejects with ${String(error)}`,
    )
    return { status: 'stopped', partial }
  }
}
