import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AnswerSize } from '../answer.ts'
import type { UpstreamClosed } from './canned-upstream.ts'

export interface UpstreamTask {
  readonly role: 'upstream'
  readonly answer: AnswerSize
}

export interface BareTask {
  readonly role: 'bare'
  readonly upstream: string
}

export interface RelayTask {
  readonly role: 'relay'
  readonly upstream: string
  /** As users install it, which must have been packed before; else from its sources. */
  readonly isPacked: boolean
  /** With a store in memory, as big as it is by default; else it keeps none. */
  readonly keepsRuns: boolean
}

export type WorkerTask = UpstreamTask | BareTask | RelayTask

/** What a process has used since it listens. */
export interface Usage {
  readonly cpuMs: number
  /** Just now. */
  readonly residentBytes: number
  /** Resident, at its highest. */
  readonly peakBytes: number
}

export type ToWorker = 'usage' | 'end'

export type FromWorker =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'closed'; readonly closed: UpstreamClosed }

/** A server in a process of its own. */
export interface Running {
  readonly origin: string
  usage(): Promise<Usage>
  end(): Promise<void>
}

/** `onClosed` hears of each answer of an upstream that is over, and of each whose connection was closed. */
export async function startProcess(
  task: WorkerTask,
  onClosed: (closed: UpstreamClosed) => void = () => {},
): Promise<Running> {
  const child = fork(new URL('relay-worker.ts', import.meta.url), [JSON.stringify(task)], {
    env: { ...process.env, NODE_ENV: 'production' },
    // Node's own flags of a test runner are not for a server.
    execArgv: [],
  })
  const exited = once(child, 'exit')
  child.on('message', (message: FromWorker) => {
    if (message.type === 'closed') onClosed(message.closed)
  })

  async function hear<T extends FromWorker['type']>(type: T): Promise<Extract<FromWorker, { type: T }>> {
    const { promise, resolve, reject } = Promise.withResolvers<Extract<FromWorker, { type: T }>>()
    const onMessage = (message: FromWorker): void => {
      if (message.type === type) resolve(message as Extract<FromWorker, { type: T }>)
    }
    const onExit = (): void => reject(new Error(`The process of the ${task.role} has ended.`))
    child.on('message', onMessage).once('exit', onExit)
    try {
      return await promise
    } finally {
      child.off('message', onMessage).off('exit', onExit)
    }
  }

  const { port } = await hear('listening')
  return {
    origin: `http://127.0.0.1:${port}`,
    async usage() {
      child.send('usage' satisfies ToWorker)
      return (await hear('usage')).usage
    },
    async end() {
      if (child.connected) child.send('end' satisfies ToWorker)
      await exited
    },
  }
}
