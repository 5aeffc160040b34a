import { afterEach, describe, expect, test, vi } from 'vitest'
import { keepingRelay } from '../test/kept-runs.ts'
import { relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { createMemoryStore } from './index.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

const warnings = (reported: readonly Error[]) => reported.map(({ cause }) => String(cause))

describe('a store in memory where each request may meet another process', () => {
  test.each(['VERCEL', 'NETLIFY', 'AWS_LAMBDA_FUNCTION_NAME', 'K_SERVICE'])(
    'is warned of once: %s',
    async (name) => {
      vi.stubEnv(name, '1')
      const { relay, reported } = keepingRelay()
      for (let run = 0; run < 3; run += 1) await (await relay(runRequest())).text()
      expect(warnings(reported)).toEqual([expect.stringContaining('createRedisStore')])
    },
  )

  test('is warned of in a worker', async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
    const { relay, reported } = keepingRelay({ authorize: () => 'ann' })
    await (await relay(runRequest())).text()
    expect(warnings(reported)).toEqual([expect.stringContaining('Cloudflare Workers')])
  })

  test('is no matter when it is shared, is none, or the process stays', async () => {
    const shared = keepingRelay()
    await (await shared.relay(runRequest())).text()
    vi.stubEnv('VERCEL', '1')
    const others = [keepingRelay({ store: { ...createMemoryStore(), isShared: true } }), relayUnderTest()]
    for (const { relay } of others) await (await relay(runRequest())).text()
    expect([shared, ...others].flatMap(({ reported }) => warnings(reported))).toEqual([])
  })
})
