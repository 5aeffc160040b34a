import { randomId } from '@image-stream/core/relay'
import { describe, expect, test, vi } from 'vitest'
import { followRequest, keepingRelay, picturePaths, pictureRequest } from '../test/kept-runs.ts'
import { listen, readError, readWire, relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { chunk, countingUpstream, lastChunk, pictureChunk, pngBytes, streamed } from '../test/upstream.ts'
import { createMemoryStore, type RunStore } from './index.ts'
import { until } from '../test/until.ts'

const picture = pngBytes(64, 48, 200_000)
const drawn = (): Response => streamed(pictureChunk(picture) + lastChunk, 16_384)

async function bytesOf(response: Response): Promise<Uint8Array> {
  return new Uint8Array(await response.arrayBuffer())
}

/** A run of the picture above that has ended, and where the picture lies. */
async function pictured(options: Parameters<typeof keepingRelay>[0] = {}) {
  const under = keepingRelay({ upstream: { fetch: countingUpstream(drawn) }, ...options })
  const events = await readWire(await under.relay(runRequest()))
  const [path] = picturePaths(events)
  if (path === undefined) throw new Error('The run gave no picture.')
  return { ...under, path, id: String(events[0]!['runId']) }
}

describe('a picture at its address', () => {
  test('T18 T24 is byte for byte what was drawn, with headers that say what it is and no more', async () => {
    const { relay, path } = await pictured()
    const response = await relay(pictureRequest(path))
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'private, max-age=600, immutable, no-transform',
      'content-disposition': 'inline; filename="picture-0.png"',
      'content-length': String(picture.length),
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'image/png',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      vary: 'Origin',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.compare(await bytesOf(response), picture)).toBe(0)
  })

  test('comes as it arrives, over real sockets, and is whole at its end', async () => {
    const gate = Promise.withResolvers<void>()
    const { relay } = keepingRelay(
      {},
      { pictureSize: 'real', mediaType: 'image/png', silence: { at: 'picture', until: gate.promise } },
    )
    const { url } = await listen(relay)
    const key = randomId()
    const run = fetch(runRequest({ key, url: `${url}/api/images/runs` })).then((response) => response.text())
    const seen = (await fetch(followRequest({ key }, { url }))).body!.pipeThrough(new TextDecoderStream())
    let text = ''
    for await (const piece of seen) if (/"path":"([^"]+)"/.test((text += piece))) break
    const response = await fetch(`${url}/api/images/${/"path":"([^"]+)"/.exec(text)![1]}`)
    expect(response.headers.get('content-length')).toBeNull()
    const reader = response.body!.getReader()
    const first = await reader.read()
    expect(new TextDecoder().decode(first.value!.slice(1, 4))).toBe('PNG')
    gate.resolve()
    let byteLength = first.value!.length
    for (let read = await reader.read(); !read.done; read = await reader.read())
      byteLength += read.value.length
    const end = (await run).match(/"image-end","index":0,"byteLength":(\d+)/)
    expect(byteLength).toBe(Number(end![1]))
    expect(byteLength).toBeGreaterThan(500_000)
  })

  test('answers HEAD with its headers alone', async () => {
    const { relay, path } = await pictured()
    const response = await relay(pictureRequest(path, { method: 'HEAD' }))
    expect(response.headers.get('content-length')).toBe(String(picture.length))
    expect(await response.text()).toBe('')
  })

  test('is one among several, drafts counted', async () => {
    const pictures = [pngBytes(8, 8, 70_000), pngBytes(8, 8, 140_000), pngBytes(8, 8, 3_000)] as const
    const draft = pictureChunk(pictures[0]).replace('"inlineData"', '"thought":true,"inlineData"')
    const answer = draft + pictureChunk(pictures[1]) + pictureChunk(pictures[2]) + lastChunk
    const { relay } = keepingRelay({ upstream: { fetch: async () => streamed(answer, 10_000) } })
    const paths = picturePaths(await readWire(await relay(runRequest())))
    expect(paths).toHaveLength(3)
    for (const [index, path] of paths.entries())
      expect(Buffer.compare(await bytesOf(await relay(pictureRequest(path))), pictures[index]!)).toBe(0)
  })

  test('T24 that breaks off breaks its answer off, so that nothing keeps it as if it were whole', async () => {
    const { relay } = keepingRelay(
      {},
      { cut: { at: 'picture' }, pictureSize: 'real', mediaType: 'image/png' },
    )
    const events = await readWire(await relay(runRequest()))
    expect(events.at(-1)).toMatchObject({ type: 'error' })
    const response = await relay(pictureRequest(picturePaths(events)[0]!))
    expect(response.headers.get('content-length')).toBeNull()
    await expect(response.arrayBuffer()).rejects.toThrow('closed too early')
  })

  test('is served from its turn when its log is gone', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    try {
      const { relay, path, id } = await pictured()
      vi.setSystemTime(Date.now() + 11 * 60_000)
      expect(await readError(await relay(followRequest({ id })))).toMatchObject({ status: 410 })
      const response = await relay(pictureRequest(path))
      expect(response.headers.get('content-length')).toBe(String(picture.length))
      expect(Buffer.compare(await bytesOf(response), picture)).toBe(0)
      vi.setSystemTime(Date.now() + 61 * 60_000)
      expect(await readError(await relay(pictureRequest(path)))).toMatchObject({
        status: 404,
        code: 'expired',
      })
    } finally {
      vi.useRealTimers()
    }
  })

  test('may be shown by the pages of listed origins', async () => {
    const { relay, path } = await pictured({ allowedOrigins: ['https://partner.example'] })
    // As an `<img>` of another site asks.
    const response = await relay(pictureRequest(path, { headers: { 'sec-fetch-site': 'cross-site' } }))
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    const read = await relay(pictureRequest(path, { headers: { origin: 'https://partner.example' } }))
    expect(read.headers.get('access-control-allow-origin')).toBe('https://partner.example')
  })
})

describe('T21 whoever has not its token', () => {
  test.each([
    ['another token', (path: string) => path.replace(/[\w-]{22}$/, randomId())],
    [
      'a token that differs at its end',
      (path: string) => path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A'),
    ],
    ['a shorter token', (path: string) => path.slice(0, -1)],
    ['no token', (path: string) => path.replace(/\/[\w-]{22}$/, '')],
    ['another run', (path: string) => path.replace(/runs\/[\w-]{22}/, `runs/${randomId()}`)],
    ['a picture that is not there', (path: string) => path.replace('/images/0/', '/images/7/')],
    ['a number that is none', (path: string) => path.replace('/images/0/', '/images/-1/')],
  ])('is told that there is nothing: %s', async (_what, spoil) => {
    const { relay, path } = await pictured()
    const response = await relay(pictureRequest(spoil(path)))
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(response.status).toBe(404)
  })

  test('nor is there any without a store', async () => {
    const { relay } = relayUnderTest()
    const path = `runs/${randomId()}/images/0/${randomId()}`
    expect((await relay(pictureRequest(path))).status).toBe(404)
  })
})

test('a picture that nobody takes is let go of, while it arrives and later', async () => {
  const gate = Promise.withResolvers<void>()
  const store = createMemoryStore()
  let open = 0
  const read: RunStore['read'] = async function* (...position) {
    open += 1
    try {
      yield* store.read(...position)
    } finally {
      open -= 1
    }
  }
  const { relay } = keepingRelay(
    { store: { ...store, read } },
    { pictureSize: 'real', mediaType: 'image/png', silence: { at: 'picture', until: gate.promise } },
  )
  const run = (await relay(runRequest())).body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('"path"')) text += (await run.read()).value ?? ''
  const path = /"path":"([^"]+)"/.exec(text)![1]!
  for (const method of ['HEAD', 'GET']) await (await relay(pictureRequest(path, { method }))).body?.cancel()
  const reader = (await relay(pictureRequest(path))).body!.getReader()
  await reader.read()
  await reader.cancel()
  await until(() => open === 1)
  gate.resolve()
  while (!text.includes('"done"')) text += (await run.read()).value ?? ''
  await run.cancel()
  for (const method of ['HEAD', 'GET']) await (await relay(pictureRequest(path, { method }))).body?.cancel()
  await until(() => open === 0)
  expect(open).toBe(0)
})

test('pictures can come in the stream all the same', async () => {
  const { relay } = keepingRelay({ delivery: 'inline' })
  const events = await readWire(await relay(runRequest()))
  expect(picturePaths(events)).toEqual([])
  expect(events.some(({ type, bytes }) => type === 'image-data' && typeof bytes === 'string')).toBe(true)
})

test('T18 a picture that the model calls something else is what its bytes say', async () => {
  const html = Buffer.from('<script>alert(1)</script>'.repeat(400)).toString('base64')
  const answer = chunk([{ inlineData: { mimeType: 'image/png', data: html } }]) + lastChunk
  const { relay } = keepingRelay({ upstream: { fetch: async () => streamed(answer, 1000) } })
  const events = await readWire(await relay(runRequest()))
  expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'bad-image' } })
  expect(picturePaths(events)).toEqual([])
})
