import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { preview } from 'vite'

import { imageApi } from '../server/image-api.ts'

const FOLDER = dirname(dirname(fileURLToPath(import.meta.url)))
const BIN = join(FOLDER, 'node_modules/storybook/dist/bin/dispatcher.js')

const READY_TIMEOUT_MS = 120_000
const READY_CHECK_MS = 100
const STOP_TIMEOUT_MS = 5_000

export interface RunningStorybook {
  readonly url: string
  readonly child: ChildProcess
  readonly stop: () => Promise<void>
}

/** Starts `storybook dev` on the port given and resolves once it answers. What it prints matters only when it fails. */
export async function startStorybook(options: {
  readonly port: number
  readonly host?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}): Promise<RunningStorybook> {
  const { port, host = '127.0.0.1', args = [], env = {} } = options
  const child = spawn(
    process.execPath,
    [BIN, 'dev', '--ci', '--no-open', '--exact-port', '--host', host, '--port', String(port), ...args],
    { cwd: FOLDER, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const collect = (text: unknown) => (output += String(text))
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)

  const stop = async () => {
    if (hasEnded(child)) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(timer)
  }

  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!(await answers(`http://127.0.0.1:${port}/index.json`))) {
    if (hasEnded(child)) throw new Error(`Storybook ended before it was ready.\n${output}`)
    if (Date.now() > deadline) {
      await stop()
      throw new Error(`Storybook was not ready after ${READY_TIMEOUT_MS} ms.\n${output}`)
    }
    await delay(READY_CHECK_MS)
  }
  // From here on, problems of a running Storybook are worth seeing.
  child.stderr.off('data', collect).pipe(process.stderr)
  child.stdout.off('data', collect).resume()
  return { url: `http://localhost:${port}`, child, stop }
}

/** Builds the site into a folder. What it prints matters only when it fails. */
export async function buildStorybook(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(process.execPath, [BIN, 'build', '--quiet', '--output-dir', folder], {
    cwd: FOLDER,
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (text: unknown) => (output += String(text))
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`Storybook was not built.\n${output}`)
}

/** Serves what was built with WITH_SERVER, and the relay and the emulator behind it, from this process. */
export async function serveStorybook(
  folder: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const server = await preview({
    root: FOLDER,
    configFile: false,
    logLevel: 'warn',
    plugins: [imageApi()],
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port: await freePort(0), strictPort: true, open: false },
  })
  const { port } = server.httpServer.address() as AddressInfo
  return { url: `http://localhost:${port}`, stop: () => server.close() }
}

/** The first free port of the loopback from `first` on; any free one for 0. */
export async function freePort(first: number): Promise<number> {
  const server = createServer()
  const free = await new Promise<number | undefined>((resolve) => {
    server.once('error', () => resolve(undefined))
    server.listen(first, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : undefined)
    })
  })
  if (free === undefined) return freePort(first + 1)
  await new Promise((resolve) => server.close(resolve))
  return free
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.body?.cancel()
    return response.ok
  } catch {
    // Nobody listens yet.
    return false
  }
}
