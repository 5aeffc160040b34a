// One side of the relay's load, in a process of its own: the upstream, the relay or what it is compared with.
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAnswer, recordedAnswer } from '../answer.ts'
import { importPacked } from '../packed.ts'
import type { RelayRole, RelayUsage } from './relay-load.ts'

const sseHeaders = { 'content-type': 'text/event-stream' }
const samplingMs = 100

const [role = '', upstream = ''] = process.argv.slice(2)
const server = createServer(await listenerOf(role as RelayRole, upstream))
server.listen(0, '127.0.0.1')
await once(server, 'listening')

const before = process.cpuUsage()
let peakBytes = process.memoryUsage.rss()
setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss())
}, samplingMs).unref()

process.send?.((server.address() as AddressInfo).port)
process.once('message', () => {
  const { user, system } = process.cpuUsage(before)
  const usage: RelayUsage = { cpuMs: (user + system) / 1000, peakBytes }
  process.send?.(usage, () => process.exit())
})

function listenerOf(name: RelayRole, baseUrl: string): Promise<RequestListener> | RequestListener {
  switch (name) {
    case 'upstream':
      return answering()
    case 'bare':
      return passingOn(baseUrl)
    case 'relay':
      return relaying(baseUrl)
    default:
      return name satisfies never
  }
}

function answering(): RequestListener {
  const { stream } = createAnswer(recordedAnswer)
  return (request, response) => {
    request.resume()
    response.writeHead(200, sseHeaders).end(stream)
  }
}

/** The least that stands between a page and an upstream: with back-pressure, and without a look at the bytes. */
function passingOn(baseUrl: string): RequestListener {
  return (request, response) => {
    void pass().catch(() => response.destroy())
    async function pass(): Promise<void> {
      request.resume()
      const { body } = await fetch(baseUrl, { method: 'POST', body: '{}' })
      response.writeHead(200, sseHeaders)
      for await (const bytes of body ?? []) if (!response.write(bytes)) await once(response, 'drain')
      response.end()
    }
  }
}

async function relaying(baseUrl: string): Promise<RequestListener> {
  importPacked()
  const { allowAnyone, createImageRelay } = await import('@image-stream/server')
  const { toNodeListener } = await import('@image-stream/server/node')
  const limits = { maxLiveRuns: Infinity, maxLiveRunsTotal: Infinity }
  const relay = createImageRelay({ apiKey: 'bench', authorize: allowAnyone, upstream: { baseUrl }, limits })
  return toNodeListener(relay)
}
