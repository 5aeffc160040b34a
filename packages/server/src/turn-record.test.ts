import { randomId } from '@image-stream/core/relay'
import { createEmulator, type EmulatorOptions } from '@image-stream/emulator'
import { describe, expect, test, vi } from 'vitest'
import { keepingRelay } from '../test/kept-runs.ts'
import { readError, readWire, relayUnderTest, runRequest, type Asked } from '../test/relay-under-test.ts'
import { countingUpstream, smallPicture } from '../test/upstream.ts'
import { createMemoryStore, type ImageRelayOptions, type RunStore } from './index.ts'

/** A relay whose API checks every signature that comes back, and what it was sent. */
function editing(options: ImageRelayOptions = {}, emulatorOptions: EmulatorOptions = {}) {
  const emulator = createEmulator({ pace: 'instant', pictureSize: 'small', ...emulatorOptions })
  const upstream = countingUpstream((request) => emulator(request.clone()))
  const under = keepingRelay({ ...options, upstream: { fetch: upstream } })
  async function draw(input: NonNullable<Asked['input']>, more: Asked = {}) {
    const events = await readWire(await under.relay(runRequest({ input, ...more })))
    return { id: String(events[0]!['runId']), events, last: events.at(-1)! }
  }
  async function bodyOf(call: number): Promise<{ readonly contents: readonly Content[] }> {
    return (await upstream.requests[call]!.json()) as { contents: readonly Content[] }
  }
  return { ...under, ledger: emulator.ledger, upstream, draw, bodyOf }
}

interface Content {
  readonly role: string
  readonly parts: readonly Readonly<Record<string, unknown>>[]
}

const warningsOf = (events: readonly Record<string, unknown>[]): readonly unknown[] =>
  events.flatMap(({ type, warning }) => (type === 'warning' ? [(warning as { code: string }).code] : []))

describe('an edit by the id of its parent', () => {
  test('uploads less than 2 KB and sends picture and signature back as they were', async () => {
    const { relay, draw, bodyOf, ledger } = editing({}, { signatureLength: 1_459_200, pictureSize: 'real' })
    const { id } = await draw({ prompt: 'a fox' })
    const request = runRequest({ input: { prompt: 'make it winter', from: id } })
    const upload = await request.clone().arrayBuffer()
    expect(upload.byteLength).toBeLessThan(2_048)
    const events = await readWire(await relay(request))
    expect(events.at(-1)).toMatchObject({ type: 'done' })
    expect(warningsOf(events)).toEqual([])
    expect(ledger.paid).toBe(2)
    const { contents } = await bodyOf(1)
    expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
    expect(contents[0]!.parts).toEqual([{ text: 'a fox' }])
    const picture = contents[1]!.parts.find((part) => 'inline_data' in part)!
    expect(String(picture['thought_signature'])).toHaveLength(1_459_200)
    expect(contents[2]!.parts).toEqual([{ text: 'make it winter' }])
  })

  test('goes back to the first turn, its references and their labels included', async () => {
    const { draw, bodyOf } = editing()
    const first = await draw({ prompt: 'on the shirt', labels: ['logo'] }, { images: [smallPicture] })
    const second = await draw({ prompt: 'in red', from: first.id })
    await draw({ prompt: 'in blue', from: second.id })
    const { contents } = await bodyOf(2)
    expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user', 'model', 'user'])
    expect(contents[0]!.parts.slice(0, 2)).toEqual([{ text: 'on the shirt' }, { text: 'logo' }])
    expect(contents[0]!.parts[2]).toMatchObject({
      inline_data: { data: Buffer.from(smallPicture).toString('base64') },
    })
  })

  test('tells the hooks its parent', async () => {
    const onRunStart = vi.fn<(run: { parentId: string | null }) => void>()
    const { draw } = editing({ onRunStart })
    const { id } = await draw({ prompt: 'a fox' })
    await draw({ prompt: 'in red', from: id })
    expect(onRunStart.mock.calls.map(([{ parentId }]) => parentId)).toEqual([null, id])
  })

  test('with a key that is known follows, also when the parent is gone by now', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const { relay, draw, ledger } = editing({ store: createMemoryStore({ turnLifeMs: 60_000 }) })
      const { id } = await draw({ prompt: 'a fox' })
      const key = randomId()
      await draw({ prompt: 'in red', from: id }, { key })
      vi.setSystemTime(Date.now() + 120_000)
      const again = await readWire(await relay(runRequest({ key, input: { prompt: 'in red', from: id } })))
      expect(again.at(-1)).toMatchObject({ type: 'done' })
      expect(ledger.requests).toBe(2)
    } finally {
      vi.useRealTimers()
    }
  })

  test('whose grandparent is gone says that the oldest turns were left out', async () => {
    const store = createMemoryStore()
    const gone = new Set<string>()
    const loadTurn: RunStore['loadTurn'] = async (owner, id) =>
      gone.has(id) ? null : store.loadTurn(owner, id)
    const { draw, bodyOf } = editing({ store: { ...store, loadTurn } })
    const first = await draw({ prompt: 'a fox' })
    const second = await draw({ prompt: 'in red', from: first.id })
    gone.add(first.id)
    const third = await draw({ prompt: 'in blue', from: second.id })
    expect(third.last).toMatchObject({ type: 'done' })
    expect(warningsOf(third.events)).toEqual(['history-shortened'])
    expect((await bodyOf(2)).contents.map(({ role }) => role)).toEqual(['user', 'model', 'user'])
  })
})

describe('an edit whose parent is not here', () => {
  test.each([
    ['unknown', keepingRelay],
    ['of a relay that keeps nothing', relayUnderTest],
  ] as const)(
    'is refused before it is claimed, and may come again with the picture: %s',
    async (_what, under) => {
      const { relay, emulator } = under()
      const key = randomId()
      const input = { prompt: 'in red', from: randomId() }
      const refused = await relay(runRequest({ key, input }))
      const body = (await refused.json()) as { error: object }
      expect([refused.status, body.error]).toMatchObject([410, { code: 'expired', billed: 'no' }])
      expect(emulator.ledger.requests).toBe(0)
      const images = [smallPicture]
      const again = await readWire(await relay(runRequest({ key, input: { prompt: 'in red' }, images })))
      expect(again.at(-1)).toMatchObject({ type: 'done' })
    },
  )

  test('is refused alike when it is another’s', async () => {
    const authorize = (request: Request): string | null => request.headers.get('x-user')
    const { relay, emulator } = keepingRelay({ authorize })
    const events = await readWire(await relay(runRequest({ headers: { 'x-user': 'ann' } })))
    const input = { prompt: 'in red', from: String(events[0]!['runId']) }
    const response = await relay(runRequest({ input, headers: { 'x-user': 'bob' } }))
    expect(await readError(response)).toMatchObject({ status: 410, code: 'expired' })
    expect(emulator.ledger.requests).toBe(1)
  })

  test('is refused as malformed when it is no id', async () => {
    const { relay } = keepingRelay()
    const response = await relay(runRequest({ input: { prompt: 'in red', from: '../../x' } }))
    expect(await readError(response)).toMatchObject({ status: 400, code: 'invalid-input' })
  })
})

test('a run that was cut behind its picture can be edited all the same', async () => {
  const { relay, emulator } = keepingRelay()
  emulator.next({ cut: { at: 'after-picture' } })
  const events = await readWire(await relay(runRequest()))
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'truncated' } })
  const input = { prompt: 'in red', from: String(events[0]!['runId']) }
  const edited = await readWire(await relay(runRequest({ input })))
  expect(edited.at(-1)).toMatchObject({ type: 'done' })
  expect(warningsOf(edited)).toEqual(['history-left-out'])
})
