import { randomId } from '@image-stream/core/relay'
import { describe, expect, test } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { readWire, runRequest } from '../test/relay-under-test.ts'
import { createMemoryStore, StoreError, type RunStore } from './index.ts'
import { until } from '../test/until.ts'

/** Thoughts come, and then nothing until the client leaves. */
const hanging = { silence: { at: 'thinking' } } as const

/** A run that is being made, and what ends it. */
async function runningRun(options: Parameters<typeof keepingRelay>[0] = {}) {
  const under = keepingRelay(options, hanging)
  const key = randomId()
  const headers = { 'x-user': 'ann' }
  const reader = (await under.relay(runRequest({ key, headers }))).body!.getReader()
  let text = ''
  while (!text.includes('"start"')) text += new TextDecoder().decode((await reader.read()).value)
  await until(() => under.emulator.ledger.open === 1)
  const id = /"runId":"([^"]+)"/.exec(text)![1]!
  const rest = async (): Promise<string> => {
    for (let read = await reader.read(); !read.done; read = await reader.read())
      text += new TextDecoder().decode(read.value)
    return text
  }
  return { ...under, key, id, rest, reader }
}

describe('DELETE of a run that is kept', () => {
  test.each(['id', 'key'] as const)('by its %s ends it upstream, and each reader hears of it', async (by) => {
    const { relay, emulator, key, id, rest } = await runningRun()
    const follower = relay(followRequest({ id })).then(readWire)
    const name = by === 'id' ? { id } : { key }
    const response = await relay(followRequest(name, { method: 'DELETE' }))
    expect(response.status).toBe(204)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await rest()).toContain('{"type":"stopped","billed":"maybe"}')
    expect((await follower).at(-1)).toEqual({ type: 'stopped', billed: 'maybe' })
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger).toMatchObject({ requests: 1, aborted: 1 })
  })

  test('of nobody left reading it works as well', async () => {
    const { relay, emulator, id, reader } = await runningRun()
    await reader.cancel()
    expect(emulator.ledger.open).toBe(1)
    await relay(followRequest({ id }, { method: 'DELETE' }))
    await until(() => emulator.ledger.open === 0)
  })

  test('T21 by somebody else changes nothing, and is answered alike', async () => {
    const authorize = (request: Request): string | null => request.headers.get('x-user')
    const { relay, emulator, id, key, reader } = await runningRun({ authorize })
    const headers = { 'x-user': 'bob' }
    for (const name of [{ id }, { key }])
      expect((await relay(followRequest(name, { method: 'DELETE', headers }))).status).toBe(204)
    expect(emulator.ledger.open).toBe(1)
    await reader.cancel()
    await relay(followRequest({ id }, { method: 'DELETE', headers: { 'x-user': 'ann' } }))
    await until(() => emulator.ledger.open === 0)
  })

  test('that is unknown is answered alike', async () => {
    const { relay } = keepingRelay()
    expect((await relay(followRequest({ id: randomId() }, { method: 'DELETE' }))).status).toBe(204)
  })

  test('before its post leaves nothing to pay', async () => {
    const { relay, emulator } = keepingRelay()
    const key = randomId()
    await relay(followRequest({ key }, { method: 'DELETE' }))
    const events = await readWire(await relay(runRequest({ key })))
    expect(events).toMatchObject([{ type: 'start' }, { type: 'stopped', billed: 'no' }])
    expect(emulator.ledger.requests).toBe(0)
  })

  test('that has ended leaves it to be read', async () => {
    const { relay } = keepingRelay()
    const key = randomId()
    const events = await readWire(await relay(runRequest({ key })))
    await relay(followRequest({ key }, { method: 'DELETE' }))
    expect(await readWire(await relay(followRequest({ key })))).toEqual(events)
  })

  test('frees its place at once', async () => {
    const { relay, id } = await runningRun({ limits: { maxLiveRuns: 1 } })
    expect((await relay(runRequest())).status).toBe(429)
    await relay(followRequest({ id }, { method: 'DELETE' }))
    expect((await relay(runRequest())).status).toBe(200)
  })

  test('ends what is made here also when the store is away', async () => {
    const away: RunStore = { ...createMemoryStore(), cancel: () => Promise.reject(new StoreError('away')) }
    const { relay, emulator, id } = await runningRun({ store: away })
    expect((await relay(followRequest({ id }, { method: 'DELETE' }))).status).toBe(503)
    await until(() => emulator.ledger.open === 0)
  })
})
