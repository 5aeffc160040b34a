import { randomId } from '@image-stream/core/relay'
import { afterAll, beforeAll, describe } from 'vitest'
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
})
