import assert from 'node:assert/strict'
import { gemini } from '@image-stream/core/gemini'
import type { Switches } from '@image-stream/emulator'
import { listenEmulator } from '@image-stream/emulator/node'
import { finish, picture, pngBytes, sse } from '../../../../../packages/core/test/wire.ts'
import type { Fault, FaultCase } from '../../fault.ts'
import { installFakeClock } from '../../fake-clock.ts'
import { openEndpoint } from '../../gemini-endpoint.ts'
import { expectError, expectSuccess, observeRun, secretKey } from '../../observe-run.ts'
import { refuse } from '../../refusal.ts'

/** Come back at once: only the jitter is left, so that no test waits for long. */
const busy: Switches = { error: { name: 'overloaded', retryDelay: '0s' } }
const overQuota: Switches = { error: { name: 'quota-minute', retryDelay: '0s' } }
const good: Switches = {}

/** What one intent is answered, call by call, and the calls that it may make. */
const flapping: readonly {
  readonly name: string
  readonly answers: readonly Switches[]
  readonly calls: number
  readonly isDrawn: boolean
  readonly maxRetries?: number
}[] = [
  { name: '503, 200', answers: [busy, good], calls: 2, isDrawn: true },
  { name: '503, 503, 200', answers: [busy, busy, good], calls: 3, isDrawn: true },
  { name: '429, 503, 200', answers: [overQuota, busy, good], calls: 3, isDrawn: true },
  { name: '503, 503, 503, 200', answers: [busy, busy, busy, good], calls: 3, isDrawn: false },
  { name: '503 for ever', answers: [busy], calls: 3, isDrawn: false },
  { name: '503 for ever, no retry allowed', answers: [busy], calls: 1, isDrawn: false, maxRetries: 0 },
  { name: '503 for ever, one retry allowed', answers: [busy], calls: 2, isDrawn: false, maxRetries: 1 },
  {
    name: '503, then a good answer that breaks',
    answers: [busy, { cut: { at: 'picture' } }],
    calls: 2,
    isDrawn: false,
  },
]

/** All at once. */
const clients = 50

export const outages: Fault = {
  id: 'C5',
  title: 'an outage: three calls an intent at most, and no storm of retries',
  parallel: 20,
  async *cases(context) {
    const endpoint = await openEndpoint(context)
    for (const { name, answers, calls, isDrawn, maxRetries } of flapping)
      yield {
        name,
        async run() {
          const run = await endpoint.ask(answers, {
            transport: maxRetries === undefined ? {} : { maxRetries },
          })
          assert.equal(run.calls.length, calls, 'calls')
          if (isDrawn) expectSuccess(run)
          else assert.ok(run.error)
        },
      }
    yield* together()
  },
}

/** Many clients of one process, which share a transport. */
function* together(): Generator<FaultCase> {
  for (const scenario of [busy, overQuota])
    yield {
      name: `${clients} clients at once, ${scenario.error?.name} for ever`,
      isAlone: true,
      async run() {
        // A refused call gives no token back: those that were there are all that the storm may use.
        const calls = await callsOf(scenario, clients)
        assert.ok(calls >= clients && calls <= 1.1 * clients, `${calls} calls for ${clients} clients`)
      },
    }
  yield {
    name: `${clients} clients one after the other, overloaded for ever`,
    isAlone: true,
    async run() {
      const calls = await callsOf(busy, 1)
      assert.ok(calls <= 1.1 * clients, `${calls} calls for ${clients} clients`)
    },
  }
  yield { name: 'after an outage calls are made again', isAlone: true, run: recover }
}

async function callsOf(scenario: Switches, atOnce: number): Promise<number> {
  const { url, emulator, close } = await listenEmulator({
    pace: 'instant',
    pictureSize: 'small',
    ...scenario,
  })
  try {
    const transport = gemini({ apiKey: secretKey, baseUrl: url })
    for (let done = 0; done < clients; done += atOnce)
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          const run = await observeRun('A fox', { transport })
          expectError(run, { code: scenario === busy ? 'overloaded' : 'quota', billed: 'no' })
        }),
      )
    return emulator.ledger.requests
  } finally {
    await close()
  }
}

/** Answered calls give tokens back, a tenth each: so a budget that has closed opens again. */
async function recover(): Promise<void> {
  const clock = installFakeClock()
  try {
    let isBusy = true
    let calls = 0
    const transport = gemini({
      apiKey: secretKey,
      fetch() {
        calls += 1
        const good = new Response(sse(picture(pngBytes(8, 6)), finish('STOP')))
        return Promise.resolve(isBusy ? refuse({ status: 503, retryDelay: '0s' }) : good)
      },
    })
    async function ask(times: number): Promise<number> {
      calls = 0
      for (let time = 0; time < times; time += 1)
        await clock.until(observeRun('A fox', { transport }), 60_000)
      return calls
    }
    await ask(10)
    assert.equal(await ask(1), 1, 'the budget is closed')
    isBusy = false
    assert.equal(await ask(100), 100)
    isBusy = true
    assert.equal(await ask(1), 3, 'and open again')
  } finally {
    clock.restore()
  }
}
