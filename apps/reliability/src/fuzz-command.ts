// `pnpm fuzz --seconds 60`: random sessions, runs and answers, each from a seed of its own, until the time is up.
import { parseArgs } from 'node:util'
import { describeFinding, runEpisode, type Target } from './fuzz/episode.ts'
import { runTarget } from './fuzz/run-fuzz.ts'
import { sessionTarget } from './fuzz/session-fuzz.ts'

const targets: readonly Target[] = [sessionTarget, runTarget]

const usage = `pnpm fuzz [--seconds N] [--seed N] [--only ${targets.map(({ name }) => name).join('|')}] [--episodes N]
  --seconds    default 10
  --seed       of the first episode, each next one has the next; default: the time
  --episodes   so many of each, however long they take`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    only: { type: 'string' },
    episodes: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const start = process.hrtime.bigint()
const seed = Number(values.seed)
const wanted = targets.filter(({ name }) => values.only === undefined || values.only === name)
let episodes = 0
while (
  values.episodes === undefined ? seconds() < Number(values.seconds) : episodes < Number(values.episodes)
) {
  for (const target of wanted) {
    const finding = await runEpisode(target, seed + episodes)
    if (!finding) continue
    console.log(describeFinding(finding))
    console.log(`\n${target.name}, seed ${seed + episodes}, after ${seconds().toFixed(1)} s. Again:`)
    console.log(`pnpm fuzz --only ${target.name} --seed ${seed + episodes} --episodes 1`)
    process.exit(1)
  }
  episodes += 1
}
const names = wanted.map(({ name }) => name).join(', ')
console.log(
  `${episodes} episodes each of ${names}, seeds ${seed} to ${seed + episodes - 1}, ${seconds().toFixed(1)} s: all held.`,
)

function seconds(): number {
  return Number(process.hrtime.bigint() - start) / 1e9
}
