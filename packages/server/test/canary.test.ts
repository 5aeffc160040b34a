import { createImageStream, streamImage } from '@image-stream/core'
import { randomId } from '@image-stream/core/relay'
import { createEmulator, scenarios, type EmulatorOptions } from '@image-stream/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createImageRelay,
  createMemoryStore,
  StoreError,
  type ImageRelay,
  type ImageRelayOptions,
  type RunEnd,
  type RunStore,
} from '../src/index.ts'
import { createRedisStore } from '../src/redis.ts'
import {
  allOf,
  canaryKey,
  canaryPicture,
  canaryPrompt,
  findCanaries,
  overhear,
  watched,
  type Overheard,
} from './canary.ts'
import { followRequest, picturePaths, pictureRequest } from './kept-runs.ts'
import { hasRedis, startRedis, type RedisServer } from './redis-server.ts'
import { eventsOfText, runRequest, type Asked } from './relay-under-test.ts'

// A key, a prompt and the pixels of a picture are sent through all that a relay does, and looked for in all that it says:
// consoles, hooks of logs and metrics, headers, refusals, errors of the client. Answers and their pictures are where the
// prompt and the pixels belong; the key belongs nowhere.

let redis: RedisServer | null = null
beforeAll(async () => {
  if (hasRedis) redis = await startRedis()
})
afterAll(() => redis?.stop())

const stores = [
  ['that keeps nothing', () => undefined],
  ['with a memory store', createMemoryStore],
  ...(hasRedis ? [['with Redis', () => createRedisStore({ url: redis!.url })] as const] : []),
] as const

const labels = [canaryPrompt]
const secretInput = { prompt: canaryPrompt, system: canaryPrompt, labels, metadata: { note: canaryPrompt } }
const secretAsked: Asked = { input: secretInput, images: [canaryPicture] }
const unknownField: Readonly<Record<string, unknown>> = { ...secretInput, [canaryPrompt]: canaryPrompt }
const picture = { base64: Buffer.from(canaryPicture).toString('base64') }

/** Those that need no socket. */
const drawable = Object.entries(scenarios)
  .filter(([, { needs }]) => needs === undefined)
  .map(([name]) => name)

interface Listened extends Overheard {
  readonly relay: ImageRelay
  readonly ask: (request: Request) => Promise<string>
}

function listenedRelay(
  store: RunStore | undefined,
  options: ImageRelayOptions = {},
  emulated: EmulatorOptions = {},
  heard: Overheard = overhear(),
): Listened {
  const emulator = createEmulator({ pace: 'instant', picture, thoughts: 'never', ...emulated })
  const relay = createImageRelay({
    apiKey: canaryKey,
    // Where the key travels most in the open.
    upstream: { fetch: emulator, maxRetries: 0, auth: 'query' },
    limits: {
      maxRunMs: 1_000,
      maxLiveRuns: 64,
      maxRunsPerMinute: 1_000,
      maxRunsPerDay: 1_000,
      maxUsdPerDay: 1_000,
    },
    ...(store && { store }),
    ...heard.hooks,
    ...options,
  })
  return { ...heard, relay, ask: watched(relay) }
}

/** What was given away, by name, after all that goes on behind answers. */
async function givenAway(
  { relay, written }: Listened,
  store: RunStore | undefined,
): Promise<readonly string[]> {
  await relay.close()
  await store?.close()
  return findCanaries(written())
}

test('what is looked for is found', () => {
  expect(drawable.length).toBeGreaterThan(100)
  expect(findCanaries(allOf(new Error('x', { cause: { key: canaryKey } })))).toEqual(['key'])
  expect(findCanaries(JSON.stringify({ input: secretInput }))).toEqual(['prompt'])
  for (const form of [canaryPicture, Buffer.from(canaryPicture).toString('base64'), [...canaryPicture]])
    expect(findCanaries(allOf({ form }))).toEqual(['pixels'])
  expect(findCanaries(Buffer.from(canaryPicture).toString('latin1'))).toEqual(['pixels'])
})

describe.each(stores)('T3 T23 a relay %s says nothing of key, prompt and pixels', (_name, createStore) => {
  test('in any of the emulator’s scenarios', { timeout: 120_000 }, async () => {
    const heard = overhear()
    const store = createStore()
    for (let from = 0; from < drawable.length; from += 16)
      await Promise.all(
        drawable.slice(from, from + 16).map(async (scenario) => {
          const { ask, relay } = listenedRelay(store, {}, { scenario }, heard)
          await ask(runRequest(secretAsked))
          await relay.close()
        }),
      )
    await store?.close()
    expect(findCanaries(heard.written())).toEqual([])
  })

  test('in a run, its returns, its picture, its edits, and to others who ask', async () => {
    const store = createStore()
    let owner = 'ann'
    const listened = listenedRelay(store, { authorize: () => owner })
    const { ask } = listened
    const key = randomId()
    const events = eventsOfText(await ask(runRequest({ ...secretAsked, key })))
    expect(events.at(-1)).toMatchObject({ type: 'done' })
    const id = String(events[0]!['runId'])
    const [path = `runs/${id}/images/0/${randomId()}`] = picturePaths(events)
    const edit = { input: { ...secretInput, labels: [], from: id } }
    for (const who of ['ann', 'bob']) {
      owner = who
      const returns = [{ id }, { key }].flatMap((name) =>
        [undefined, 1, 9_999, canaryPrompt].map((after) =>
          followRequest(name, after === undefined ? {} : { after }),
        ),
      )
      const again = runRequest({ ...secretAsked, key, images: [] })
      await Promise.all([...returns, runRequest(edit), again].map(ask))
      await ask(followRequest({ id }, { method: 'DELETE' }))
    }
    for (const place of [path, path.replace('/images/0/', '/images/9/'), path.replace(/[^/]+$/, randomId())])
      for (const method of ['GET', 'HEAD']) await ask(pictureRequest(place, { method }))
    expect(await givenAway(listened, store)).toEqual([])
  })

  test.each<[string, Asked]>([
    ['a malformed key', { key: canaryPrompt }],
    ['another form', { body: JSON.stringify(secretInput), headers: { 'content-type': 'application/json' } }],
    ['too long a text', { input: { prompt: canaryPrompt.repeat(4_000) } }],
    ['a wrong kind of value', { input: { ...secretInput, prompt: [canaryPrompt] } }],
    ['a value that there is not', { input: { ...secretInput, aspectRatio: canaryPrompt } }],
    ['a model that is not allowed', { input: { ...secretInput, model: canaryPrompt } }],
    ['an unknown field', { input: unknownField }],
    ['labels without pictures', { input: secretInput }],
    ['no picture', { ...secretAsked, images: [canaryPrompt] }],
    ['a path', { url: `https://app.example/api/images/${canaryPrompt}` }],
    [
      'another page',
      {
        ...secretAsked,
        headers: { origin: `https://${canaryPrompt}.example`, 'sec-fetch-site': 'cross-site' },
      },
    ],
  ])('in a refusal of %s', async (_what, asked) => {
    const store = createStore()
    const listened = listenedRelay(store)
    await listened.ask(runRequest(asked))
    expect(await givenAway(listened, store)).toEqual([])
  })

  test.each<[string, ImageRelayOptions]>([
    ['authorize throws', { authorize: () => Promise.reject(new Error('away')) }],
    ['apiKey throws', { apiKey: () => Promise.reject(new Error('away')) }],
    ['apiKey has characters that cannot be sent', { apiKey: `${canaryKey}\n${canaryKey}` }],
    ['onRunStart refuses', { onRunStart: () => new Response(null, { status: 402 }) }],
    ['onRunStart throws', { onRunStart: () => Promise.reject(new Error('away')) }],
    ['onRunEnd throws', { onRunEnd: failingOnce() }],
    [
      'waitUntil throws',
      {
        waitUntil: () => {
          throw new Error('outside')
        },
      },
    ],
    ['the address has a password', { upstream: { baseUrl: `https://${canaryKey}@gateway.example` } }],
    [
      'fetch repeats what it was given',
      { upstream: { auth: 'query', fetch: async (request) => Promise.reject(parrot(request)) } },
    ],
  ])('when %s', async (_what, options) => {
    const store = createStore()
    const listened = listenedRelay(store, options)
    await listened.ask(runRequest(secretAsked))
    expect(await givenAway(listened, store)).toEqual([])
  })

  test('in what a client is told, and holds, of its errors and its runs', async () => {
    const store = createStore()
    for (const scenario of ['internal', 'bad-key', 'overloaded']) {
      const listened = listenedRelay(store, {}, { scenario })
      const { result } = streamImage(
        { prompt: canaryPrompt, images: [canaryPicture] },
        { fetch: listened.relay },
      )
      expect(findCanaries(allOf(await result.catch((error: unknown) => error)))).toEqual([])
    }
    const listened = listenedRelay(store)
    const stream = createImageStream({ fetch: listened.relay })
    await stream.generate({ prompt: canaryPrompt, images: [canaryPicture] })
    expect(stream.getSnapshot().status).toBe('success')
    expect(findCanaries(allOf(stream.getSnapshot()))).not.toContain('key')
    expect(await givenAway(listened, store)).toEqual([])
  })
})

function failingOnce(): () => void {
  let calls = 0
  return () => {
    calls += 1
    if (calls === 1) throw new Error('away')
  }
}

/** As some stand-ins for `fetch` fail: with all that they were given. */
function parrot(request: Request): Error {
  const cause = Object.assign(new Error(request.url), { request, headers: [...request.headers] })
  return new TypeError(`${request.method} ${request.url} failed`, { cause })
}

test('T3 where the key was, its place is seen: what is listened to is what would have told it', async () => {
  const fetch = async (request: Request): Promise<never> => Promise.reject(parrot(request))
  const listened = listenedRelay(undefined, { upstream: { auth: 'query', fetch } })
  await listened.ask(runRequest(secretAsked))
  expect(listened.written()).toContain('key=[secret]')
})

describe('a store that fails', () => {
  const methods = [
    'claim',
    'dispatch',
    'find',
    'findPictures',
    'release',
    'cancel',
    'saveTurn',
    'loadTurn',
    'takeUnreported',
    'acknowledge',
  ] as const

  test.each(methods)('T3 T23 gives nothing away: %s', async (method) => {
    const store = createMemoryStore()
    const fail = async (...asked: readonly unknown[]): Promise<never> => {
      throw new StoreError('Redis could not do what it was asked.', {
        cause: new Error(`${method} of ${asked.length}`),
      })
    }
    const listened = listenedRelay({ ...store, [method]: fail }, { onRunStart() {} })
    const { ask } = listened
    const key = randomId()
    const [start] = eventsOfText(await ask(runRequest({ ...secretAsked, key })))
    const id = typeof start?.['runId'] === 'string' ? start['runId'] : randomId()
    await ask(runRequest({ input: { ...secretInput, labels: [], from: id } }))
    await ask(followRequest({ id }))
    await ask(followRequest({ key }, { method: 'DELETE' }))
    await ask(pictureRequest(`runs/${id}/images/0/${randomId()}`))
    expect(await givenAway(listened, store)).toEqual([])
  })
})

describe.skipIf(!hasRedis)('T3 T23 Redis', () => {
  test('never has the key, has prompts and pixels under no name, and nothing once it is told to forget', async () => {
    const store = createRedisStore({ url: redis!.url, prefix: 'canary' })
    const ends: RunEnd[] = []
    const listened = listenedRelay(store, { authorize: () => 'ann', onRunEnd: (end) => void ends.push(end) })
    const [start] = eventsOfText(await listened.ask(runRequest(secretAsked)))
    await listened.ask(runRequest({ input: { ...secretInput, labels: [], from: start!['runId'] } }))
    await expect.poll(() => [ends.length, findCanaries(kept('run:'))]).toEqual([2, []])
    expect(findCanaries(kept('turn:')).toSorted()).toEqual(['pixels', 'prompt'])
    expect(findCanaries(names().join('\n'))).toEqual([])
    expect(findCanaries(kept(''))).not.toContain('key')
    await store.erase('ann')
    expect(findCanaries(kept(''))).toEqual([])
    expect(await givenAway(listened, store)).toEqual([])
  })

  function names(): readonly string[] {
    return redis!.command('KEYS', '{canary}:*').split('\n').toSorted()
  }

  /** All that lies under names of this kind, byte by byte. */
  function kept(kind: string): string {
    return names()
      .filter((name) => name.startsWith(`{canary}:${kind}`))
      .map((name) => redis!.command('--raw', ...readers[redis!.command('TYPE', name)]!(name)))
      .join('\n')
  }

  const readers: Readonly<Record<string, (name: string) => readonly string[]>> = {
    string: (name) => ['GET', name],
    hash: (name) => ['HGETALL', name],
    list: (name) => ['LRANGE', name, '0', '-1'],
    stream: (name) => ['XRANGE', name, '-', '+'],
    zset: (name) => ['ZRANGE', name, '0', '-1'],
  }
})
