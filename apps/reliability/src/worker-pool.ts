import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Fault } from './fault.ts'
import type { FaultReport, RunOptions } from './run-fault.ts'

/** What a worker is asked for. */
export interface FaultTask {
  readonly id: string
  readonly options: RunOptions
}

/** A fault that loops without end takes its process down after this, and not the machine. In milliseconds. */
const faultLimitMs = 8 * 60_000

/** Heap of one worker, in MiB. */
const heapMiB = 2_048

/** Runs the faults in processes of their own, `workers` at a time, and what is measured alone at the end. */
export async function runInWorkers(
  faults: readonly Fault[],
  workers: number,
  options: RunOptions,
  onReport: (report: FaultReport) => void,
): Promise<void> {
  const measured = faults.filter(({ isMeasured }) => isMeasured)
  const others = faults.filter((fault) => !measured.includes(fault))
  await Promise.all(Array.from({ length: workers }, workThrough.bind(null, others.values())))
  await workThrough(measured.values())

  async function workThrough(queue: Iterable<Fault>): Promise<void> {
    let worker: Worker | null = null
    for (const { id } of queue) {
      worker ??= startWorker()
      const report = await worker.run({ id, options })
      onReport(report)
      if (!worker.isAlive) worker = null
    }
    worker?.end()
  }
}

interface Worker {
  readonly isAlive: boolean
  /** Never rejects: a worker that dies is a failure of its fault. */
  run(task: FaultTask): Promise<FaultReport>
  end(): void
}

function startWorker(): Worker {
  const child = fork(new URL('faults-worker.ts', import.meta.url), {
    execArgv: [`--max-old-space-size=${heapMiB}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const death = deathOf(child)
  return {
    get isAlive() {
      return child.exitCode === null && child.signalCode === null
    },
    async run(task) {
      const start = performance.now()
      const limit = setTimeout(() => child.kill('SIGKILL'), faultLimitMs)
      child.send(task)
      const report = await Promise.race([answerOf(child), death])
      clearTimeout(limit)
      if (typeof report !== 'string') return report
      const durationMs = performance.now() - start
      return { id: task.id, executions: 0, open: [], failures: [{ name: null, message: report }], durationMs }
    },
    end: () => child.disconnect(),
  }
}

async function answerOf(child: ChildProcess): Promise<FaultReport> {
  const [report] = (await once(child, 'message')) as [FaultReport]
  return report
}

async function deathOf(child: ChildProcess): Promise<string> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return `Its process ended: ${signal ?? `exit code ${code}`}.`
}
