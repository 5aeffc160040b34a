import type { ImageRelayOptions, RunEnd, RunStart } from '@image-stream/server'
import type { Random } from '../random.ts'
import { keyNow, never, type SimulatedProcess } from './simulated-process.ts'
import type { Weather } from './weather.ts'

/** What the application's own hooks have heard. */
export interface Hooks {
  /** Runs that were asked for, by their id. */
  readonly started: ReadonlyMap<string, StartedRun>
  /** What was heard through, by run: the first of each. */
  readonly ended: ReadonlyMap<string, RunEnd>
  of(process: SimulatedProcess): Pick<ImageRelayOptions, 'onRunStart' | 'onRunEnd'>
}

export interface StartedRun {
  readonly start: RunStart
  readonly key: string
  isRefused: boolean
}

/** Longer than a success waits for it. */
const lateMs = 12_000

/** Hooks of an application that is not always well. */
export function createHooks(random: Random, weather: Weather): Hooks {
  const started = new Map<string, StartedRun>()
  const ended = new Map<string, RunEnd>()
  const badness = random.pick([0, 0, 0.2])
  const isBad = (): boolean => !weather.isCalm && random.chance(badness)

  async function onRunStart(start: RunStart): Promise<Response | void> {
    const run = { start, key: keyNow() ?? '', isRefused: false }
    started.set(start.id, run)
    if (!isBad()) return
    const how = random.pick(['refuses', 'throws', 'is slow'])
    if (how === 'is slow') return pause(1_000)
    run.isRefused = true
    if (how === 'throws') throw new Error('The ledger of the shop is away.')
    return Response.json({ error: 'No credit left.' }, { status: 402 })
  }

  async function onRunEnd(end: RunEnd): Promise<void> {
    if (isBad()) {
      if (random.chance(0.5)) throw new Error('The bucket of the shop is away.')
      await pause(lateMs)
    }
    if (!ended.has(end.id)) ended.set(end.id, end)
  }

  return {
    started,
    ended,
    of(process) {
      const unlessGone =
        <Args extends unknown[], T>(hook: (...args: Args) => Promise<T>) =>
        async (...args: Args): Promise<T> => {
          if (process.isGone) await never()
          const value = await hook(...args)
          return process.isGone ? never() : value
        }
      return { onRunStart: unlessGone(onRunStart), onRunEnd: unlessGone(onRunEnd) }
    },
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
