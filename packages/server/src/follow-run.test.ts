import { randomId } from '@image-stream/core/relay'
import { describe, expect, test } from 'vitest'
import { followRequest, keepingRelay } from '../test/kept-runs.ts'
import { eventsOfText, readWire, runRequest } from '../test/relay-under-test.ts'

/** The answer of a whole run, and its frames. */
async function wholeRun(relay: (request: Request) => Promise<Response>, key = randomId()) {
  const text = await (await relay(runRequest({ key }))).text()
  const frames = text.split(/(?=^data: )/m).slice(1)
  frames.push(frames.pop()!.replace(': end\n\n', ''))
  return { key, text, frames, id: String(eventsOfText(text)[0]!['runId']) }
}

describe('a run that is kept', () => {
  test('says so, and where its picture lies', async () => {
    const { relay, emulator } = keepingRelay()
    const events = await readWire(await relay(runRequest()))
    expect(events[0]).toMatchObject({ type: 'start', resumable: true })
    expect(events.find(({ type }) => type === 'image-start')).toMatchObject({
      path: expect.stringMatching(/^runs\/[\w-]{22}\/images\/0\/[\w-]{22}$/) as string,
    })
    expect(events.map(({ type }) => type)).not.toContain('image-data')
    expect(events.at(-1)).toMatchObject({ type: 'done', events: events.length })
    expect(emulator.ledger.paid).toBe(1)
  })

  test('goes on when its reader has left, and is read from the start again', async () => {
    const { relay, emulator } = keepingRelay()
    const key = randomId()
    await (await relay(runRequest({ key }))).body?.cancel()
    const events = await readWire(await relay(followRequest({ key })))
    expect(events.at(-1)).toMatchObject({ type: 'done' })
    expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1, aborted: 0 })
  })

  test('gives the same bytes from behind every event', async () => {
    const { relay, emulator } = keepingRelay()
    const { id, key, frames } = await wholeRun(relay)
    for (let after = 0; after < frames.length; after += 1) {
      const rest = `: ok\n\n${frames.slice(after).join('')}: end\n\n`
      expect(await (await relay(followRequest({ id }, { after }))).text()).toBe(rest)
      expect(await (await relay(followRequest({ key }, { after }))).text()).toBe(rest)
      expect(
        await (await relay(runRequest({ key, headers: { 'last-event-id': String(after) } }))).text(),
      ).toBe(rest)
    }
    expect(emulator.ledger.requests).toBe(1)
  })
})
