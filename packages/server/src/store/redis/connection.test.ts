import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { newClaim } from '../../../../testing/contracts/store.ts'
import { createRedisStore } from './redis-store.ts'

test.each(['redis://default:CANARY#password@redis.example:6379', 'CANARY', 'http://CANARY@redis.example'])(
  'T3 an address that cannot be read is not repeated: %s',
  async (url) => {
    const store = createRedisStore({ url })
    const error: unknown = await store.claim(newClaim()).catch((cause: unknown) => cause)
    expect(error).toMatchObject({
      name: 'StoreError',
      message: expect.stringContaining('percent-encoded') as string,
    })
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('CANARY')
    await store.close()
  },
)
