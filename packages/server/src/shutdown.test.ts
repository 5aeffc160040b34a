import { randomId } from '@image-stream/core/relay'
import { describe, expect, test, vi } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { readError, readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { until } from '../test/until.ts'

describe.each([
  ['with a store', keepingRelay],
  ['without a store', relayUnderTest],
] as const)('%s, a relay that is about to end', (_name, under) => {
  test('lets its runs come to their end, and no new ones in', async () => {
    const gate = Promise.withResolvers<void>()
    const { relay, emulator } = under({}, { silence: { at: 'thinking', until: gate.promise } })
    const reading = readWire(await relay(runRequest()))
    await until(() => emulator.ledger.open === 1)
    const drained = relay.drain()
    const refused = await relay(runRequest())
    expect(Number(refused.headers.get('retry-after'))).toBe(90)
    expect(await readError(refused)).toMatchObject({ status: 503, code: 'overloaded' })
    gate.resolve()
    expect((await reading).at(-1)).toMatchObject({ type: 'done' })
    await drained
    expect(emulator.ledger.requests).toBe(1)
  })

  test('ends those that take too long, and they say so', async () => {
    const { relay, emulator } = under({}, { silence: { at: 'thinking' } })
    const reading = readWire(await relay(runRequest()))
    await until(() => emulator.ledger.open === 1)
    await relay.close()
    expect((await reading).at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'relay', httpStatus: 503, billed: 'maybe', advice: 'retry' },
    })
    await until(() => emulator.ledger.open === 0)
  })

  test('waits for onRunEnd as well', async () => {
    const gate = Promise.withResolvers<void>()
    const onRunEnd = vi.fn<() => Promise<void>>(() => gate.promise)
    const { relay } = under({ onRunEnd }, { error: { name: 503 } })
    await readWire(await relay(runRequest()))
    let isDrained = false
    const drained = relay.drain().then(() => (isDrained = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(isDrained).toBe(false)
    gate.resolve()
    await drained
    expect(onRunEnd).toHaveBeenCalledTimes(1)
  })

  test('lets in nobody whose upload it outlived', async () => {
    const { relay, emulator } = under()
    const form = runRequest()
    const sending = Promise.withResolvers<void>()
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await sending.promise
        controller.enqueue(new Uint8Array(await form.arrayBuffer()))
        controller.close()
      },
    })
    const headers = { 'content-type': form.headers.get('content-type') ?? '' }
    const answering = relay(runRequest({ body, headers }))
    await new Promise((resolve) => setImmediate(resolve))
    await relay.drain()
    sending.resolve()
    expect(await readError(await answering)).toMatchObject({ status: 503, code: 'overloaded' })
    expect(emulator.ledger.requests).toBe(0)
  })

  /** A run that its hook has not let start yet. */
  async function beginning() {
    const gate = Promise.withResolvers<void>()
    const onRunStart = vi.fn<() => Promise<void>>(() => gate.promise)
    const { relay, emulator } = under({ onRunStart })
    const answering = relay(runRequest())
    await until(() => onRunStart.mock.calls.length === 1)
    return { relay, emulator, answering, gate }
  }

  test('waits for a run that is just being begun', async () => {
    const { relay, emulator, answering, gate } = await beginning()
    let isDrained = false
    const drained = relay.drain().then(() => (isDrained = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(isDrained).toBe(false)
    gate.resolve()
    expect((await readWire(await answering)).at(-1)).toMatchObject({ type: 'done' })
    await drained
    expect(emulator.ledger.paid).toBe(1)
  })

  test('sends nothing for a run that is let start too late', async () => {
    const { relay, emulator, answering, gate } = await beginning()
    const closed = relay.close()
    await new Promise((resolve) => setTimeout(resolve, 10))
    gate.resolve()
    expect((await readWire(await answering)).at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'relay', httpStatus: 503 },
    })
    await closed
    expect(emulator.ledger.requests).toBe(0)
  })

  test('with nothing to do ends at once', async () => {
    const { relay } = under()
    await expect(relay.drain()).resolves.toBeUndefined()
  })
})

test('a relay that is about to end is still read from', async () => {
  const gate = Promise.withResolvers<void>()
  const { relay, emulator } = keepingRelay({}, { silence: { at: 'thinking', until: gate.promise } })
  const key = randomId()
  const reading = readWire(await relay(runRequest({ key })))
  await until(() => emulator.ledger.open === 1)
  const drained = relay.drain()
  const following = relay(followRequest({ key })).then(readWire)
  gate.resolve()
  expect(await following).toEqual(await reading)
  await drained
})
