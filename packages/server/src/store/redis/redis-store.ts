import { randomId } from '@image-stream/core/relay'
import type { RedisClientOptions } from 'redis'
import { StoreError, type RunStore } from '../run-store.ts'
import { defaultKeeping, owedLogLifeMs, type KeepingOptions } from '../store-options.ts'
import { createConnection, toList } from './connection.ts'
import { createHeldRuns } from './held-runs.ts'
import { createListener, type Listener } from './listener.ts'
import { createRedisClaims, toRecord } from './redis-claims.ts'
import { createRedisLogs } from './redis-log.ts'
import { lostTemplate, readElsewhere, readHere } from './redis-reader.ts'
import { createRedisTurns } from './redis-turns.ts'
import { createRedisWriter } from './redis-writer.ts'
import { checkServer } from './server-check.ts'

export interface RedisStoreOptions extends KeepingOptions {
  /** `redis[s]://[[user][:password]@]host[:port][/database]`. Looked at when the store is first used. */
  readonly url?: string | undefined
  /** In place of `url`: a client of the package `redis`, whose settings are taken. The store opens two connections of its own. */
  readonly client?: { readonly options: RedisClientOptions }
  /** What its keys begin with, so that several may share a Redis. @defaultValue 'image-stream' */
  readonly prefix?: string
  /** How long a process may be silent before its runs are lost, in milliseconds. @defaultValue 15,000 */
  readonly leaseMs?: number
  /** How long an answer of Redis may take, a new connection included, in milliseconds. @defaultValue 2,000 */
  readonly commandTimeoutMs?: number
  /** Hears, once, what is wrong with how Redis is set up. @defaultValue the console */
  readonly onWarning?: (message: string) => void
}

const defaultLeaseMs = 15_000
const defaultCommandTimeoutMs = 2_000

/**
 * Keeps runs in Redis 6.2 or later, for relays of several processes: each can follow, resume and cancel what another
 * makes. It connects at its first use, to one server (a primary, at one address), which has to keep what it holds
 * (`maxmemory-policy noeviction`). A picture takes 1.25 of its bytes there.
 *
 * @example
 * createImageRelay({ store: createRedisStore({ url: process.env.REDIS_URL }), authorize })
 */
export function createRedisStore(options: RedisStoreOptions): RunStore {
  const { prefix = 'image-stream', leaseMs = defaultLeaseMs, onWarning = warnOnConsole } = options
  const { commandTimeoutMs = defaultCommandTimeoutMs } = options
  const keeping = { ...defaultKeeping, ...definedOf(options) }
  const base = `{${prefix}}:`
  const processId = randomId()
  const connect = () => createConnection({ client: () => clientOptions(options), base, commandTimeoutMs })

  const connection = connect()
  const blocking = connect()
  const logs = createRedisLogs(connection, base)
  const turns = createRedisTurns(connection, base, keeping.turnLifeMs)
  const held = createHeldRuns(connection, () => listener, leaseMs)
  const listener: Listener = createListener({
    blocking,
    connection,
    base,
    processId,
    onCancel: (runId) => held.cancel(runId),
  })
  const claims = createRedisClaims({ connection, held, processId, leaseMs })
  let isChecked = false

  function check(): void {
    if (isChecked) return
    isChecked = true
    void checkServer(connection, onWarning)
  }

  return {
    ...claims,
    ...turns,
    isShared: true,

    async claim(claim) {
      check()
      return claims.claim(claim)
    },

    async dispatch(runId) {
      const run = await claims.dispatch(runId)
      return run && createRedisWriter(run, { connection, logs, held, keeping })
    },

    read(runId, after, signal) {
      const run = held.find({ runId })
      return run?.isDispatched
        ? readHere(run.log, logs, runId, after, signal)
        : readElsewhere({ connection, logs, listener: () => listener }, runId, after, signal)
    },

    async takeUnreported() {
      const words = [lostTemplate, owedLogLifeMs, keeping.reportAgainMs]
      const runs = toList(await connection.script('takeUnreported', words)).map(toRecord)
      return runs.filter((run) => run !== null)
    },

    async acknowledge(runId) {
      await connection.script('acknowledge', [runId, keeping.logLifeMs])
    },

    async erase(owner) {
      await connection.script('erase', [owner])
    },

    async close() {
      held.close()
      connection.close()
      blocking.close()
      listener.close()
    },
  }
}

function clientOptions({ url, client }: RedisStoreOptions): RedisClientOptions {
  if (client) return client.options
  if (url) return { url }
  throw new StoreError('There is no Redis to connect to: pass `url` or `client` to createRedisStore.')
}

/** What was left out, or is undefined, has its default. */
function definedOf({
  maxRunBytes,
  logLifeMs,
  turnLifeMs,
  reportAgainMs,
}: RedisStoreOptions): Partial<KeepingOptions> {
  const given = { maxRunBytes, logLifeMs, turnLifeMs, reportAgainMs }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function warnOnConsole(message: string): void {
  // oxlint-disable-next-line no-console -- It is for whoever runs the server, and there is no other way to them.
  console.warn(`[image-stream] ${message}`)
}
