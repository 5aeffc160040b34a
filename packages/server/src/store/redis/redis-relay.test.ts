import { randomId } from '@image-stream/core/relay'
import type { EmulatorOptions } from '@image-stream/emulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { followRequest, keepingRelay, picturePaths, pictureRequest } from '../../../test/kept-runs.ts'
import { hasRedis, startRedis } from '../../../test/redis-server.ts'
import { readWire, runRequest } from '../../../test/relay-under-test.ts'
import { createRedisStore } from './redis-store.ts'

describe.skipIf(!hasRedis)('two relays over one Redis', () => {
  test('are one to a page: it follows, resumes, shows and edits at one what the other has drawn', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const [here, there] = [openRelay(redis.url), openRelay(redis.url)]
    const key = randomId()
    const run = await readWire(await here.relay(runRequest({ key })))
    const id = String(run[0]?.['runId'])
    expect(run.at(-1)).toMatchObject({ type: 'done' })

    expect(await readWire(await there.relay(followRequest({ id })))).toEqual(run)
    expect(await readWire(await there.relay(followRequest({ id }, { after: 3 })))).toEqual(run.slice(3))
    expect(await readWire(await there.relay(runRequest({ key })))).toEqual(run)
    expect(there.emulator.ledger.entries).toHaveLength(0)

    const [path = ''] = picturePaths(run)
    const picture = await there.relay(pictureRequest(path))
    expect(picture.headers.get('content-type')).toMatch(/^image\//)
    expect((await picture.arrayBuffer()).byteLength).toBe(run.at(-1)?.['imageBytes'])

    const edit = await readWire(await there.relay(runRequest({ input: { from: id, prompt: 'a blue fox' } })))
    expect(edit.at(-1)).toMatchObject({ type: 'done' })
    expect(edit.filter(({ type }) => type === 'warning')).toEqual([])
  })

  test('a Redis that says nothing for a while breaks a reader off, and never ends its run', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.stop())
    const gate = Promise.withResolvers<void>()
    const here = openRelay(redis.url, { silence: { at: 'thinking', until: gate.promise } })
    const there = openRelay(redis.url)
    const key = randomId()
    const drawn = here.relay(runRequest({ key })).then(readWire)
    const reading = (await there.relay(followRequest({ key }))).body!.getReader()
    const text = new TextDecoder()
    let seen = ''
    while (!seen.includes('"type":"start"')) seen += text.decode((await reading.read()).value)
    // What comes before the silence is kept by then.
    await new Promise((resolve) => setTimeout(resolve, 300))
    redis.command('CLIENT', 'PAUSE', '4000', 'ALL')
    const breaking = (async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reading.read()
        seen += text.decode(value)
        if (done) return
      }
    })()
    await expect(breaking).rejects.toThrow('Redis could not do')
    expect(seen).not.toContain('"error"')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    gate.resolve()
    const events = await drawn
    expect(events.at(-1)).toMatchObject({ type: 'done' })
    const again = await there.relay(followRequest({ key }))
    expect(again.status).toBe(200)
    expect(await readWire(again)).toEqual(events)
  })
})

function openRelay(url: string, emulator: EmulatorOptions = {}): ReturnType<typeof keepingRelay> {
  const relay = keepingRelay({ authorize: () => 'ann', store: createRedisStore({ url }) }, emulator)
  onTestFinished(() => relay.store.close())
  return relay
}
