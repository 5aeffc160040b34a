import assert from 'node:assert/strict'
import { randomId } from '@image-stream/core/relay'
import { listenEmulator } from '@image-stream/emulator/node'
import { createMemoryStore, type RunStore } from '@image-stream/server'
import { createRedisStore } from '@image-stream/server/redis'
import type { Fault, FaultCase, FaultContext } from '../../fault.ts'
import { ask, brief, formOf, framesOf, wireOf, type Following } from './frames.ts'
import { listenRelay } from '../../listen-relay.ts'
import { withRedis } from './redis.ts'

const posts = 50

export const idempotency: Fault = {
  id: 'E8',
  title: 'a key is paid once, over two relays: 50 posts, another body, another owner, a cancel before it',
  parallel: 2,
  sampleSize: 6,
  async *cases(context) {
    const memory = createMemoryStore()
    yield* casesOver(context, 'in memory', () => memory)
    yield* withRedis('E8', context, ({ url }) =>
      casesOver(context, 'in Redis', () => {
        const store = createRedisStore({ url, prefix: 'e8' })
        context.defer(() => store.close())
        return store
      }),
    )
  },
}

async function* casesOver(
  context: FaultContext,
  where: string,
  openStore: () => RunStore,
): AsyncGenerator<FaultCase> {
  const { url, emulator, close } = await listenEmulator({
    pictureSize: 'small',
    pace: { firstByteMs: 100, thinkingMs: 50, pictureMs: 20, finishMs: 20 },
  })
  context.defer(close)
  const relays = [
    await listenRelay(context, url, { store: openStore() }),
    await listenRelay(context, url, { store: openStore() }),
  ]
  const apiOf = (index: number): string => relays[index % relays.length]?.api ?? ''
  let asked = 0
  const newIntent = (): { readonly key: string; readonly prompt: string } => ({
    key: randomId(),
    prompt: `A fox ${where} ${(asked += 1)}`,
  })
  const post = (
    index: number,
    key: string,
    prompt: string,
    more: Partial<Following> = {},
  ): Promise<Response> => ask({ api: apiOf(index), key, method: 'POST', body: formOf(prompt), ...more })
  const callsFor = (prompt: string): number =>
    emulator.ledger.entries.filter((entry) => entry.prompt === prompt).length

  for (const gapMs of [0, 1, 5, 20])
    yield {
      name: `${posts} posts, ${gapMs} ms apart, ${where}`,
      async run() {
        const { key, prompt } = newIntent()
        const answers = await Promise.all(
          Array.from({ length: posts }, async (_, index) => {
            await new Promise((resolve) => setTimeout(resolve, gapMs * index))
            return framesOf(await (await post(index, key, prompt)).text())
          }),
        )
        for (const frames of answers) assert.deepEqual(frames.map(brief), answers[0]?.map(brief))
        assert.equal(wireOf(answers[0]!.at(-1)!).type, 'done')
        assert.equal(callsFor(prompt), 1, 'calls to the API')
      },
    }
  for (const [when, isOver] of [
    ['while it runs', false],
    ['when it is over', true],
  ] as const) {
    yield {
      name: `another body ${when}, ${where}`,
      async run() {
        const { key, prompt } = newIntent()
        const first = post(0, key, prompt)
        await (isOver ? (await first).text() : first)
        const other = await post(1, key, `${prompt}, and a wolf`)
        assert.equal(other.status, 422)
        await other.text()
        await (isOver ? null : (await first).text())
        assert.equal(callsFor(`${prompt}, and a wolf`), 0)
      },
    }
    yield {
      name: `another owner's same key ${when}, ${where}`,
      async run() {
        const { key, prompt } = newIntent()
        const first = post(0, key, prompt)
        if (isOver) await (await first).text()
        const other = framesOf(await (await post(1, key, prompt, { owner: 'ben' })).text())
        const own = isOver
          ? framesOf(await (await post(1, key, prompt)).text())
          : framesOf(await (await first).text())
        assert.notEqual(wireOf(other[0]!)['runId'], wireOf(own[0]!)['runId'])
        assert.equal(callsFor(prompt), 2, 'one for each')
      },
    }
  }
  yield {
    name: `a cancel before the post, at the other relay, ${where}`,
    async run() {
      const { key, prompt } = newIntent()
      assert.equal((await ask({ api: apiOf(0), key, method: 'DELETE' })).status, 204)
      const frames = framesOf(await (await post(1, key, prompt)).text())
      assert.deepEqual(
        frames.map(wireOf).map(({ type, billed }) => [type, billed]),
        [
          ['start', undefined],
          ['stopped', 'no'],
        ],
      )
      assert.equal(callsFor(prompt), 0)
    },
  }
  yield {
    name: `another owner's cancel before the post, ${where}`,
    async run() {
      const { key, prompt } = newIntent()
      assert.equal((await ask({ api: apiOf(0), key, method: 'DELETE', owner: 'ben' })).status, 204)
      const frames = framesOf(await (await post(1, key, prompt)).text())
      assert.equal(wireOf(frames.at(-1)!).type, 'done')
    },
  }
}
