import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'

/** A real Redis for tests, on a free port of this machine, that keeps nothing on disk. */
export interface RedisServer {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** As if the machine had gone: nothing is said to anybody. Everything it knew is gone. */
  kill(): Promise<void>
  /** An empty one on the same port. */
  start(): Promise<void>
  /** It answers nobody until `resume`, and its connections stay. */
  pause(): void
  resume(): void
  /** What `redis-cli` prints. */
  command(...words: string[]): string
  stop(): Promise<void>
}

/** Whether this machine has one; tests that need it are skipped where not, and say so. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0

if (!hasRedis) {
  // oxlint-disable-next-line no-console -- Whoever reads a green run has to know what was not run.
  console.warn('There is no redis-server on this machine: the tests of the Redis store are skipped.')
}

export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'))
  const port = await findFreePort()
  const words = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  let server = await start()

  async function start() {
    const child = spawn('redis-server', [...words, '--dir', folder, ...settings], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    for await (const line of child.stdout) if (String(line).includes('Ready to accept')) break
    child.stdout.destroy()
    return child
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return server.pid ?? 0
    },
    kill,
    start: async () => void (server = await start()),
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    command: (...args) =>
      spawnSync('redis-cli', ['-p', String(port), ...args], { encoding: 'utf8' }).stdout.trim(),
    async stop() {
      await kill()
      await rm(folder, { recursive: true })
    },
  }
}
