import assert from 'node:assert/strict'
import { randomId } from '@image-stream/core/relay'
import { listenEmulator } from '@image-stream/emulator/node'
import { createMemoryStore, type ImageRelayOptions, type RunStore } from '@image-stream/server'
import { createRedisStore } from '@image-stream/server/redis'
import { noisyPng } from '../../noisy-png.ts'
import type { Fault, FaultCase, FaultContext } from '../../fault.ts'
import { ask, formOf, framesOf, wireOf, type Frame } from './frames.ts'
import { listenRelay } from '../../listen-relay.ts'
import { withRedis } from './redis.ts'

/** How long a log is kept here behind its end, in milliseconds. */
const logLifeMs = 1_500

const garbage = ['-1', 'x', '1.5', '1e3', '99999999999', '0x1', '1 2', '٣']

export const resumes: Fault = {
  id: 'E9',
  title: 'a run is resumed behind every event, to the byte; what is no place in it, or no run, is refused',
  parallel: 4,
  sampleSize: 10,
  async *cases(context) {
    const memory = { store: createMemoryStore(), short: createMemoryStore({ logLifeMs }) }
    yield* casesOver(context, 'in memory', memory)
    yield* withRedis('E9', context, ({ url }) =>
      casesOver(context, 'in Redis', {
        store: opened(createRedisStore({ url, prefix: 'e9' })),
        short: opened(createRedisStore({ url, prefix: 'e9-short', logLifeMs })),
      }),
    )
    function opened(store: RunStore): RunStore {
      context.defer(() => store.close())
      return store
    }
  },
}

async function* casesOver(
  context: FaultContext,
  where: string,
  { store, short }: Readonly<Record<'store' | 'short', RunStore>>,
): AsyncGenerator<FaultCase> {
  const picture = { base64: noisyPng(context.random, 500_000).toString('base64') }
  const { url, close } = await listenEmulator({
    pace: 'instant',
    picture,
    signatureLength: 256,
    thoughts: 'always',
  })
  context.defer(close)

  for (const delivery of ['url', 'inline'] as const) {
    const { api, runId, frames } = await draw(context, url, { store, delivery })
    for (let after = 0; after < frames.length; after += 1)
      yield {
        name: `behind event ${after}, by ${delivery}, ${where}`,
        run: async () =>
          assert.deepEqual(framesOf(await (await ask({ api, runId, after })).text()), frames.slice(after)),
      }
    for (const after of [frames.length, frames.length + 1, 999_999])
      yield {
        name: `beyond the end, behind ${after}, by ${delivery}, ${where}`,
        run: async () => expectRefusal(await ask({ api, runId, after }), 400),
      }
  }

  const { api, runId, key } = await draw(context, url, { store })
  for (const after of garbage)
    yield {
      name: `no number: ${after}, ${where}`,
      // Headers are bytes.
      run: async () =>
        expectRefusal(await ask({ api, runId, after: Buffer.from(after).toString('latin1') }), 400),
    }
  for (const [name, owner, who] of [
    ['another owner’s id', 'ben', { runId }],
    ['another owner’s key', 'ben', { key }],
    ['an id that nobody has', 'ann', { runId: randomId() }],
  ] as const)
    yield {
      name: `${name}, ${where}`,
      run: async () => expectRefusal(await ask({ api, owner, ...who }), 404),
    }

  yield {
    name: `when its log is gone: by id, by key, and with the request itself, ${where}`,
    async run() {
      const gone = await draw(context, url, { store: short })
      await new Promise((resolve) => setTimeout(resolve, logLifeMs + 500))
      const { api: at } = gone
      await expectRefusal(await ask({ api: at, runId: gone.runId }), 410)
      await expectRefusal(await ask({ api: at, key: gone.key }), 410)
      const again = { api: at, key: gone.key, method: 'POST', body: formOf(gone.prompt) }
      await expectRefusal(await ask(again), 410)
      return 3
    },
  }
}

interface Drawn {
  readonly api: string
  readonly runId: string
  readonly key: string
  readonly prompt: string
  readonly frames: readonly Frame[]
}

async function draw(context: FaultContext, url: string, options: ImageRelayOptions): Promise<Drawn> {
  const { api } = await listenRelay(context, url, options)
  const [key, prompt] = [randomId(), 'A fox']
  const frames = framesOf(await (await ask({ api, key, method: 'POST', body: formOf(prompt) })).text())
  assert.equal(wireOf(frames.at(-1)!).type, 'done')
  return { api, runId: String(wireOf(frames[0]!)['runId']), key, prompt, frames }
}

async function expectRefusal(response: Response, status: number): Promise<void> {
  assert.equal(response.status, status)
  const { error } = (await response.json()) as { readonly error: { readonly code: string } }
  assert.ok(['relay', 'expired'].includes(error.code), error.code)
}
