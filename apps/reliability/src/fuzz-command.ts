// `pnpm fuzz --seconds 60`: random sessions, runs and answers, each from a seed of its own, until the time is up.
// `pnpm fuzz --mutants`: plants known bugs, one after the other, and fails unless each is found.
import { parseArgs } from 'node:util'
import { describeFinding, runEpisode, type Target } from './fuzz/episode.ts'
import { mutants } from './fuzz/mutants.ts'
import { runTarget } from './fuzz/run-fuzz.ts'
import { sessionTarget } from './fuzz/session-fuzz.ts'
import { wireTarget } from './fuzz/wire-fuzz.ts'
import { chooseMutants, describeHunt, hunt } from './hunt-mutants.ts'

const targets: readonly Target[] = [sessionTarget, runTarget, wireTarget]

/** How long a planted bug may stay unfound. */
const searchSeconds = 60

const usage = `pnpm fuzz [--seconds N] [--seed N] [--only ${targets.map(({ name }) => name).join('|')}] [--episodes N]
  --seconds    default 10
  --seed       of the first episode, each next one has the next; default: the time
  --episodes   so many of each, however long they take
pnpm fuzz --mutants [name …] [--seed N]`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string' },
    episodes: { type: 'string' },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const isAllHeld = values.help ? showUsage() : values.mutants ? await findMutants() : await fuzz()
// The library's timers may still be set in an episode that has failed.
process.exit(isAllHeld ? 0 : 1)

function showUsage(): boolean {
  console.log(usage)
  return true
}

async function fuzz(): Promise<boolean> {
  const start = process.hrtime.bigint()
  const seconds = (): number => Number(process.hrtime.bigint() - start) / 1e9
  const wanted = targets.filter(({ name }) => values.only === undefined || values.only === name)
  const isOver = (count: number): boolean =>
    values.episodes === undefined ? seconds() >= Number(values.seconds) : count >= Number(values.episodes)
  let count = 0
  for (; !isOver(count); count += 1)
    for (const target of wanted) {
      const finding = await runEpisode(target, seed + count)
      if (!finding) continue
      console.log(describeFinding(finding))
      console.log(`\n${target.name}, seed ${seed + count}, after ${seconds().toFixed(1)} s. Again:`)
      console.log(`pnpm fuzz --only ${target.name} --seed ${seed + count} --episodes 1`)
      return false
    }
  const names = wanted.map(({ name }) => name).join(', ')
  console.log(
    `${count} episodes each of ${names}, seeds ${seed} to ${seed + count - 1}, ${seconds().toFixed(1)} s: all held.`,
  )
  return true
}

async function findMutants(): Promise<boolean> {
  const command = new URL(import.meta.url)
  const args = [`--seconds=${searchSeconds}`, `--seed=${seed}`]
  let isEachFound = true
  for (const mutant of chooseMutants(mutants, positionals)) {
    const result = await hunt(mutant, { command, args, lifeMs: (searchSeconds + 15) * 1000 })
    console.log(describeHunt(result))
    isEachFound &&= result.found !== null
  }
  return isEachFound
}
