// A relay in a process of its own, so that a fault can end it: `relay-process.ts <options as JSON>`.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createImageRelay, createMemoryStore, type RunStore } from '@image-stream/server'
import { drainOnSignal, toNodeListener } from '@image-stream/server/node'
import { createRedisStore } from '@image-stream/server/redis'
import { noCaps } from '../../relayed.ts'
import {
  ownerOf,
  type Asked,
  type KillPoint,
  type RelayProcessOptions,
  type Said,
} from './relay-processes.ts'

const options = JSON.parse(process.argv[2] ?? '') as RelayProcessOptions
const { redis, upstreamUrl, killAt, drainMs, delivery } = options

function say(said: Said): void {
  process.send?.(said)
}

/** Without a last word. */
function dieAt(point: KillPoint): void {
  if (point === killAt) process.kill(process.pid, 'SIGKILL')
}

function openStore(): RunStore {
  if (!redis) return createMemoryStore()
  const store = createRedisStore({ ...redis, reportAgainMs: 1_000 })
  return {
    ...store,
    async claim(claim) {
      const claimed = await store.claim(claim)
      dieAt('claimed')
      return claimed
    },
    async dispatch(runId) {
      dieAt('before the mark')
      const writer = await store.dispatch(runId)
      dieAt('marked')
      return writer
    },
  }
}

const relay = createImageRelay({
  apiKey: 'test',
  ...(options.isKeeping && { store: openStore() }),
  ...(delivery && { delivery }),
  authorize: ownerOf,
  limits: noCaps,
  onError() {},
  onRunStart: () => dieAt('asked the application'),
  onRunEnd: ({ id, status }) => say({ ended: id, status }),
  upstream: {
    baseUrl: upstreamUrl,
    maxRetries: 0,
    async fetch(request) {
      dieAt('before the call')
      const answering = fetch(request)
      if (killAt === 'called') setTimeout(() => dieAt('called'), 300)
      const response = await answering
      dieAt('answered')
      return response
    },
  },
  onEvent: ({ type }) => type === 'image-start' && dieAt('drawing'),
})
const server = createServer(toNodeListener(relay))
drainOnSignal(server, relay, { ...(drainMs !== undefined && { drainMs }) })
server.listen(0, '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }))
process.on('message', (asked: Asked) => {
  if (asked === 'memory') say({ residentBytes: process.memoryUsage.rss() })
})
