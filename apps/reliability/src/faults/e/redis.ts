import { hasRedis, startRedis, type RedisServer } from '../../../../../packages/server/test/redis-server.ts'
import type { FaultCase, FaultContext } from '../../fault.ts'

/** Cases that need a Redis: where there is none they are left out, and that is said. */
export async function* withRedis(
  id: string,
  { defer }: Pick<FaultContext, 'defer'>,
  cases: (redis: RedisServer) => Iterable<FaultCase> | AsyncIterable<FaultCase>,
): AsyncGenerator<FaultCase> {
  if (!hasRedis) return yield withoutRedis(id)
  const redis = await startRedis()
  defer(() => redis.stop())
  yield* cases(redis)
}

/** Stands in for them, and tries nothing. */
export function withoutRedis(id: string): FaultCase {
  return {
    name: 'no Redis on this machine',
    run() {
      // oxlint-disable-next-line no-console -- Whoever reads a row that held has to know what was not run.
      console.log(`         ${id}: there is no redis-server here, so nothing was tried with one.`)
      return 0
    },
  }
}
