import assert from 'node:assert/strict'
import { streamImage } from '@image-stream/core'
import { listenEmulator } from '@image-stream/emulator/node'
import { createMemoryStore, type ImageRelayOptions } from '@image-stream/server'
import type { Fault } from '../../fault.ts'
import { listenRelay } from '../../listen-relay.ts'
import { ask, formOf } from '../e/frames.ts'
import { randomId } from '@image-stream/core/relay'

/** How soon the first byte follows the head, and a picture its last byte. In milliseconds; a busy machine gets more tries. */
const primingMs = 10
const showingMs = 100
const tries = 5

export const heldChunks: Fault = {
  id: 'D12',
  title: 'a first comment at once and one behind the last event, for browsers that hold back what comes',
  sampleSize: 4,
  parallel: 1,
  async *cases(context) {
    const { url, close } = await listenEmulator({
      pictureSize: 'small',
      thoughts: 'always',
      pace: { firstByteMs: 300, thinkingMs: 50, pictureMs: 50, finishMs: 0 },
    })
    context.defer(close)
    const setups: Readonly<Record<string, ImageRelayOptions>> = {
      'no store': {},
      'a store, inline': { store: createMemoryStore(), delivery: 'inline' },
      'a store, by URL': { store: createMemoryStore() },
    }
    for (const [name, options] of Object.entries(setups)) {
      const { api } = await listenRelay(context, url, options)
      yield { name: `first and last bytes, ${name}`, run: () => inTime(primingMs, () => firstBytes(api)) }
      yield { name: `the picture, ${name}`, run: () => inTime(showingMs, () => picture(api)) }
      if (options.store) yield { name: `who comes back, ${name}`, run: () => comesBack(api) }
    }
  },
}

async function inTime(limitMs: number, measure: () => Promise<number>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const tookMs = await measure()
    if (tookMs <= limitMs) return
    assert.ok(attempt < tries, `it took ${tookMs} ms`)
  }
}

/** Milliseconds from the head to the first byte, which is there long before the API says anything. */
async function firstBytes(api: string): Promise<number> {
  const response = await ask({ api, key: randomId(), method: 'POST', body: formOf('A fox') })
  const start = performance.now()
  let tookMs: number | null = null
  let text = ''
  for await (const bytes of response.body ?? []) {
    tookMs ??= performance.now() - start
    text += new TextDecoder().decode(bytes)
  }
  assert.ok(text.startsWith(': ok\n\n'), 'a comment comes first')
  assert.ok(text.endsWith('\n\n: end\n\n'), 'and one last')
  return tookMs ?? Infinity
}

/** Milliseconds from the last byte of the picture to its result. */
async function picture(api: string): Promise<number> {
  const run = streamImage('A fox', { api })
  let lastByteAt = 0
  for await (const { type } of run)
    if (type === 'image-data' || type === 'image-progress') lastByteAt = performance.now()
  await run.result
  return performance.now() - lastByteAt
}

/** The comments are of the connection, not of the run. */
async function comesBack(api: string): Promise<void> {
  const key = randomId()
  await (await ask({ api, key, method: 'POST', body: formOf('A fox') })).text()
  const text = await (await ask({ api, key, after: 2 })).text()
  assert.ok(text.startsWith(': ok\n\n') && text.endsWith('\n\n: end\n\n'))
}
