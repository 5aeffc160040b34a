import assert from 'node:assert/strict'
import { isTerminal, type ImageStreamEvent } from '@image-stream/core'
import { listenEmulator } from '@image-stream/emulator/node'
import { createMemoryStore } from '@image-stream/server'
import { openFakePage } from '../../fake-page.ts'
import type { Fault } from '../../fault.ts'
import { listenRelay } from '../../listen-relay.ts'
import { expectSuccess, observeRun } from '../../observe-run.ts'
import { openTcpProxy } from '../../tcp-proxy.ts'

/** How soon a page has another connection when it is seen again, in milliseconds; a busy machine gets another try. */
const returnMs = 1_000
const tries = 3
const sleepMs = 60_000

/** What was there when the page fell asleep. */
const states: readonly ImageStreamEvent['type'][] = ['start', 'thought', 'image-start']
const wakings = ['visibilitychange', 'pageshow', 'online'] as const

export const deadSockets: Fault = {
  id: 'D9',
  title: 'a socket died without a word while the page slept: another one within a second, and no error',
  sampleSize: 2,
  async *cases(context) {
    const { url, emulator, close } = await listenEmulator({
      pictureSize: 'small',
      thoughts: 'always',
      pace: { firstByteMs: 300, thinkingMs: 600, pictureMs: 900, finishMs: 100 },
    })
    context.defer(close)
    const upstream = { baseUrl: url, maxRetries: 0, fetch: (request: Request) => fetch(request) }
    const { api } = await listenRelay(context, url, {
      store: createMemoryStore(),
      delivery: 'inline',
      upstream,
    })
    for (const state of states)
      for (const waking of wakings)
        yield {
          name: `at ${state}, woken by ${waking}`,
          isAlone: true,
          async run() {
            for (let attempt = 1; ; attempt += 1) {
              const prompt = `A fox, ${state}, ${waking}, ${attempt}`
              const tookMs = await sleepThrough(prompt, state, waking)
              const calls = emulator.ledger.entries.filter((entry) => entry.prompt === prompt)
              assert.equal(calls.length, 1, 'calls to the API')
              if (tookMs <= returnMs) return
              assert.ok(attempt < tries, `it took ${tookMs} ms to come back`)
            }
          },
        }

    async function sleepThrough(
      prompt: string,
      state: ImageStreamEvent['type'],
      waking: (typeof wakings)[number],
    ): Promise<number> {
      const page = openFakePage()
      const proxy = await openTcpProxy(context, Number(new URL(api).port))
      const through = api.replace(new URL(api).port, String(proxy.port))
      const asked: string[] = []
      let wokenAt = 0
      let backAfterMs = Infinity
      try {
        const send = (request: Request): Promise<Response> => {
          asked.push(request.method)
          return fetch(request)
        }
        const run = await observeRun(prompt, { api: through, fetch: send }, (event) => {
          if (wokenAt > 0 && !isTerminal(event))
            backAfterMs = Math.min(backAfterMs, performance.now() - wokenAt)
          if (event.type !== state || wokenAt > 0) return
          wokenAt = performance.now()
          proxy.goDark()
          page.sleep(sleepMs)
          page.tell(waking)
        })
        expectSuccess(run)
        assert.deepEqual(asked, ['POST', 'GET'])
        return backAfterMs
      } finally {
        page.leave()
      }
    }
  },
}
