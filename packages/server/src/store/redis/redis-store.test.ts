import { randomId } from '@image-stream/core/relay'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
// By path, as the package that has it depends on this one.
import { describeRunStore } from '../../../../testing/contracts/describe-store.ts'
import { hasRedis, startRedis, type RedisServer } from '../../../test/redis-server.ts'
import { createRedisStore } from './redis-store.ts'

describe.skipIf(!hasRedis)('with a real Redis', () => {
  let redis: RedisServer
  beforeAll(async () => void (redis = await startRedis()))
  afterAll(() => redis.stop())

  describeRunStore({
    name: 'in Redis',
    create: (options) => createRedisStore({ url: redis.url, prefix: randomId(), ...options }),
  })

  test('what is to be erased is known as long as there is any of it', async () => {
    const prefix = randomId()
    const name = (key: string): string => `{${prefix}}:${key}`
    const store = createRedisStore({ url: redis.url, prefix, turnLifeMs: 48 * 3_600_000 })
    onTestFinished(() => store.close())
    const runId = randomId()
    await store.saveTurn('ann', runId, { json: '{}', blobs: [new Uint8Array(1_500_000)] })
    const livesOn = (): boolean =>
      Number(redis.command('PTTL', name('owned:ann'))) >=
        Number(redis.command('PTTL', name(`turn:${runId}`))) &&
      Number(redis.command('PTTL', name(`turn:${runId}`))) > 47 * 3_600_000
    expect(livesOn()).toBe(true)
    // Used again when its first life is nearly over.
    redis.command('PEXPIRE', name('owned:ann'), '1000')
    expect((await store.loadTurn('ann', runId))?.blobs[0]?.byteLength).toBe(1_500_000)
    expect(livesOn()).toBe(true)
    await store.erase('ann')
    expect(await store.loadTurn('ann', runId)).toBeNull()
    expect(redis.command('KEYS', name('turn:*'))).toBe('')
  })
})
