// One side of the relay's load, in a process of its own: the upstream, the relay or what it is compared with.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { importPacked } from '../packed.ts'
import { passOn } from './bare-relay.ts'
import { answerCanned } from './canned-upstream.ts'
import type { FromWorker, RelayTask, ToWorker, WorkerTask } from './processes.ts'

/** Of connections that come at once: with Node's own 511, a thousand would wait for a second try of the system. */
const backlog = 4096
/** As long as the real endpoint keeps idle connections, and so never while a busy relay thinks it still may use one. */
const keepAliveMs = 240_000

const task = JSON.parse(process.argv[2] ?? '') as WorkerTask
const server = createServer(await listenerOf(task))
server.keepAliveTimeout = keepAliveMs
server.listen(0, '127.0.0.1', backlog)
await once(server, 'listening')

const before = process.cpuUsage()
process.on('message', (message: ToWorker) => {
  if (message === 'end') process.exit()
  const { user, system } = process.cpuUsage(before)
  tell({
    type: 'usage',
    usage: {
      cpuMs: (user + system) / 1000,
      residentBytes: process.memoryUsage.rss(),
      peakBytes: peakBytes(),
    },
  })
})
process.once('disconnect', () => process.exit())
tell({ type: 'listening', port: (server.address() as AddressInfo).port })

function listenerOf(of: WorkerTask): Promise<RequestListener> | RequestListener {
  switch (of.role) {
    case 'upstream':
      return answerCanned(of.answer, (closed) => tell({ type: 'closed', closed }))
    case 'bare':
      return passOn(of.upstream)
    case 'relay':
      return relaying(of)
    default:
      return of satisfies never
  }
}

async function relaying({ upstream, isPacked, keepsRuns }: RelayTask): Promise<RequestListener> {
  if (isPacked) importPacked()
  const { allowAnyone, createImageRelay, createMemoryStore } = await import('@image-stream/server')
  const { toNodeListener } = await import('@image-stream/server/node')
  const relay = createImageRelay({
    apiKey: 'load',
    authorize: allowAnyone,
    upstream: { baseUrl: upstream },
    ...(keepsRuns && { store: createMemoryStore() }),
    // All of it comes from one visitor.
    limits: {
      maxLiveRuns: Infinity,
      maxLiveRunsTotal: Infinity,
      maxRunsPerMinute: Infinity,
      maxRunsPerDay: Infinity,
      maxUsdPerDay: Infinity,
    },
    // Readers that leave are part of the load.
    onError: () => {},
  })
  return toNodeListener(relay)
}

/** Resident, at its highest, as the system counted it. Linux hands `maxRSS` down from the parent, so that is second best. */
function peakBytes(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8')
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
}

function tell(message: FromWorker): void {
  process.send?.(message)
}
