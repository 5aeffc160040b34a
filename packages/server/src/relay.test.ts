import { createImageStream, type ImageStreamEvent } from '@image-stream/core'
import { randomId } from '@image-stream/core/relay'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { canaryKey } from '../test/canary.ts'
import { listen, readError, readWire, relayUnderTest, runRequest, runsUrl } from '../test/relay-under-test.ts'
import { countingUpstream, lastChunk, pictureChunk, pngBytes, streamed } from '../test/upstream.ts'
import { createImageRelay } from './index.ts'

describe('a browser and the relay', () => {
  test('a prompt becomes thoughts, a picture and its cost, over real sockets', async () => {
    const { relay, emulator } = relayUnderTest()
    const { url } = await listen(relay)
    const events = new Set<ImageStreamEvent['type']>()
    const stream = createImageStream({
      api: `${url}/api/images`,
      onEvent: ({ type }) => void events.add(type),
    })
    const result = await stream.generate({ prompt: 'a fox in the snow', aspectRatio: '16:9' })
    expect(result).toMatchObject({
      status: 'success',
      image: { mediaType: 'image/png' },
      finishReason: 'STOP',
      warnings: [],
      runId: expect.stringMatching(/^[\w-]{22}$/) as string,
    })
    expect(result.status === 'success' && result.cost?.usd).toBeGreaterThan(0)
    expect(result.status === 'success' && result.thoughts).toContain('fox')
    const order = [
      'start',
      'thought',
      'usage',
      'image-start',
      'image-data',
      'image-ready',
      'image-end',
      'finish',
      'done',
    ]
    expect([...events]).toEqual(order)
    expect(emulator.ledger).toMatchObject({ paid: 1, aborted: 0, open: 0 })
  })

  test('an edit carries the picture to the API', async () => {
    const { relay, emulator } = relayUnderTest()
    const { url } = await listen(relay)
    const stream = createImageStream({ api: `${url}/api/images` })
    await stream.generate('a fox')
    const edited = await stream.edit('make it winter')
    expect(edited.status).toBe('success')
    expect(emulator.ledger.entries.map(({ images }) => images)).toEqual([0, 1])
  })

  test('what was asked reaches the API, labels as text before their pictures', async () => {
    const upstream = countingUpstream(() => streamed(pictureChunk(pngBytes(8, 6, 100)) + lastChunk, 1000))
    const { relay } = relayUnderTest({ upstream: { fetch: upstream, baseUrl: 'http://127.0.0.1:1/gateway' } })
    const picture = pngBytes(4, 4, 60)
    const input = {
      prompt: 'on the shirt',
      labels: ['logo', null],
      aspectRatio: '4:5',
      seed: 7,
      temperature: 0.5,
      system: 'Be brief.',
    }
    await readWire(await relay(runRequest({ input, images: [picture, picture] })))
    const request = upstream.requests[0]!
    expect(request.url).toBe(
      'http://127.0.0.1:1/gateway/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent?alt=sse',
    )
    expect(request.headers.get('x-goog-api-key')).toBe(canaryKey)
    const body = JSON.stringify(await request.json())
    for (const piece of [
      'logo',
      Buffer.from(picture).toString('base64'),
      '4:5',
      '"seed":7',
      '0.5',
      'Be brief.',
    ])
      expect(body).toContain(piece)
  })

  test.each([
    ['blocked-prompt', { blockReason: 'SAFETY' }, 'blocked'],
    ['no picture', { images: 0, text: 'before' }, 'no-image'],
    ['quota', { error: { name: 429 } }, 'quota'],
    ['overloaded', { error: { name: 503 } }, 'overloaded'],
    ['cut', { cut: { at: 'thinking' } }, 'truncated'],
    ['reset', { cut: { at: 'thinking', how: 'reset' } }, 'network'],
  ] as const)(
    'an outcome of the API comes as a typed error event that names the run: %s',
    async (_name, switches, code) => {
      const { relay } = relayUnderTest({}, switches)
      const events = await readWire(await relay(runRequest()))
      const { runId } = events[0]!
      expect(events[0]).toEqual({ type: 'start', runId: expect.stringMatching(/^[\w-]{22}$/) as string })
      expect(events.at(-1)).toMatchObject({ type: 'error', error: { code, runId } })
    },
  )
})

describe('the answer', () => {
  test('its headers keep caches, proxies and sniffers out of it', async () => {
    const { relay } = relayUnderTest()
    const response = await relay(runRequest())
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'private, no-store, no-transform',
      'content-type': 'text/event-stream; charset=utf-8',
      vary: 'Origin',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    })
    await response.body?.cancel()
  })

  test('it begins and ends with a comment', async () => {
    const { relay } = relayUnderTest()
    const text = await (await relay(runRequest())).text()
    expect(text).toMatch(/^: ok\n\ndata: \{"type":"start"/)
    expect(text).toMatch(/\ndata: \{"type":"done","events":\d+,"imageBytes":\d+\}\nid: \d+\n\n: end\n\n$/)
  })

  test('its head is there before the API has answered', async () => {
    const { relay } = relayUnderTest({}, { silence: { at: 'headers' } })
    const { url } = await listen(relay)
    const response = await fetch(runRequest({ url: `${url}/api/images/runs` }))
    const reader = response.body!.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toMatch(/^: ok\n\n/)
    await reader.cancel()
  })
})

describe('routes', () => {
  test.each([
    ['GET', '/', 404],
    ['POST', '/api/images', 404],
    ['POST', '/api/images/runs/', 200],
    ['POST', '/runs', 200],
    ['POST', '//elsewhere/shop/images/runs', 200],
    ['GET', '/api/images/runs', 404],
    ['PUT', '/api/images/runs', 405],
    ['HEAD', '/api/images/runs', 405],
    ['POST', `/api/images/runs/${randomId()}`, 405],
    ['GET', `/api/images/runs/${randomId()}`, 404],
    ['DELETE', `/api/images/runs/${randomId()}`, 204],
    ['GET', `/api/images/runs/short`, 404],
    ['POST', '/api/images/runs/..%2f', 404],
    ['POST', '/api/images/xruns', 404],
    ['POST', '/api/images/runs/x/runs.json', 404],
  ])('%s %s → %i', async (method, path, status) => {
    const { relay, emulator } = relayUnderTest()
    const response = await relay(runRequest({ method, url: `https://app.example${path}` }))
    expect(response.status).toBe(status)
    await response.text()
    expect(emulator.ledger.requests).toBe(status === 200 ? 1 : 0)
  })

  test('a wrong method is told the right ones', async () => {
    const { relay } = relayUnderTest()
    const response = await relay(runRequest({ method: 'PUT' }))
    expect(response.headers.get('allow')).toBe('GET, POST, DELETE, OPTIONS')
    expect(await readError(response)).toMatchObject({ status: 405, code: 'relay' })
  })

  test('a run that ended is not kept, and says so', async () => {
    const { relay } = relayUnderTest()
    const response = await relay(runRequest({ method: 'GET', url: `${runsUrl}/${randomId()}`, key: null }))
    expect(await readError(response)).toMatchObject({ status: 404, code: 'expired' })
  })

  test('every route answers under the names that route files export', async () => {
    const { relay } = relayUnderTest()
    expect((await relay.POST(runRequest())).status).toBe(200)
    expect((await relay.DELETE(runRequest({ method: 'DELETE' }))).status).toBe(204)
    expect((await relay.GET(runRequest({ method: 'GET' }))).status).toBe(404)
  })
})

describe('the API key', () => {
  test('is not looked for before a request', () => {
    vi.stubEnv('GEMINI_API_KEY', undefined)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(() => createImageRelay()).not.toThrow()
  })

  test('comes from the environment as it is when a run is asked for', async () => {
    const upstream = countingUpstream(() => streamed(lastChunk, 1000))
    const relay = createImageRelay({ upstream: { fetch: upstream } })
    vi.stubEnv('GEMINI_API_KEY', 'from-the-environment')
    onTestFinished(() => void vi.unstubAllEnvs())
    await readWire(await relay(runRequest()))
    expect(upstream.requests[0]?.headers.get('x-goog-api-key')).toBe('from-the-environment')
  })

  test('may come from what the framework knows', async () => {
    const upstream = countingUpstream(() => streamed(lastChunk, 1000))
    const relay = createImageRelay<{ key: string }>({
      apiKey: ({ key }) => Promise.resolve(key),
      upstream: { fetch: upstream, auth: 'bearer' },
    })
    await readWire(await relay(runRequest(), { key: 'of-a-worker' }))
    expect(upstream.requests[0]?.headers.get('authorization')).toBe('Bearer of-a-worker')
  })

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['not to be had', () => Promise.reject(new Error('vault'))],
  ])('when it is %s, the visitor hears that it is not them and the log what to do', async (_name, apiKey) => {
    vi.stubEnv('GEMINI_API_KEY', undefined)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { emulator, reported } = relayUnderTest()
    const relay = createImageRelay({
      ...(apiKey !== undefined && { apiKey }),
      upstream: { fetch: emulator },
      onError: (error) => void (reported as unknown[]).push(error),
    })
    const error = await readError(await relay(runRequest()))
    expect(error).toMatchObject({ status: 500, code: 'misconfigured' })
    expect(error.message).not.toContain('GEMINI_API_KEY')
    expect(String(reported[0]?.cause)).toMatch(/GEMINI_API_KEY|`apiKey` threw/)
    expect(emulator.ledger.requests).toBe(0)
  })
})

describe('one key is paid once', () => {
  test('a second request with a live key is refused', async () => {
    const { relay, emulator } = relayUnderTest({}, { silence: { at: 'thinking' } })
    const key = randomId()
    const first = await relay(runRequest({ key }))
    const second = await relay(runRequest({ key }))
    expect(await readError(second)).toMatchObject({ status: 409, code: 'relay' })
    await first.body?.cancel()
    expect(emulator.ledger.requests).toBe(0) // Nothing was read of the first answer, so nothing was asked for.
  })

  test('fifty at once make one call', async () => {
    const { relay, emulator } = relayUnderTest()
    const key = randomId()
    const responses = await Promise.all(Array.from({ length: 50 }, () => relay(runRequest({ key }))))
    const statuses = responses.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(49)
    await Promise.all(responses.map((response) => response.text()))
    expect(emulator.ledger).toMatchObject({ requests: 1, paid: 1 })
  })

  test.each([
    ['well', {}],
    ['with an error', { error: { name: 503 } }],
  ])('a key whose run ended %s is expired', async (_name, switches) => {
    const { relay, emulator } = relayUnderTest({}, switches)
    const key = randomId()
    await readWire(await relay(runRequest({ key })))
    expect(await readError(await relay(runRequest({ key })))).toMatchObject({ status: 410, code: 'expired' })
    expect(emulator.ledger.requests).toBe(1)
  })

  test('a key that was refused may come again with a better request', async () => {
    const { relay, emulator } = relayUnderTest()
    const key = randomId()
    expect((await relay(runRequest({ key, input: { prompt: '' } }))).status).toBe(400)
    expect((await readWire(await relay(runRequest({ key })))).at(-1)).toMatchObject({ type: 'done' })
    expect(emulator.ledger.paid).toBe(1)
  })

  test('T22 a key belongs to its owner', async () => {
    const authorize = (request: Request): string | null => request.headers.get('x-user')
    const { relay, emulator } = relayUnderTest({ authorize })
    const key = randomId()
    for (const user of ['ann', 'bob'])
      expect(
        await relay(runRequest({ key, headers: { 'x-user': user } })).then((each) => each.text()),
      ).toContain('done')
    expect(emulator.ledger.paid).toBe(2)
  })
})

describe('caps on live runs', () => {
  const authorize = (request: Request): string | null => request.headers.get('x-user')
  const as = (user: string): { headers: { 'x-user': string } } => ({ headers: { 'x-user': user } })

  test('one owner has two, and a place is free when a run ends', async () => {
    const { relay } = relayUnderTest({ authorize }, { silence: { at: 'thinking' } })
    const [first] = [await relay(runRequest(as('ann'))), await relay(runRequest(as('ann')))]
    const third = await relay(runRequest(as('ann')))
    expect(third.headers.get('retry-after')).toBe('5')
    expect(await readError(third)).toMatchObject({ status: 429, code: 'rate-limit' })
    expect((await relay(runRequest(as('bob')))).status).toBe(200)
    await first.body?.cancel()
    expect((await relay(runRequest(as('ann')))).status).toBe(200)
  })

  test('all owners together have a cap of their own', async () => {
    const { relay } = relayUnderTest(
      { authorize, limits: { maxLiveRunsTotal: 3 } },
      { silence: { at: 'thinking' } },
    )
    for (const user of ['ann', 'bob', 'cem']) expect((await relay(runRequest(as(user)))).status).toBe(200)
    expect(await readError(await relay(runRequest(as('dot'))))).toMatchObject({
      status: 429,
      code: 'rate-limit',
    })
  })

  test('authorize can give an owner limits of their own', async () => {
    const { relay } = relayUnderTest({ authorize: () => ({ owner: 'ann', limits: { maxLiveRuns: 1 } }) })
    expect((await relay(runRequest())).status).toBe(200)
    expect((await relay(runRequest())).status).toBe(429)
  })

  test('T2 200 at once: exactly as many as are allowed pass', async () => {
    const { relay, emulator } = relayUnderTest({ limits: { maxLiveRuns: 10 } })
    const responses = await Promise.all(Array.from({ length: 200 }, () => relay(runRequest())))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(10)
    await Promise.all(responses.map((response) => response.text()))
    expect(emulator.ledger.requests).toBe(10)
  })
})
