// A process for seeds, one after the other.
import { describeFinding, runEpisode } from '../fuzz/episode.ts'
import { chaosTarget } from './chaos-target.ts'
import type { SeedRange, SeedReport } from './run-seeds.ts'

process.on('message', (range: SeedRange) => void work(range))
process.on('disconnect', () => process.exit())

async function work({ from, count }: SeedRange): Promise<void> {
  for (let seed = from; seed < from + count; seed += 1) {
    const finding = await runEpisode(chaosTarget, seed)
    const report: SeedReport = { seed, failure: finding && describeFinding(finding) }
    process.send?.(report)
  }
}
