import { expect, test } from 'vitest'
import { readError, readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import type { RelayLimits } from './index.ts'

test.each<[string, RelayLimits]>([
  ['an environment variable that is not set', { maxUsdPerDay: Number(undefined) }],
  ['a text', { maxRunsPerDay: 'many' as never }],
  ['null', { maxLiveRuns: null as never }],
  ['less than nothing', { maxRunsPerMinute: -1 }],
])('T2 a limit that is no number lets nobody in: %s', async (_what, limits) => {
  const [name = ''] = Object.keys(limits)
  for (const options of [{ limits }, { authorize: () => ({ owner: 'ann', limits }) }]) {
    const { relay, emulator, reported } = relayUnderTest(options)
    expect(await readError(await relay(runRequest()))).toMatchObject({ status: 500, code: 'misconfigured' })
    expect(String(reported[0]?.cause)).toContain(name)
    expect(emulator.ledger.requests).toBe(0)
  }
})

test('limits that are left out, or undefined, have their defaults, and Infinity is none', async () => {
  const limits = {
    maxRunsPerDay: undefined as never,
    maxUsdPerDay: Infinity,
    maxRunMs: Infinity,
    maxBodyMs: Infinity,
  }
  const { relay } = relayUnderTest({ limits, heartbeatMs: Infinity })
  expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'done' })
})
