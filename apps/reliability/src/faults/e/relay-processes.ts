import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { RedisStoreOptions } from '@image-stream/server/redis'
import type { FaultContext } from '../../fault.ts'

/** How far a relay has come with a run when it dies. */
export type KillPoint =
  | 'claimed'
  | 'asked the application'
  | 'before the mark'
  | 'marked'
  | 'before the call'
  | 'called'
  | 'answered'
  | 'drawing'

/** What a relay in a process of its own is told. Plain JSON. */
export interface RelayProcessOptions {
  readonly upstreamUrl: string
  /** With a store: of this Redis, or in its own memory. */
  readonly isKeeping: boolean
  readonly redis?: Pick<RedisStoreOptions, 'url' | 'prefix' | 'leaseMs'>
  readonly killAt?: KillPoint
  readonly drainMs?: number
  readonly delivery?: 'url' | 'inline'
}

/** What it is asked. */
export type Asked = 'memory'

/** What it says. */
export type Said =
  | { readonly port: number }
  /** `onRunEnd` has heard of a run. */
  | { readonly ended: string; readonly status: string }
  | { readonly residentBytes: number }

export interface RelayProcess {
  /** Where it is mounted. */
  readonly api: string
  /** What its `onRunEnd` has heard, by run. */
  readonly ended: ReadonlyMap<string, string>
  residentBytes(): Promise<number>
  kill(signal: 'SIGKILL' | 'SIGTERM'): void
  /** Its exit code, or the signal that ended it. */
  readonly exit: Promise<number | string>
}

export const ownerHeader = 'x-user'

/** Whoever says nothing is Ann. */
export function ownerOf(request: Request): string {
  return request.headers.get(ownerHeader) ?? 'ann'
}

/** Starts one, and waits until it listens. It is gone after the last case. */
export async function startRelay(
  { defer }: Pick<FaultContext, 'defer'>,
  options: RelayProcessOptions,
): Promise<RelayProcess> {
  const child = fork(new URL('relay-process.ts', import.meta.url), [JSON.stringify(options)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exit = exitOf(child)
  defer(async () => {
    child.kill('SIGKILL')
    await exit
  })
  const ended = new Map<string, string>()
  const { promise: listening, resolve } = Promise.withResolvers<number>()
  child.on('message', (said: Said) => {
    if ('port' in said) resolve(said.port)
    else if ('ended' in said) ended.set(said.ended, said.status)
  })
  const port = await Promise.race([listening, exit])
  assert.ok(typeof port === 'number' && port > 0, `a relay did not start: ${port}`)
  return {
    api: `http://127.0.0.1:${port}/api/images`,
    ended,
    async residentBytes() {
      const answer = once(child, 'message') as Promise<[Said]>
      child.send('memory' satisfies Asked)
      const [said] = await answer
      assert.ok('residentBytes' in said)
      return said.residentBytes
    },
    kill: (signal) => void child.kill(signal),
    exit,
  }
}

async function exitOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return code ?? signal ?? 'gone'
}
