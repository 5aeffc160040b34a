import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AnswerSize } from '../answer.ts'
import type { CompetitorName } from './competitors.ts'
import type { Timings } from './measure.ts'
import type { ProfileRow } from './profile.ts'

/** What one process has to do. */
export interface Task {
  readonly kind: keyof TaskResults
  readonly competitor: CompetitorName
  readonly answer: AnswerSize
  readonly readBytes: number
}

export interface TaskResults {
  readonly time: Timings
  /** Bytes. */
  readonly memory: number
  readonly profile: readonly ProfileRow[]
}

/** No process may take the machine down. */
const heapMiB = 3_072
const limitMs = 180_000

/** Runs one task in a fresh process. */
export async function runTask<Kind extends keyof TaskResults>(
  task: Task & { readonly kind: Kind },
): Promise<TaskResults[Kind]> {
  const child = fork(new URL('worker.ts', import.meta.url), {
    execArgv: [`--max-old-space-size=${heapMiB}`],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const limit = setTimeout(() => child.kill('SIGKILL'), limitMs)
  const died = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`The process of ${task.competitor} ended: ${signal ?? `exit code ${code}`}.`)
  })
  child.send(task)
  try {
    const [result] = (await Promise.race([once(child, 'message'), died])) as [TaskResults[Kind]]
    await died.catch(() => {})
    return result
  } finally {
    clearTimeout(limit)
  }
}
