import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingMessage } from 'node:http'
import { promptFor } from '@image-stream/bench/relay/canned-upstream'
import { wholeness } from '@image-stream/bench/relay/read-at-once'
import { clockMs } from '@image-stream/bench/relay/clock'
import type { Running } from '@image-stream/bench/relay/processes'
import { askForRun, type AskedRun } from '@image-stream/bench/relay/run-client'
import { atMost, none, type LoadGoal } from './load-goal.ts'
import { loadAnswer, withSetup, type LoadOptions, type LoadSetup } from './load-setup.ts'

const MiB = 1024 * 1024

/** Until then the pipes on the way have filled, and nothing may grow any more. */
const settledMs = 5_000
/** The relay gives a reader up after 30 s without progress; filling the pipes is progress. */
const watchedMs = 60_000
const cutMs = { least: 29_000, most: 40_000 }
const sampleMs = 500

interface Sample {
  readonly ms: number
  readonly residentBytes: number
}

/** Readers that stop reading at once, in front of bodies of 64 MB: what they hold, whether that grows, and that they are cut off. */
export function measureStalledReaders(options: LoadOptions, readers = 50): Promise<LoadGoal[]> {
  return withSetup(options, async (setup) => {
    const relay = await setup.start('relay')
    const before = (await relay.usage()).residentBytes
    const beginMs = clockMs()
    const asked = Array.from({ length: readers }, (_, index) => stall(relay, `stalled-${index}`))
    const samples = await watch(relay, watchedMs)
    for (const { request } of asked) request.destroy()
    const held = samples.filter(({ ms }) => ms <= cutMs.least)
    const settled = held.filter(({ ms }) => ms >= settledMs)
    const later = samples.filter(({ ms }) => ms >= settledMs)
    const growth = highest(later) - (settled[0]?.residentBytes ?? Infinity)
    return [
      atMost(
        `${readers} stalled readers, 64 MB bodies: held by each before the cut`,
        (highest(held) - before) / readers / MiB,
        3,
        'MiB',
      ),
      atMost(`${readers} stalled readers: growth of each from 5 to 60 s`, growth / readers / MiB, 0.1, 'MiB'),
      none(
        `${readers} stalled readers: not cut off after 30 s, upstream too`,
        notCut(setup, readers, beginMs),
      ),
    ]
  })
}

/** Those whose upstream connection was not closed in time, by when it was. */
function notCut({ closings }: LoadSetup, readers: number, beginMs: number): readonly string[] {
  return Array.from({ length: readers }, (_, index) => {
    const closed = closings.find(({ tag }) => tag === `stalled-${index}`)
    if (!closed) return 'still open after 60 s'
    const afterMs = closed.atMs - beginMs
    return afterMs >= cutMs.least && afterMs <= cutMs.most
      ? ''
      : `closed after ${(afterMs / 1000).toFixed(1)} s`
  }).filter((failure) => failure !== '')
}

/** Some readers that do not read, and some that hardly do, beside many that do. */
export function measureMixedReaders(
  options: LoadOptions,
  { stalled, slow, normal } = { stalled: 100, slow: 100, normal: 800 },
): Promise<LoadGoal[]> {
  return withSetup(options, async (setup) => {
    const relay = await setup.start('relay')
    const whyNotWhole = wholeness(loadAnswer)
    const others = [
      ...Array.from({ length: stalled }, (_, index) => stall(relay, `stalled-${index}`)),
      ...Array.from({ length: slow }, (_, index) => dawdle(relay, `slow-${index}`)),
    ]
    const failures = await Promise.all(
      Array.from({ length: normal }, (_, index) =>
        whyNotWhole.relayed(relay.origin, askForRun(relay.origin, promptFor('whole', `normal-${index}`))),
      ),
    )
    const peak = (await relay.usage()).peakBytes
    for (const { request } of others) request.destroy()
    const what = `${normal} readers beside ${stalled} stalled and ${slow} at 1 KB/s`
    return [
      none(
        `${what}: not whole`,
        failures.filter((failure) => failure !== null),
      ),
      atMost(`${what}: peak resident`, peak / MiB, 512, 'MiB'),
    ]
  })
}

/** A run whose answer is asked for and never read. */
function stall(relay: Running, tag: string): AskedRun {
  const asked = askForRun(relay.origin, promptFor('huge', tag))
  // Without one who listens, Node would throw the body away.
  asked.request.on('response', (response: IncomingMessage) => void ignoreErrors(response).pause())
  return asked
}

/** A run that is read at 1 KB a second. */
function dawdle(relay: Running, tag: string): AskedRun {
  const asked = askForRun(relay.origin, promptFor('huge', tag))
  asked.request.on('response', (response: IncomingMessage) => {
    ignoreErrors(response).pause()
    const timer = setInterval(() => response.read(1_000), 1_000)
    response.once('close', () => clearInterval(timer))
  })
  return asked
}

/** Being cut off is what these are here for. */
function ignoreErrors(response: IncomingMessage): IncomingMessage {
  return response.on('error', () => {})
}

async function watch(relay: Running, forMs: number): Promise<readonly Sample[]> {
  const begin = performance.now()
  const samples: Sample[] = []
  for (;;) {
    const ms = performance.now() - begin
    if (ms > forMs) return samples
    samples.push({ ms, residentBytes: (await relay.usage()).residentBytes })
    await sleep(sampleMs)
  }
}

function highest(samples: readonly Sample[]): number {
  return Math.max(...samples.map(({ residentBytes }) => residentBytes))
}
