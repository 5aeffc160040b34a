import { setTimeout as sleep } from 'node:timers/promises'
import { promptFor, type Manner } from '@image-stream/bench/relay/canned-upstream'
import { clockMs } from '@image-stream/bench/relay/clock'
import type { Running } from '@image-stream/bench/relay/processes'
import { wholeness } from '@image-stream/bench/relay/read-at-once'
import { askForRun, cancelRun, readEvents, type AskedRun } from '@image-stream/bench/relay/run-client'
import { median, percentile } from '@image-stream/bench/statistics'
import { toNumber } from '@image-stream/bench/table'
import { createRandom } from '../random.ts'
import { atMost, beside, none, type LoadGoal } from './load-goal.ts'
import { inParallel, loadAnswer, withSetup, type LoadOptions, type LoadSetup } from './load-setup.ts'

export interface StopCounts {
  /** Of each way in each place of the answer. */
  readonly repeats: number
  /** Streams that run all the while. */
  readonly others: number
  readonly seed: number
}

/** By `DELETE` with the key, as `stop()` does, or by leaving alone. */
const ways = ['key', 'leave'] as const
type Way = (typeof ways)[number]

/** Where a run is when it is stopped: between thoughts, in silence, in the middle of its picture. */
const places: readonly Manner[] = ['thinking', 'silent', 'half']

const atOnce = 5
/** A run is stopped so long after its first thought at most. */
const maxDelayMs = 100
/** An upstream that is still open then is a failure. */
const patienceMs = 10_000

interface Stop {
  readonly way: Way
  readonly place: Manner
  readonly delayMs: number
}

/** From the wish to stop to the closed upstream connection, by one clock, while other streams run. */
export function measureStops(
  options: LoadOptions,
  { repeats, others, seed }: StopCounts = { repeats: 40, others: 50, seed: 1 },
): Promise<LoadGoal[]> {
  return withSetup(options, async (setup) => {
    const relay = await setup.start('relay')
    const random = createRandom('stops', seed)
    const stops = random.shuffled(
      ways.flatMap((way) =>
        places.flatMap((place) =>
          Array.from({ length: repeats }, (): Stop => ({ way, place, delayMs: random.below(maxDelayMs) })),
        ),
      ),
    )
    const running = runOthers(relay, others)
    const times: Record<Way, number[]> = { key: [], leave: [] }
    const failures: string[] = []
    // A process that has just begun compiles its code: half a second for fifty streams at once.
    await running.haveRun
    await inParallel(stops, atOnce, async (stop, index) => {
      const result = await stopOne(setup, relay, stop, `stop-${index}`)
      if (typeof result === 'string') failures.push(result)
      else times[stop.way].push(result)
    })
    const othersFailed = await running.end()
    const all = [...times.key, ...times.leave]
    const inWords = (values: readonly number[]): string =>
      values.length === 0
        ? 'none'
        : `p50 ${toNumber(median(values))}, p99 ${toNumber(percentile(values, 0.99))}, most ${toNumber(Math.max(...values))} ms`
    return [
      none(
        `${stops.length} stops while ${others} streams run: upstream left open, or told otherwise`,
        failures,
      ),
      atMost(
        `${stops.length} stops: upstream closed, p99`,
        all.length === 0 ? Infinity : percentile(all, 0.99),
        200,
        'ms',
      ),
      beside('  by key', inWords(times.key)),
      beside('  by leaving', inWords(times.leave)),
      none(`the streams beside ${stops.length} stops: not whole`, othersFailed),
    ]
  })
}

/** Milliseconds until the upstream was closed, or what was wrong. */
async function stopOne(
  setup: LoadSetup,
  relay: Running,
  { way, place, delayMs }: Stop,
  tag: string,
): Promise<number | string> {
  const asked = askForRun(relay.origin, promptFor(place, tag))
  const reading = readUntilStopped(asked)
  const early = await Promise.race([reading.hasBegun, reading.ending])
  if (early !== null) return `ended by itself: ${early}`
  await sleep(delayMs)
  const beginMs = clockMs()
  if (way === 'leave') asked.request.destroy()
  else {
    const status = await cancelRun(relay.origin, asked.key)
    if (status !== 204) return `DELETE answered ${status}`
  }
  const closed = await Promise.race([setup.closed(tag), sleep(patienceMs, null, { ref: false })])
  if (!closed) return `upstream still open after ${patienceMs / 1000} s (${way}, ${place})`
  if (way === 'key') {
    const ending = await reading.ending
    if (ending !== 'stopped') return `its reader was told: ${ending}`
  }
  return closed.atMs - beginMs
}

/** `hasBegun` becomes null with the first thought; `ending` says what the last event was. Neither rejects. */
function readUntilStopped({ response }: AskedRun): {
  readonly hasBegun: Promise<null>
  readonly ending: Promise<string>
} {
  const begun = Promise.withResolvers<null>()
  async function read(): Promise<string> {
    let last = 'nothing'
    for await (const { type } of readEvents(await response)) {
      last = String(type)
      if (type === 'thought') begun.resolve(null)
    }
    return last
  }
  return { hasBegun: begun.promise, ending: read().catch(String) }
}

/** Streams that follow one another until `end`, so many at a time; it gives those that were not whole. `haveRun`: as many have ended. */
function runOthers(
  relay: Running,
  streams: number,
): { readonly haveRun: Promise<void>; end(): Promise<readonly string[]> } {
  const whyNotWhole = wholeness(loadAnswer)
  const failures: string[] = []
  const first = Promise.withResolvers<void>()
  let isOver = false
  let ended = 0
  const running = Array.from({ length: streams }, async (_, index) => {
    for (let count = 0; !isOver; count += 1) {
      const asked = askForRun(relay.origin, promptFor('paced', `other-${index}-${count}`))
      const failure = await whyNotWhole.relayed(relay.origin, asked)
      if (failure !== null) failures.push(failure)
      ended += 1
      if (ended === streams) first.resolve()
    }
  })
  return {
    haveRun: first.promise,
    async end() {
      isOver = true
      await Promise.all(running)
      return failures
    },
  }
}
