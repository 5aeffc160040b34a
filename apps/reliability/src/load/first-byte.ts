import { setTimeout as sleep } from 'node:timers/promises'
import { promptFor } from '@image-stream/bench/relay/canned-upstream'
import type { Running } from '@image-stream/bench/relay/processes'
import { askForRun, readEvents } from '@image-stream/bench/relay/run-client'
import { median, percentile } from '@image-stream/bench/statistics'
import { toNumber } from '@image-stream/bench/table'
import { atMost, beside, type LoadGoal } from './load-goal.ts'
import { inParallel, withSetup, type LoadOptions } from './load-setup.ts'

const atOnce = 50
/** How long an answer takes: the first streams start one after the other over this time, as later ones do by themselves. */
const answerMs = 1_000
const limitMs = 20

/**
 * From the request to the first thought that the upstream sent, through the relay and through a bare one, in turns, with
 * 50 streams under way. The relay's own first comment does not count.
 */
export function measureFirstByte(options: LoadOptions, runsOfEach = 600, turns = 4): Promise<LoadGoal[]> {
  return withSetup(options, async (setup) => {
    const bare = await setup.start('bare')
    const relay = await setup.start('relay')
    const bareMs: number[] = []
    const relayMs: number[] = []
    for (let turn = 0; turn < turns; turn += 1) {
      await runTurn(bare, runsOfEach / turns, firstBytesOfBare, bareMs)
      await runTurn(relay, runsOfEach / turns, firstThoughtOfRelay, relayMs)
    }
    const added = (share: number): number => percentile(relayMs, share) - percentile(bareMs, share)
    const inWords = (values: readonly number[]): string =>
      `median ${toNumber(median(values))}, p95 ${toNumber(percentile(values, 0.95))} ms, n ${values.length}`
    return [
      atMost('first byte at 50 streams, over a bare relay: median', added(0.5), limitMs, 'ms'),
      atMost('first byte at 50 streams, over a bare relay: p95', added(0.95), limitMs, 'ms'),
      beside('  the relay', inWords(relayMs)),
      beside('  the bare one', inWords(bareMs)),
    ]
  })
}

type ReadTimed = (relay: Running, tag: string) => Promise<number>

/** The first 50 of a turn warm up and fill the pipe; they do not count. */
async function runTurn(relay: Running, runs: number, read: ReadTimed, times: number[]): Promise<void> {
  await inParallel(Array.from({ length: atOnce + runs }), atOnce, async (_, index) => {
    if (index < atOnce) await sleep((index * answerMs) / atOnce)
    const ms = await read(relay, `first-${index}`)
    if (index >= atOnce) times.push(ms)
  })
}

async function firstThoughtOfRelay({ origin }: Running, tag: string): Promise<number> {
  const begin = performance.now()
  let firstMs = Infinity
  for await (const { type } of readEvents(await askForRun(origin, promptFor('paced', tag)).response))
    if (type === 'thought') firstMs = Math.min(firstMs, performance.now() - begin)
  return firstMs
}

async function firstBytesOfBare({ origin }: Running, tag: string): Promise<number> {
  const begin = performance.now()
  let firstMs = Infinity
  for await (const _ of await askForRun(origin, promptFor('paced', tag)).response)
    firstMs = Math.min(firstMs, performance.now() - begin)
  return firstMs
}
