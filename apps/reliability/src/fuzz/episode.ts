import { inspect } from 'node:util'
import { installFakeClock, type FakeClock, type FakeClockOptions } from '../fake-clock.ts'
import { createRandom, type Random } from '../random.ts'

/** One thing that is tried with random inputs. */
export interface Target {
  readonly name: string
  /** Throws when something does not hold. Everything random comes from `random`, and all waiting is the clock's. */
  readonly run: (episode: Episode) => Promise<void>
  readonly clock?: FakeClockOptions
}

export interface Episode {
  readonly random: Random
  readonly clock: FakeClock
  /** Notes what was done, for whoever reads of a failure. */
  readonly note: (what: string) => void
  /** Fails the episode from where a thrown error would be taken for something else. */
  readonly report: (error: unknown) => void
}

/** What did not hold, and what had been done before. Null when all did. */
export interface Finding {
  readonly error: unknown
  readonly notes: readonly string[]
}

/** The same for the same target and seed. */
export async function runEpisode(target: Target, seed: number): Promise<Finding | null> {
  const errors: unknown[] = []
  const notes: string[] = []
  const report = (error: unknown): void => void errors.push(error)
  const clock = installFakeClock(target.clock)
  // An error in a callback, and one that nobody listens to, end here.
  process.on('uncaughtException', report)
  process.on('unhandledRejection', report)
  try {
    const random = createRandom(seed, target.name)
    await target.run({ random, clock, note: (what) => void notes.push(what), report })
  } catch (error) {
    report(error)
  } finally {
    // What nobody listens to is told of a turn later.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('uncaughtException', report)
    process.off('unhandledRejection', report)
    clock.restore()
  }
  return errors.length === 0 ? null : { error: errors[0], notes }
}

export function describeFinding({ error, notes }: Finding): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : inspect(error)
  return [...notes.map((note) => `  ${note}`), '', stack].join('\n')
}
