import assert from 'node:assert/strict'
import { createImageStream, type Snapshot } from '@image-stream/core'
import { createEmulator } from '@image-stream/emulator'
import { createImageRelay, createMemoryStore } from '@image-stream/server'
import { createNetwork, type Trouble } from '../../chaos/network.ts'
import { noisyPng } from '../../noisy-png.ts'
import { createStorage, installSimulatedGlobals } from '../../chaos/simulated-globals.ts'
import { createSimulatedProcess, processNow } from '../../chaos/simulated-process.ts'
import { installFakeClock, type FakeClock } from '../../fake-clock.ts'
import type { Fault, FaultContext } from '../../fault.ts'
import { secretKey } from '../../observe-run.ts'
import { noCaps } from '../../relayed.ts'

const hiddenMs = 10 * 60_000
/** The first comment and `start`: what comes behind it would be heard when the tab wakes, as if all were well. */
const darkByte = 86

/** What a browser does to a tab that nobody sees, and what its connection does meanwhile. */
interface Tab {
  /** Of each minute. */
  readonly awakeMs: number
  readonly answer?: Trouble['answer']
  /** How soon the result is shown once the tab is. Another connection is there within a second, and then has to carry it. */
  readonly showingMs: number
}

const tabs: Readonly<Record<string, Tab>> = {
  'timers once a minute': { awakeMs: 1_000, showingMs: 1_000 },
  frozen: { awakeMs: 0, showingMs: 1_000 },
  'frozen, and its connection died without a word': {
    awakeMs: 0,
    answer: { atByte: darkByte, how: 'dark' },
    showingMs: 1_500,
  },
}

/** How far the run is when the tab is hidden, in milliseconds. */
const moments = {
  'before the API says anything': 500,
  'while thinking': 4_000,
  'while it is drawn': 12_000,
} as const

export const hiddenTabs: Fault = {
  id: 'D7',
  title: 'a tab is hidden for ten minutes: no false stall, and its result within a second of being seen',
  sampleSize: 3,
  *cases(context) {
    for (const [name, afterMs] of Object.entries(moments))
      for (const [how, tab] of Object.entries(tabs))
        yield { name: `${how}, ${name}`, isAlone: true, run: () => hide(context, afterMs, tab) }
  },
}

async function hide(
  { random }: FaultContext,
  afterMs: number,
  { awakeMs, answer, showingMs }: Tab,
): Promise<void> {
  const clock = installFakeClock({ ownerNow: processNow, turns: 4 })
  const globals = installSimulatedGlobals(random)
  try {
    const emulator = createEmulator({
      thoughts: 'always',
      picture: { base64: noisyPng(random, 200_000).toString('base64') },
      signatureLength: 256,
      pace: { firstByteMs: 2_000, thinkingMs: 8_000, pictureMs: 8_000, finishMs: 500 },
    })
    const server = createSimulatedProcess('relay')
    const relay = server.run(() =>
      createImageRelay({
        apiKey: secretKey,
        upstream: { fetch: emulator },
        store: createMemoryStore(),
        authorize: () => 'ann',
        limits: noCaps,
        delivery: 'inline',
      }),
    )
    const page = createSimulatedProcess('page')
    const browser = { storage: createStorage(), events: new EventTarget(), isHidden: false, isOnline: true }
    globals.add(page, browser)
    const answers = [answer]
    const fetch = createNetwork().connect(
      () => ({ process: server, handle: relay }),
      () => ({ latencyMs: 5, ...withAnswer(answers.shift()) }),
    )
    const shown: Snapshot['status'][] = []
    const stream = page.run(() => createImageStream({ api: 'http://relay.test/api/images', fetch }))
    page.run(() => stream.subscribe(({ status }) => void shown.push(status)))
    const result = page.run(() => stream.generate('A fox'))
    await clock.advance(afterMs)

    browser.isHidden = true
    page.run(() => browser.events.dispatchEvent(new Event('visibilitychange')))
    await sleepThrough(clock, page, awakeMs)
    browser.isHidden = false
    page.thaw()
    page.run(() => browser.events.dispatchEvent(new Event('visibilitychange')))
    await clock.advance(showingMs)
    assert.equal(shown.at(-1), 'success', 'what is shown a second later')
    assert.ok(!shown.includes('error'), 'no error in between')
    assert.equal((await result).status, 'success')
    assert.equal(emulator.ledger.requests, 1, 'calls to the API')
    await clock.until(
      server.run(() => relay.close()),
      60_000,
    )
  } finally {
    globals.restore()
    clock.restore()
  }
}

async function sleepThrough(
  clock: FakeClock,
  page: ReturnType<typeof createSimulatedProcess>,
  awakeMs: number,
): Promise<void> {
  for (let passed = 0; passed < hiddenMs; passed += 60_000) {
    page.freeze()
    await clock.advance(60_000 - awakeMs)
    if (awakeMs === 0) continue
    page.thaw()
    await clock.advance(awakeMs)
  }
}

function withAnswer(answer: Trouble['answer']): Pick<Trouble, 'answer'> {
  return answer ? { answer } : {}
}
