import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { byUrl, runId, scriptedRelay, withoutPauses } from '../test/scripted-relay.ts'
import { pictureEvents } from '../test/scripted-transport.ts'
import { pngBytes } from '../test/wire.ts'
import { takeConnection } from './connections.ts'
import type { ImageStreamEvent } from './events.ts'
import { streamImage } from './stream-image.ts'

let origin: string
let count = 0

beforeEach(() => {
  // Each test its own: what is counted is counted for the whole page.
  count += 1
  origin = `https://app${count}.example`
  vi.stubGlobal('location', new URL(origin))
  onTestFinished(() => void vi.unstubAllGlobals())
})

/** Takes so many, and says how many have been given. */
function take(times: number): { readonly releases: (() => void)[]; readonly all: Promise<unknown> } {
  const releases: (() => void)[] = []
  const all = Promise.all(
    Array.from({ length: times }, async () => releases.push(await takeConnection(origin))),
  )
  return { releases, all }
}

test('five at a time, the others in the order in which they came', async () => {
  const { releases, all } = take(7)
  await vi.waitFor(() => expect(releases).toHaveLength(5))
  const order: string[] = []
  for (const name of ['first', 'second']) void takeConnection(origin).then(() => order.push(name))
  releases[0]?.()
  // Twice is once.
  releases[0]?.()
  await vi.waitFor(() => expect(releases).toHaveLength(6))
  releases[1]?.()
  await all
  expect(order).toEqual([])
  releases[2]?.()
  await vi.waitFor(() => expect(order).toEqual(['first']))
})

test('another origin has its own, and one that gives up lets the next one through', async () => {
  const { releases, all } = take(5)
  await all
  await takeConnection('https://cdn.example')
  const controller = new AbortController()
  const given = takeConnection(origin, controller.signal)
  const next = takeConnection(origin)
  controller.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
  releases[0]?.()
  await next
})

test('a server and a page over HTTP/2 wait for nothing', async () => {
  const navigation = { nextHopProtocol: 'h2' } as unknown as PerformanceEntry
  const spy = vi.spyOn(performance, 'getEntriesByType').mockReturnValue([navigation])
  const shared = take(20)
  await shared.all
  spy.mockRestore()
  vi.stubGlobal('location', undefined)
  const server = take(20)
  await server.all
  expect([shared.releases.length, server.releases.length]).toEqual([20, 20])
})

const png = pngBytes(8, 6, 100)
const run: readonly ImageStreamEvent[] = [
  { type: 'start', runId, resumable: true },
  ...pictureEvents(png),
  { type: 'done' },
]

test('runs and the pictures that they show share them, and a stop never waits', async () => {
  withoutPauses()
  const relay = scriptedRelay(run.slice(0, 1), byUrl)
  relay.go({ ends: 'wait' })
  const stops = Array.from({ length: 4 }, () => new AbortController())
  const results = stops.map(({ signal }, index) =>
    streamImage(`Fox ${index}`, { fetch: relay.fetch, signal }).result.catch(() => 'stopped'),
  )
  await vi.waitFor(() => expect(relay.calls).toHaveLength(4))
  // And now four pictures that are coming in: that is more than there is room for.
  relay.log(...run.slice(1, 3))
  await new Promise((resolve) => setTimeout(resolve, 5))
  const late = streamImage('A hare', { fetch: relay.fetch }).result
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(relay.calls).toHaveLength(4)
  stops[0]?.abort()
  await vi.waitFor(() => expect(relay.calls).toContain('DELETE runs'))
  expect(relay.calls).toHaveLength(5)
  stops[1]?.abort()
  // Two runs, two pictures.
  await vi.waitFor(() => expect(relay.calls.filter((call) => call === 'POST runs')).toHaveLength(5))
  relay.log(...run.slice(3))
  expect((await late).image.byteLength).toBe(100)
  await Promise.all(results)
})
