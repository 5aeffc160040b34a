// `pnpm chaos --seeds 10000`: users, pages, relays, a store and the API, each seed with mishaps of its own.
// `pnpm chaos --mutants`: plants bugs that cost money, one after the other, and fails unless each is found.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { mutants } from './chaos/mutants.ts'
import { runSeeds } from './chaos/run-seeds.ts'
import { chooseMutants, describeHunt, hunt } from './hunt-mutants.ts'

const usage = `pnpm chaos [--seeds N] [--seed N] [--workers N] [--all]
  --seeds    default 200
  --seed     the first one, default 1; each next one has the next
  --all      goes on after the first that fails
pnpm chaos --mutants [name …] [--seeds N]
  --seeds    within which each must be found, default 1,000`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    all: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** How long the search for one bug may take, in milliseconds. */
const searchMs = 300_000

if (values.help) console.log(usage)
else process.exitCode = (values.mutants ? await findMutants() : await search()) ? 0 : 1

async function search(): Promise<boolean> {
  const start = performance.now()
  const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1)
  const [from, count] = [Number(values.seed), Number(values.seeds ?? 200)]
  const failed: number[] = []
  let done = 0
  await runSeeds({ from, count }, Number(values.workers), ({ seed, failure }) => {
    done += 1
    if (failure === null) return true
    failed.push(seed)
    console.log(failure)
    console.log(`\nchaos, seed ${seed}, after ${seconds()} s. Again:\npnpm chaos --seed ${seed} --seeds 1\n`)
    return values.all
  })
  const verdict = failed.length === 0 ? 'all held' : `failed: ${failed.join(' ')}`
  console.log(`${done} seeds from ${from}, ${seconds()} s: ${verdict}.`)
  return failed.length === 0 && done === count
}

async function findMutants(): Promise<boolean> {
  const command = new URL(import.meta.url)
  const args = [`--seeds=${values.seeds ?? 1_000}`, `--seed=${values.seed}`, `--workers=${values.workers}`]
  let isEachFound = true
  for (const mutant of chooseMutants(mutants, positionals)) {
    const result = await hunt(mutant, { command, args, lifeMs: searchMs })
    console.log(describeHunt(result))
    isEachFound &&= result.found !== null
  }
  return isEachFound
}
