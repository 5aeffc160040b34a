import { randomId } from '@image-stream/core/relay'
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
})

function openRelay(url: string): ReturnType<typeof keepingRelay> {
  const relay = keepingRelay({ authorize: () => 'ann', store: createRedisStore({ url }) })
  onTestFinished(() => relay.store.close())
  return relay
}
