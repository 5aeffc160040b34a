import { randomId } from '@image-stream/core/relay'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { listen, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { until } from '../test/until.ts'

const hanging = { silence: { at: 'thinking' } } as const

/** A run whose first reader is there. */
async function readRun(options: Parameters<typeof keepingRelay>[0]) {
  const under = keepingRelay(options, hanging)
  const key = randomId()
  const reader = (await under.relay(runRequest({ key }))).body!.getReader()
  for (let index = 0; index < 3; index += 1) await reader.read()
  expect(under.emulator.ledger.open).toBe(1)
  return { ...under, key, reader }
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

describe('when nobody reads a run any more', () => {
  test('it goes on, as its reader may come back', async () => {
    const { emulator, reader } = await readRun({})
    await reader.cancel()
    await turns()
    expect(emulator.ledger).toMatchObject({ open: 1, aborted: 0 })
  })

  test('it ends, where that is wanted', async () => {
    const { relay, key, emulator, reader } = await readRun({ onDisconnect: 'cancel' })
    const second = (await relay(followRequest({ key }))).body!.getReader()
    await reader.cancel()
    await turns()
    expect(emulator.ledger.open).toBe(1)
    await second.cancel()
    await until(() => emulator.ledger.open === 0)
  })

  test('it ends where nothing is kept', async () => {
    const { relay, emulator } = relayUnderTest({}, hanging)
    const reader = (await relay(runRequest())).body!.getReader()
    for (let index = 0; index < 3; index += 1) await reader.read()
    await reader.cancel()
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger.aborted).toBe(1)
  })

  describe('and may come back within a time', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
    afterEach(() => void vi.useRealTimers())

    test('it ends when nobody does', async () => {
      const { emulator, reader } = await readRun({ onDisconnect: { graceMs: 60_000 } })
      await reader.cancel()
      await vi.advanceTimersByTimeAsync(59_000)
      expect(emulator.ledger.open).toBe(1)
      await vi.advanceTimersByTimeAsync(1_000)
      await turns()
      expect(emulator.ledger).toMatchObject({ open: 0, aborted: 1 })
    })

    test('it goes on when somebody does', async () => {
      const { relay, key, emulator, reader } = await readRun({ onDisconnect: { graceMs: 60_000 } })
      await reader.cancel()
      await vi.advanceTimersByTimeAsync(30_000)
      const again = (await relay(followRequest({ key }))).body!.getReader()
      await again.read()
      await again.read()
      await vi.advanceTimersByTimeAsync(20_000)
      await again.read()
      await vi.advanceTimersByTimeAsync(20_000)
      expect(emulator.ledger.open).toBe(1)
      await again.cancel()
      await vi.advanceTimersByTimeAsync(60_000)
      await turns()
      expect(emulator.ledger.open).toBe(0)
    })
  })
})

test('a socket that is destroyed leaves the run to whoever comes back', async () => {
  const { relay, emulator } = keepingRelay({}, {})
  const { url } = await listen(relay)
  const key = randomId()
  const leaving = new AbortController()
  const response = await fetch(runRequest({ key, url: `${url}/api/images/runs`, signal: leaving.signal }))
  await response.body!.getReader().read()
  leaving.abort()
  const text = await (await fetch(followRequest({ key }, { url }))).text()
  expect(text).toContain('"type":"done"')
  expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1, aborted: 0 })
})

test('the host is asked to stay for a run that goes on behind its answer', async () => {
  const waiting: Promise<unknown>[] = []
  const { relay, emulator } = keepingRelay({ waitUntil: (work) => void waiting.push(work) })
  await (await relay(runRequest())).body?.cancel()
  await Promise.all(waiting)
  expect(emulator.ledger).toMatchObject({ paid: 1, aborted: 0, open: 0 })
})
