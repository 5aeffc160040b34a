import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { createImageStream, type ImageStream } from '@image-stream/core'
import { listenEmulator } from '@image-stream/emulator/node'
import { createImageRelay, createMemoryStore } from '@image-stream/server'
import { toNodeListener } from '@image-stream/server/node'
import { openFakePage } from '../../fake-page.ts'
import type { Fault } from '../../fault.ts'
import { listen } from '../../listen.ts'
import { secretKey } from '../../observe-run.ts'
import { noCaps } from '../../relayed.ts'

const runs = 8
/** A browser has six connections to an origin, of which one stays free. */
const mostStreams = 5
const cancelMs = 1_000

/** Which of the eight are stopped: some wait for a connection, and have sent nothing. */
const stopped: Readonly<Record<string, readonly number[]>> = {
  'the first': [0],
  'one in the middle': [3],
  'all that are sent': [0, 1, 2, 3, 4],
}

export const manyConnections: Fault = {
  id: 'D11',
  title: 'eight runs over HTTP/1.1: five connections at most, and a stop gets through at once',
  sampleSize: 2,
  async *cases(context) {
    const { url, close } = await listenEmulator({
      pace: 'instant',
      pictureSize: 'small',
      silence: { at: 'start' },
    })
    context.defer(close)
    for (const isKeeping of [true, false])
      for (const [which, indices] of Object.entries(stopped))
        yield {
          name: `${which} stopped, ${isKeeping ? 'with' : 'without'} a store`,
          isAlone: true,
          async run() {
            const seen = { live: 0, most: 0, cancels: 0 }
            const relay = createImageRelay({
              apiKey: secretKey,
              // In a page, as far as can be seen, the relay must be told that its key is safe.
              upstream: { baseUrl: url, fetch: (request) => fetch(request) },
              authorize: () => 'ann',
              limits: noCaps,
              onError() {},
              ...(isKeeping && { store: createMemoryStore() }),
            })
            const listener = toNodeListener(relay)
            const server = createServer((incoming, outgoing) => {
              if (incoming.method === 'DELETE') outgoing.once('finish', () => (seen.cancels += 1))
              else {
                seen.live += 1
                seen.most = Math.max(seen.most, seen.live)
                outgoing.once('close', () => (seen.live -= 1))
              }
              listener(incoming, outgoing)
            })
            const origin = `http://127.0.0.1:${await listen(context, server)}`
            const page = openFakePage(origin)
            const streams = Array.from({ length: runs }, () =>
              createImageStream({ api: `${origin}/api/images` }),
            )
            try {
              await drawAndStop(streams, indices, seen)
            } finally {
              for (const stream of streams) stream.stop()
              await until(() => seen.live === 0 && seen.cancels === runs)
              page.leave()
              await relay.close()
            }
          },
        }
  },
}

async function drawAndStop(
  streams: readonly ImageStream[],
  indices: readonly number[],
  seen: { readonly live: number; readonly most: number; readonly cancels: number },
): Promise<void> {
  const results = streams.map((stream, index) => stream.generate(`A fox, ${index}`))
  await until(() => seen.live === mostStreams)
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.equal(seen.most, mostStreams, 'connections at once')
  const start = performance.now()
  for (const index of indices) streams[index]?.stop()
  await until(() => seen.cancels === indices.length)
  assert.ok(performance.now() - start <= cancelMs, 'the relay hears of it in time')
  for (const index of indices) assert.equal((await results[index])?.status, 'stopped')
  // Those that waited are next.
  await until(() => seen.live === Math.min(mostStreams, runs - indices.length))
  assert.equal(seen.most, mostStreams, 'connections at once')
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}
