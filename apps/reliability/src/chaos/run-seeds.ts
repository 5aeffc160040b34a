import { fork } from 'node:child_process'

export interface SeedRange {
  readonly from: number
  readonly count: number
}

/** What came of one seed; null when all held. Plain JSON, as it goes from process to process. */
export interface SeedReport {
  readonly seed: number
  readonly failure: string | null
}

/** Heap of one process, in MiB. */
const heapMiB = 1_024
/** Seeds that a process is given at once: it takes as long to start, and to get warm, as for twenty of them. */
const maxRangeSize = 100
/** A seed that loops without end takes its process down after this. In milliseconds. */
const seedLimitMs = 120_000

/** Runs seeds in processes of their own. `onReport` says whether to go on. Never rejects. */
export async function runSeeds(
  { from, count }: SeedRange,
  workers: number,
  onReport: (report: SeedReport) => boolean,
): Promise<void> {
  let next = from
  let isOver = false
  const rangeSize = Math.min(maxRangeSize, Math.ceil(count / workers))
  await Promise.all(Array.from({ length: workers }, workThrough))

  async function workThrough(): Promise<void> {
    while (next < from + count && !isOver) {
      const range = { from: next, count: Math.min(rangeSize, from + count - next) }
      next += range.count
      await runRange(range, (report) => {
        isOver ||= !onReport(report)
        return !isOver
      })
    }
  }
}

/** A process for each range: what one leaves behind is not taken for another's. */
function runRange({ from, count }: SeedRange, onReport: (report: SeedReport) => boolean): Promise<void> {
  const child = fork(new URL('chaos-worker.ts', import.meta.url), {
    execArgv: [...process.execArgv, `--max-old-space-size=${heapMiB}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  let seed = from
  let limit: ReturnType<typeof setTimeout>
  const watch = (): void => {
    limit = setTimeout(() => child.kill('SIGKILL'), seedLimitMs)
  }
  return new Promise((resolve) => {
    watch()
    child.on('message', (report: SeedReport) => {
      clearTimeout(limit)
      seed = report.seed + 1
      if (onReport(report) && seed < from + count) watch()
      else child.kill()
    })
    child.on('exit', (code, signal) => {
      clearTimeout(limit)
      if (seed < from + count && signal !== 'SIGTERM')
        onReport({ seed, failure: `Its process ended: ${signal ?? `exit code ${code}`}.` })
      resolve()
    })
    child.send({ from, count })
  })
}
