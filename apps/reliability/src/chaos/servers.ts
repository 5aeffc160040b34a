import type { FetchHandler } from '@image-stream/core'
import {
  createImageRelay,
  createMemoryStore,
  type ImageRelay,
  type ImageRelayOptions,
  type RelayLimits,
  type RunStore,
} from '@image-stream/server'
import type { Episode } from '../fuzz/episode.ts'
import type { Random } from '../random.ts'
import type { Api } from './api.ts'
import { createHooks, type Hooks } from './hooks.ts'
import type { Network } from './network.ts'
import { createSharedStore, type SharedStore } from './shared-store.ts'
import { createSimulatedProcess, outside, type SimulatedProcess } from './simulated-process.ts'
import type { Weather } from './weather.ts'

/** How the operator has set up the relays of one seed. */
export interface ServersSetup {
  readonly isKeeping: boolean
  readonly limits: RelayLimits
  readonly onDisconnect: NonNullable<ImageRelayOptions['onDisconnect']>
}

/** The relays, behind a balancer that sends each request to any of them. */
export interface Servers extends ServersSetup {
  readonly hooks: Hooks
  /** Null where no runs are kept. */
  readonly store: { readonly base: RunStore; readonly shared: SharedStore } | null
  /** When an intent was cancelled by its owner, so that nothing may be sent for it any more. In milliseconds. */
  readonly cancelled: ReadonlyMap<string, number>
  /** What pages call them by. */
  readonly fetch: FetchHandler
  /** One of them is gone, without a word, and another one started. */
  crash(): string
  /** One of them is told to end, and another one started. */
  shutDown(drainMs: number): string
  /** All of them come to their end. */
  close(): Promise<void>
}

/** Who asks, as the relays' `authorize` reads it. */
export const ownerHeader = 'x-owner'
/** Somebody who asks for what is another's. */
export const stranger = 'mallory'

interface Server {
  readonly process: SimulatedProcess
  readonly relay: ImageRelay
}

/** How long a new process takes to listen, in milliseconds. */
const startMs = 2_000

export function createServers(
  { random, note }: Pick<Episode, 'random' | 'note'>,
  network: Network,
  weather: Weather,
  api: Api,
): Servers {
  const setup = setUp(random)
  const hooks = createHooks(random, weather)
  const base = setup.isKeeping ? createMemoryStore(spaceOf(random)) : null
  const shared = base && createSharedStore(base, weather, note)
  let servers: readonly Server[] = []
  let started = 0
  let isClosed = false
  const cancelled = new Map<string, number>()

  function start(): void {
    if (isClosed) return
    const process = createSimulatedProcess(`relay ${(started += 1)}`)
    const relay = process.run(() =>
      createImageRelay({
        apiKey: 'test',
        upstream: { fetch: api.fetch },
        authorize: (request) => request.headers.get(ownerHeader),
        limits: setup.limits,
        onDisconnect: setup.onDisconnect,
        delivery,
        onError: () => {},
        ...(shared && { store: shared.viewOf(process) }),
        ...hooks.of(process),
      }),
    )
    servers = [...servers, { process, relay }]
  }

  async function serve({ relay }: Server, request: Request): Promise<Response> {
    const response = await relay(request)
    const key = request.headers.get('idempotency-key')
    const isOwn = request.headers.get(ownerHeader) !== stranger
    if (
      request.method === 'DELETE' &&
      response.status === 204 &&
      key !== null &&
      isOwn &&
      !cancelled.has(key)
    )
      cancelled.set(key, performance.now())
    return response
  }

  function takeOne(): Server | null {
    if (servers.length === 0) return null
    const server = random.pick(servers)
    servers = servers.filter((each) => each !== server)
    if (servers.length === 0 && !setup.isKeeping) start()
    else outside(() => setTimeout(start, startMs))
    return server
  }

  const delivery = random.pick(['url', 'url', 'inline'] as const)
  // Without a store each knows only its own: several would be several relays.
  const count = setup.isKeeping ? random.pick([1, 2]) : 1
  for (let index = 0; index < count; index += 1) start()

  return {
    ...setup,
    hooks,
    cancelled,
    store: base && shared && { base, shared },
    fetch: network.connect(
      () => {
        const server = servers.length > 0 ? random.pick(servers) : null
        return server && { process: server.process, handle: (request) => serve(server, request) }
      },
      () => weather.between('pages'),
    ),
    crash() {
      const server = takeOne()
      server?.process.kill()
      return server?.process.name ?? 'nobody'
    },
    shutDown(drainMs) {
      const server = takeOne()
      if (!server) return 'nobody'
      const { process, relay } = server
      void process.run(async () => {
        await relay.drain(drainMs)
        outside(() => process.kill())
      })
      return process.name
    },
    async close() {
      isClosed = true
      await Promise.all(servers.map(({ process, relay }) => process.run(() => relay.close())))
    },
  }
}

function setUp(random: Random): ServersSetup {
  return {
    isKeeping: random.chance(0.85),
    limits: {
      maxRunMs: 60_000,
      ...random.pick<RelayLimits>([
        { maxLiveRuns: 8, maxRunsPerMinute: 100 },
        { maxLiveRuns: 8, maxRunsPerMinute: 100 },
        {},
        { maxLiveRuns: 1 },
        { maxRunsPerDay: 3 },
        { maxUsdPerDay: 0.3 },
        { maxLiveRunsTotal: 2 },
      ]),
    },
    onDisconnect: random.pick<ServersSetup['onDisconnect']>([
      'continue',
      'continue',
      'cancel',
      { graceMs: 5_000 },
    ]),
  }
}

/** Mostly room for all, and sometimes none. */
function spaceOf(random: Random): { readonly maxBytes?: number; readonly maxRunBytes?: number } {
  return random.pick([
    {},
    {},
    {},
    { maxRunBytes: 20_000 },
    { maxBytes: 9 * 1024 * 1024 },
    { maxBytes: 1_000 },
  ])
}
