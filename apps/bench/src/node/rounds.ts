import { mean, median } from '../statistics.ts'
import { answerOf, type Case } from './cases.ts'
import type { Timings } from './measure.ts'
import { runTask } from './tasks.ts'

/** What one process measured: of warm streams unless it says cold. Times in milliseconds. */
export interface Measures {
  /** The mean, as what is collected late was left over by others. */
  readonly cpuMs: number
  readonly wallMs: number
  readonly tailMs: number
  readonly blockMs: number
  readonly coldCpuMs: number
  readonly coldTailMs: number
  readonly coldBlockMs: number
  readonly peakBytes: number
}

export type Metric = keyof Measures

/** The values of each case, one for each round. */
export interface NodeResults {
  /** Empty where nothing was measured. */
  values(of: Omit<Case, 'kind'>, metric: Metric): readonly number[]
}

/** Every case in each round, one process at a time, in another order each round. */
export async function runRounds(
  cases: readonly Case[],
  rounds: number,
  onProgress: (text: string) => void,
): Promise<NodeResults> {
  const results = new Map<string, number[]>()
  for (let round = 0; round < rounds; round += 1)
    for (const [index, each] of rotated(cases, round).entries()) {
      // What is held differs by a few hundredths from process to process.
      if (each.kind === 'memory' && round > 0) continue
      onProgress(
        `round ${round + 1} of ${rounds}, ${index + 1} of ${cases.length}: ${each.competitor}, ${each.readKiB} KiB`,
      )
      for (const [metric, value] of Object.entries(await measure(each))) {
        const key = keyOf(each, metric as Metric)
        results.set(key, [...(results.get(key) ?? []), value])
      }
    }
  return { values: (of, metric) => results.get(keyOf(of, metric)) ?? [] }
}

function keyOf({ competitor, answer, readKiB }: Omit<Case, 'kind'>, metric: Metric): string {
  return [competitor, answer, readKiB, metric].join(' ')
}

/** A machine that grows hot or busy must not always meet the same one. */
function rotated<T>(items: readonly T[], round: number): readonly T[] {
  const start = (round * 7) % Math.max(1, items.length)
  return [...items.slice(start), ...items.slice(0, start)]
}

async function measure({ kind, competitor, answer, readKiB }: Case): Promise<Partial<Measures>> {
  const task = { competitor, answer: answerOf(answer), readBytes: readKiB * 1024 }
  if (kind === 'memory') return { peakBytes: await runTask({ kind, ...task }) }
  return summary(await runTask({ kind, ...task }))
}

function summary({ cold, warm }: Timings): Partial<Measures> {
  return {
    cpuMs: mean(warm.map(({ cpuMs }) => cpuMs)),
    wallMs: median(warm.map(({ wallMs }) => wallMs)),
    tailMs: median(warm.map(({ tailMs }) => tailMs)),
    blockMs: median(warm.map(({ blockMs }) => blockMs)),
    coldCpuMs: cold.cpuMs,
    coldTailMs: cold.tailMs,
    coldBlockMs: cold.blockMs,
  }
}
