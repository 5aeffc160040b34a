import { createImageStream, describeError, streamImage, type ErrorCode } from '@image-stream/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createTestApi, type TestApi } from './index.ts'

/** Every code, so that a new one is not forgotten: the object does not compile without it. */
const everyCode: Readonly<Record<ErrorCode, { readonly paid: number }>> = {
  'invalid-input': { paid: 0 },
  unauthorized: { paid: 0 },
  misconfigured: { paid: 0 },
  quota: { paid: 0 },
  'rate-limit': { paid: 0 },
  overloaded: { paid: 0 },
  blocked: { paid: 1 },
  'no-image': { paid: 1 },
  truncated: { paid: 1 },
  stalled: { paid: 0 },
  timeout: { paid: 0 },
  network: { paid: 0 },
  lost: { paid: 0 },
  'too-large': { paid: 0 },
  expired: { paid: 0 },
  protocol: { paid: 0 },
  'bad-image': { paid: 1 },
  upstream: { paid: 0 },
  relay: { paid: 0 },
}

function generate(api: TestApi, prompt = 'A fox') {
  return createImageStream({ fetch: api.fetch }).generate(prompt)
}

test('it draws at once, a small picture, and writes down what was asked', async () => {
  const api = createTestApi()
  const started = performance.now()
  const { image } = await streamImage({ prompt: 'A fox', aspectRatio: '16:9' }, { fetch: api.fetch }).result
  expect(performance.now() - started).toBeLessThan(2_000)
  expect([image.width, image.height]).toEqual([64, 36])
  expect(image.byteLength).toBeLessThan(20_000)
  expect(api.ledger).toMatchObject({ paid: 1, aborted: 0, open: 0 })
  expect(api.ledger.calls).toMatchObject([{ prompt: 'A fox', images: 0, outcome: 'completed' }])
})

test.each(Object.entries(everyCode))(
  'next(%o) is that error, and the run after it draws',
  async (name, { paid }) => {
    const code = name as ErrorCode
    const api = createTestApi()
    api.next(code)
    expect(await generate(api)).toMatchObject({ status: 'error', error: { code } })
    expect(api.ledger.paid).toBe(paid)
    expect(await generate(api)).toMatchObject({ status: 'success' })
  },
)

test('an error carries the fields that it was given', async () => {
  const api = createTestApi()
  api.next({ error: 'quota', retryAt: 1_000 })
  api.next({ error: 'blocked', subject: 'result', detail: 'Held back.' })
  expect(await generate(api)).toMatchObject({ error: { code: 'quota', retryAt: 1_000, advice: 'wait' } })
  const blocked = await generate(api)
  expect(blocked).toMatchObject({ error: { code: 'blocked', subject: 'result', detail: 'Held back.' } })
  expect(blocked.status === 'error' && describeError(blocked.error).title).toBe('Drawn, then held back.')
})

test('a scenario of the emulator is asked for by name, and one that does not exist is refused at once', async () => {
  const api = createTestApi()
  api.next({ scenario: 'drafts' })
  const { events } = await record(api)
  expect(events.filter((type) => type === 'image-end')).toHaveLength(3)
  expect(() => api.next({ scenario: 'nonsense' })).toThrow(/no scenario "nonsense"/)
})

async function record(api: TestApi): Promise<{ readonly events: readonly string[] }> {
  const events: string[] = []
  for await (const { type } of streamImage('A fox', { fetch: api.fetch })) events.push(type)
  return { events }
}

test('a run that is held waits for its release, however long that takes', async () => {
  const api = createTestApi()
  const run = api.next({ hold: true })
  const stream = createImageStream({ fetch: api.fetch })
  const result = stream.generate('A fox')
  await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
  expect(api.ledger).toMatchObject({ paid: 1, open: 1 })
  run.release()
  expect(await result).toMatchObject({ status: 'success' })
})

test('a run can be held anywhere, and released before it is there', async () => {
  const api = createTestApi()
  const run = api.next({ hold: 'picture' })
  const stream = createImageStream({ fetch: api.fetch })
  const result = stream.generate('A fox')
  await expect.poll(() => stream.getSnapshot().status).toBe('receiving')
  run.release()
  await result
  api.next({ hold: 'start' }).release()
  expect(await stream.generate('A hen')).toMatchObject({ status: 'success' })
})

test('a stop closes the call that was held', async () => {
  const api = createTestApi()
  api.next({ hold: true })
  const stream = createImageStream({ fetch: api.fetch })
  void stream.generate('A fox')
  await expect.poll(() => stream.getSnapshot().status).toBe('thinking')
  stream.stop()
  await expect.poll(() => api.ledger).toMatchObject({ aborted: 1, open: 0 })
})

test('outcomes are given out in the order in which runs ask, also to runs at the same time', async () => {
  const api = createTestApi()
  api.next('blocked')
  api.next('success')
  api.next('quota')
  const results = await Promise.all(['A fox', 'A hen', 'A cow'].map((prompt) => generate(api, prompt)))
  expect(results).toMatchObject([
    { error: { code: 'blocked' } },
    { status: 'success' },
    { error: { code: 'quota' } },
  ])
})

test('fetch takes what the global one takes: a path, an address, a request', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  expect((await fetch('/api/images/runs', { method: 'POST' })).status).toBe(400)
  expect((await fetch(new URL('https://app.example/x/runs'), { method: 'PUT' })).status).toBe(405)
  expect((await fetch(new Request('https://app.example/x/runs', { method: 'PUT' }))).status).toBe(405)
  expect((await api.handler(new Request('https://app.example/x/runs', { method: 'PUT' }))).status).toBe(405)
})

test('a connection that is lost for good is told at once, without the tries to come back', async () => {
  const api = createTestApi()
  api.next('network')
  const started = performance.now()
  expect(await generate(api)).toMatchObject({ status: 'error', error: { code: 'network' } })
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('other addresses are refused by name, answered by the given fetch, or stay in the process', async () => {
  const api = createTestApi()
  await expect(api.fetch('/api/me')).rejects.toThrow('http://localhost/api/me is no address of the relay')
  expect(await (await api.fetch('data:text/plain,hello')).text()).toBe('hello')
  const own = createTestApi({ fetch: () => Promise.resolve(Response.json({ name: 'Ada' })) })
  expect(await (await own.fetch('/api/me')).json()).toEqual({ name: 'Ada' })
})

test('pictures can be as large as the real ones', async () => {
  const api = createTestApi({ pictureSize: 'real' })
  const { image } = await streamImage({ prompt: 'A fox', aspectRatio: '1:1' }, { fetch: api.fetch }).result
  expect([image.width, image.height]).toEqual([1024, 1024])
})

test('an edit sends the picture, and every model may be asked', async () => {
  const api = createTestApi()
  const stream = createImageStream({ fetch: api.fetch, defaults: { model: 'gemini-3-pro-image' } })
  await stream.generate('A fox')
  expect(await stream.edit('Make it night')).toMatchObject({ status: 'success' })
  expect(api.ledger.calls).toMatchObject([
    { model: 'gemini-3-pro-image', images: 0 },
    { prompt: 'Make it night', images: 1 },
  ])
})
