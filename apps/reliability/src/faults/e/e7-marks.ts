import assert from 'node:assert/strict'
import { randomId } from '@image-stream/core/relay'
import { listenEmulator } from '@image-stream/emulator/node'
import type { Fault } from '../../fault.ts'
import { ask, formOf, readFrames, wireOf } from './frames.ts'
import { withRedis } from './redis.ts'
import { startRelay, type KillPoint } from './relay-processes.ts'

const leaseMs = 1_000
/** A run that is lost is found so late, at the latest, and reported soon after. */
const lateMs = 7_000

/** What becomes of the key when a relay dies there, and how often the API was called by then. */
const points: Readonly<Record<KillPoint, { readonly outcome: 'new' | 'lost'; readonly calls: 0 | 1 }>> = {
  claimed: { outcome: 'new', calls: 0 },
  'asked the application': { outcome: 'new', calls: 0 },
  'before the mark': { outcome: 'new', calls: 0 },
  // From here on nobody can know whether it was sent.
  marked: { outcome: 'lost', calls: 0 },
  'before the call': { outcome: 'lost', calls: 0 },
  called: { outcome: 'lost', calls: 1 },
  answered: { outcome: 'lost', calls: 1 },
  drawing: { outcome: 'lost', calls: 1 },
}

export const marks: Fault = {
  id: 'E7',
  title: 'a process dies between its marks: only what was merely claimed may be sent again',
  parallel: 4,
  sampleSize: 1,
  caseTimeoutMs: 60_000,
  cases: (context) =>
    withRedis('E7', context, async function* (redis) {
      const {
        url: upstreamUrl,
        emulator,
        close,
      } = await listenEmulator({
        pictureSize: 'small',
        thoughts: 'always',
        pace: { firstByteMs: 800, thinkingMs: 100, pictureMs: 100, finishMs: 300 },
      })
      context.defer(close)
      const common = { isKeeping: true, upstreamUrl, redis: { url: redis.url, prefix: 'e7', leaseMs } }
      const other = await startRelay(context, common)
      for (const [killAt, { outcome, calls }] of Object.entries(points) as [
        KillPoint,
        (typeof points)[KillPoint],
      ][])
        yield {
          name: `it dies at: ${killAt}`,
          async run() {
            const { api, exit } = await startRelay(context, { ...common, killAt })
            const key = randomId()
            const prompt = `A fox, ${killAt}`
            const post = (to: string): Promise<Response> =>
              ask({ api: to, key, method: 'POST', body: formOf(prompt) })
            await post(api)
              .then((response) => readFrames(response))
              .catch(() => {})
            assert.equal(await exit, 'SIGKILL')
            const counted = (): number =>
              emulator.ledger.entries.filter((entry) => entry.prompt === prompt).length
            assert.equal(counted(), calls, 'calls to the API by then')

            const start = performance.now()
            const last = await endOf(() => post(other.api))
            assert.ok(performance.now() - start <= leaseMs + lateMs, 'it is found out in time')
            assert.equal(last.type, outcome === 'new' ? 'done' : 'error')
            if (outcome === 'lost') assert.deepEqual(errorOf(last), { code: 'lost', billed: 'maybe' })
            assert.equal(counted(), outcome === 'new' ? 1 : calls, 'calls to the API')
            await reported(other.ended, outcome === 'new' ? 'success' : 'lost')
          },
        }
    }),
}

type Wire = ReturnType<typeof wireOf>

/** Comes again as a page does, until it is told how the run has ended. */
async function endOf(post: () => Promise<Response>): Promise<Wire> {
  for (;;) {
    const frames = await readFrames(await post())
    const last = frames.at(-1)
    assert.ok(last)
    const wire = wireOf(last)
    // Whoever came while it was only claimed hears that it was given up, for nothing, and may come again.
    if (wire.type !== 'error' || errorOf(wire).code !== 'relay') return wire
    assert.equal(errorOf(wire).billed, 'no')
  }
}

function errorOf(wire: Wire): { readonly code: string; readonly billed: string } {
  const { code, billed } = wire['error'] as { readonly code: string; readonly billed: string }
  return { code, billed }
}

/** `onRunEnd` of some relay hears of it. Sweeps come every 15 s, and behind requests. */
async function reported(ended: ReadonlyMap<string, string>, status: string): Promise<void> {
  for (let tries = 0; ![...ended.values()].includes(status); tries += 1) {
    assert.ok(tries < 200, `nobody has told the application of a run that is ${status}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
