import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { randomId } from '@image-stream/core/relay'
import { listenEmulator } from '@image-stream/emulator/node'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createImageRelay, type RelayEvent } from '../src/index.ts'
import { followRequest, keepingRelay, picturePaths, pictureRequest } from './kept-runs.ts'
import {
  listen,
  origin,
  readError,
  readWire,
  relayUnderTest,
  runRequest,
  runsUrl,
} from './relay-under-test.ts'
import { chunk, countingUpstream, lastChunk, pictureChunk, pngBytes, streamed } from './upstream.ts'
import { until } from './until.ts'

// What no other test here is about; docs/threats.md says where the others are.

const root = join(import.meta.dirname, '../../..')

describe('T4 the key stays out of bundles', () => {
  /** Every file of core that a page's import reaches. */
  function reached(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen
    seen.add(file)
    const imports = readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)(?! type)[^'"]*? from '(\.[^']+)'/gms,
    )
    for (const [, path = ''] of imports) reached(join(dirname(file), path), seen)
    return seen
  }

  test('T4 what a page imports reaches nothing that takes one', () => {
    const code = (file: string): string =>
      readFileSync(file, 'utf8').replaceAll(/^\s*(?:\/\*)?\*.*$|\/\/.*$/gm, '')
    const files = [...reached(join(root, 'packages/core/src/index.ts'))]
    expect(files.length).toBeGreaterThan(20)
    expect(files.filter((file) => file.includes('/gemini/'))).toEqual([])
    expect(files.filter((file) => /apiKey|x-goog-api-key/.test(code(file)))).toEqual([])
  })
})

describe('T5 nothing is fetched for a visitor', () => {
  test.each([
    [
      'an address as a picture',
      (form: FormData) => form.append('image', 'http://169.254.169.254/latest/meta-data'),
    ],
    ['an address in a field of its own', (form: FormData) => form.append('url', 'http://127.0.0.1:6379/')],
  ])('T5 %s', async (_what, spoil) => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    onTestFinished(() => fetched.mockRestore())
    const { relay, emulator } = relayUnderTest()
    const form = new FormData()
    form.append('input', JSON.stringify({ prompt: 'a fox', labels: [] }))
    spoil(form)
    expect((await relay(runRequest({ body: form }))).status).toBe(400)
    expect(fetched).not.toHaveBeenCalled()
    expect(emulator.ledger.requests).toBe(0)
  })

  test('T5 nor for the API, when it answers with an address', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    onTestFinished(() => fetched.mockRestore())
    const { relay } = keepingRelay({}, { payload: 'url' })
    expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'error' })
    expect(fetched).not.toHaveBeenCalled()
  })
})

describe('T6 the relay is no proxy', () => {
  test.each([
    '/runs/../../v1beta/models',
    '/runs/%2e%2e/models',
    '/runs;/x',
    '/runs?url=http://evil.example',
    '//evil.example/x',
    '/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent',
    `/runs/${'a'.repeat(22)}/images/0/${'b'.repeat(22)}/../../../..`,
    '/runs%00',
    '/runs/\\evil.example',
  ])('T6 no path leads elsewhere: %s', async (path) => {
    const upstream = countingUpstream(() => streamed(lastChunk, 1000))
    const { relay } = relayUnderTest({ upstream: { fetch: upstream } })
    await (await relay(runRequest({ url: `${origin}${path}` }))).text()
    for (const { url } of upstream.requests)
      expect(url).toBe(
        'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-flash-lite-image:streamGenerateContent?alt=sse',
      )
  })

  test.each([
    ['host', 'evil.example'],
    ['x-forwarded-host', 'evil.example'],
    ['x-goog-api-key', 'theirs'],
    ['authorization', 'Bearer theirs'],
    ['cookie', 'session=1'],
    ['x-http-method-override', 'DELETE'],
    ['x-fal-target-url', 'https://evil.example'],
    ['range', 'bytes=0-1'],
  ])('T6 no header goes through: %s', async (name, value) => {
    const upstream = countingUpstream(() => streamed(lastChunk, 1000))
    const { relay } = relayUnderTest({ upstream: { fetch: upstream } })
    await (await relay(runRequest({ headers: { [name]: value } }))).text()
    const [request] = upstream.requests
    expect([...request!.headers].flat()).not.toContain(value)
    expect([...request!.headers.keys()].toSorted()).toEqual(['content-type', 'x-goog-api-key'])
    expect(request!.method).toBe('POST')
  })

  test.each([
    ['model', '../../files'],
    ['baseUrl', 'https://evil.example'],
    ['tools', [{ googleSearch: {} }]],
    ['generationConfig', { candidateCount: 8 }],
    ['n', 8],
  ])('T6 T7 no field of a request changes what is asked for: %s', async (field, value) => {
    const { relay, emulator } = relayUnderTest()
    const input = { prompt: 'a fox', [field]: value }
    expect((await relay(runRequest({ input }))).status).toBe(400)
    expect(emulator.ledger.requests).toBe(0)
  })
})

describe('T9 an answer without end is ended', () => {
  test.each([
    ['of thoughts', chunk([{ text: 'x'.repeat(2_000), thought: true }]), 400],
    ['of events', chunk([{ text: 'x', thought: true }]), 11_000],
    ['of pictures', pictureChunk(pngBytes(8, 8, 1024 * 1024)), 80],
  ])('T9 %s', async (_what, piece, times) => {
    let sent = 0
    const body = (): ReadableStream<Uint8Array> =>
      new ReadableStream(
        {
          pull(controller) {
            if (sent >= times) return controller.close()
            sent += 1
            controller.enqueue(new TextEncoder().encode(piece))
          },
        },
        { highWaterMark: 0 },
      )
    const fetch = async (): Promise<Response> =>
      new Response(body(), { headers: { 'content-type': 'text/event-stream' } })
    const { relay } = relayUnderTest({ upstream: { fetch } })
    const events = await readWire(await relay(runRequest()))
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'too-large', billed: 'maybe', advice: 'retry' },
    })
    expect(sent).toBeLessThan(times)
  })
})

test('T10 a compressed answer that unpacks to a thousand times its size is ended', async () => {
  const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, ' '), { level: 1 })
  expect(bomb.length).toBeLessThan(3 * 1024 * 1024)
  const { url } = await listen(
    () =>
      new Response(bomb, { headers: { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' } }),
  )
  const { relay } = relayUnderTest({ upstream: { baseUrl: url } })
  const before = process.memoryUsage().rss
  expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'error' })
  expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024)
})

test.each([
  ['T12 a byte now and then is cut off when the time is over', { maxBodyMs: 400 }, 50],
  ['T12 silence is cut off before', { maxBodyIdleMs: 100 }, 10_000],
])('%s', async (_name, limits, everyMs) => {
  const { relay, emulator } = relayUnderTest({ limits })
  const { port } = await listen(relay)
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {}) // It is hung up on while it still sends.
  const head = [
    'POST /api/images/runs HTTP/1.1',
    'Host: app.example',
    `Idempotency-Key: ${randomId()}`,
    'Content-Type: multipart/form-data; boundary=x',
    'Content-Length: 100000',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  const timer = setInterval(() => socket.write('-'), everyMs)
  onTestFinished(() => clearInterval(timer))
  let answer = ''
  for await (const bytes of socket) if ((answer += String(bytes)).includes('\r\n\r\n')) break
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(emulator.ledger.requests).toBe(0)
})

test('T15 no text of a visitor or of the model reaches a header', async () => {
  const breaker = 'x\r\nset-cookie: owned=1'
  const answer = pictureChunk(pngBytes(8, 8, 500)).replace('image/png', 'image/png\\r\\nset-cookie: owned=1')
  const { relay } = keepingRelay({ upstream: { fetch: async () => streamed(answer + lastChunk, 1000) } })
  const input = { prompt: breaker, labels: [], metadata: { [breaker]: breaker }, system: breaker }
  const response = await relay(runRequest({ input }))
  const events = await readWire(response)
  const pictures = await Promise.all(picturePaths(events).map((path) => relay(pictureRequest(path))))
  for (const { headers } of [response, ...pictures])
    expect(JSON.stringify([...headers])).not.toContain('owned')
  for (const path of ['/runs/x%0d%0aset-cookie:a=b', `/runs/${'a'.repeat(21)}%0a`])
    expect((await relay(runRequest({ method: 'GET', url: `${origin}${path}` }))).status).toBe(404)
})

describe('T19 hostile JSON', () => {
  const raw = (json: string): Request => {
    const form = new FormData()
    form.append('input', json)
    return runRequest({ body: form })
  }

  test.each([
    ['a prototype', '{"prompt":"a","labels":[],"__proto__":{"polluted":1}}'],
    ['a prototype in the metadata', '{"prompt":"a","labels":[],"metadata":{"__proto__":{"polluted":1}}}'],
    ['a constructor', '{"prompt":"a","labels":[],"constructor":{"prototype":{"polluted":1}}}'],
    ['depth', `{"prompt":"a","labels":[],"metadata":{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`],
    [
      'many keys',
      `{"prompt":"a","labels":[],"metadata":{${Array.from({ length: 40_000 }, (_, i) => `"k${i}":1`).join()}}}`,
    ],
    ['a number beyond all', '{"prompt":"a","labels":[],"seed":1e999}'],
    ['half a pair', '{"prompt":"\\ud800","labels":[]}'],
  ])('T19 %s in a request is refused or drawn, and spoils nothing', async (_what, json) => {
    const { relay } = keepingRelay()
    const started = performance.now()
    const response = await relay(raw(json))
    await response.text()
    expect([200, 400]).toContain(response.status)
    expect(performance.now() - started).toBeLessThan(2_000)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('T19 in an answer of the API spoils nothing', async () => {
    const hostile = `data: {"__proto__":{"polluted":1},"candidates":[{"__proto__":{"polluted":1},"content":{"parts":[{"text":"a"}]}}]}\n\n`
    const { relay } = keepingRelay({ upstream: { fetch: async () => streamed(hostile + lastChunk, 100) } })
    await readWire(await relay(runRequest()))
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })
})

test.each([
  ['a path', () => new Request(`${origin}${'/runs'.repeat(200_000)}x`)],
  ['a path of dashes', () => new Request(`${origin}/runs/${'-'.repeat(1_000_000)}/images/`)],
  [
    'a content type',
    () => runRequest({ headers: { 'content-type': `multipart/form-data${' '.repeat(200_000)}` }, body: 'x' }),
  ],
  ['a position', () => followRequest({ id: 'a'.repeat(22) }, { after: '1'.repeat(200_000) })],
  [
    'names of headers',
    () =>
      runRequest({ method: 'OPTIONS', headers: { 'access-control-request-headers': 'a,'.repeat(100_000) } }),
  ],
])('T20 %s without end is read in no time', async (_what, make) => {
  const { relay } = keepingRelay()
  const request = make()
  const started = performance.now()
  await (await relay(request)).text()
  // Quadratic work would take minutes.
  expect(performance.now() - started).toBeLessThan(2_000)
})

describe('T23 what is private stays out of logs and metrics', () => {
  const prompt = 'CANARY-prompt-77ab12'
  const picture = pngBytes(64, 48, 20_000)
  const canaries = [
    prompt,
    'CANARY-thought',
    'CANARY-text',
    Buffer.from(picture).toString('base64').slice(64, 128),
    createHash('sha256').update(picture).digest('hex'),
  ]

  test.each([
    ['a success', lastChunk],
    ['a refusal', chunk([{ text: 'CANARY-text' }], 'IMAGE_SAFETY')],
    ['a failure', 'data: CANARY-text\n\n'],
  ])('T23 of %s', async (_what, end) => {
    const written: unknown[] = []
    for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
      vi.spyOn(console, level).mockImplementation((...words) => void written.push(...words))
    onTestFinished(() => void vi.restoreAllMocks())
    const events: RelayEvent[] = []
    const answer =
      chunk([{ text: 'CANARY-thought', thought: true }]) +
      chunk([{ text: 'CANARY-text' }]) +
      pictureChunk(picture) +
      end
    const relay = createImageRelay({
      apiKey: 'CANARY-key-4f1c9a',
      authorize: () => 'ann',
      upstream: { fetch: async () => streamed(answer, 1000) },
      onEvent: (event, run) => void events.push(event, run as never),
      onRunEnd: () => Promise.reject(new Error('database')),
    })
    const metadata = { note: prompt }
    await (await relay(runRequest({ input: { prompt, metadata } }))).text()
    await until(() => events.some(({ type }) => type === 'end'))
    expect(events.map(({ type }) => type).filter(Boolean)).toContain('start')
    const said = JSON.stringify(events) + written.map(String).join('\n')
    for (const canary of [...canaries, 'CANARY-key']) expect(said).not.toContain(canary)
  })
})

test('T24 no answer but a picture may be kept by anybody', async () => {
  const { relay } = keepingRelay({ authorize: (request) => request.headers.get('x-user') ?? 'ann' })
  const key = randomId()
  const run = await relay(runRequest({ key }))
  const [path] = picturePaths(await readWire(run))
  const others = [
    run,
    await relay(followRequest({ key })),
    await relay(followRequest({ id: randomId() })),
    await relay(runRequest({ key, input: { prompt: 'another' } })),
    await relay(followRequest({ key }, { method: 'DELETE' })),
    await relay(new Request(`${runsUrl}/x`)),
    await relay(pictureRequest(path!.slice(0, -1))),
  ]
  for (const { headers } of others) expect(headers.get('cache-control')).toMatch(/^private, no-store/)
  expect((await relay(pictureRequest(path!))).headers.get('cache-control')).toMatch(
    /^private, max-age=\d+, immutable/,
  )
})

describe('T25 what is installed with it', () => {
  const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, object>

  test('T25 few packages, each chosen', () => {
    const needed = ['core', 'react', 'vue', 'svelte', 'server', 'emulator'].flatMap((name) =>
      Object.keys(json(`packages/${name}/package.json`)['dependencies'] ?? {}),
    )
    const others = new Set(needed.filter((name) => !name.startsWith('@image-stream/')))
    expect([...others].toSorted()).toEqual(['esm-env', 'eventsource-parser', 'fflate', 'zod'])
  })

  test('T25 none of them runs a script when it is installed', () => {
    const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
    const allowed = /^allowBuilds:\n((?: {2}.+\n?)+)/m.exec(workspace)![1]!.trim().split('\n')
    expect(allowed.filter((line) => !line.endsWith(': false'))).toEqual([])
    const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')
    const resolutions = lock.match(/resolution: \{[^}]*\}/g) ?? []
    expect(resolutions.filter((each) => !/integrity: sha512-/.test(each))).toEqual([])
  })
})

describe('T26 what is for development stays there', () => {
  test('T26 an endpoint that is not encrypted is not asked, except on this machine', async () => {
    const upstream = countingUpstream(() => streamed(lastChunk, 1000))
    for (const baseUrl of ['http://api.example', 'http://10.0.0.1:8080', 'http://127.0.0.1.evil.example']) {
      const { relay } = relayUnderTest({ upstream: { fetch: upstream, baseUrl } })
      expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({
        error: { code: 'misconfigured', billed: 'no' },
      })
    }
    expect(upstream.requests).toEqual([])
  })

  test('T26 the emulator is seen by this machine alone, and takes no real key', async () => {
    await expect(listenEmulator({ host: '0.0.0.0' })).rejects.toThrow(RangeError)
    const { emulator } = relayUnderTest()
    const relay = createImageRelay({
      apiKey: `AIza${'x'.repeat(35)}`,
      upstream: { fetch: emulator, maxRetries: 0 },
      onError() {},
    })
    expect((await readWire(await relay(runRequest()))).at(-1)).toMatchObject({ type: 'error' })
    expect(emulator.ledger.paid).toBe(0)
  })

  test('T26 in production a relay without authorize answers nobody', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { relay } = keepingRelay()
    expect(await readError(await relay(runRequest()))).toMatchObject({ status: 500, code: 'misconfigured' })
  })
})

describe('docs/threats.md', () => {
  const page = readFileSync(join(root, 'docs/threats.md'), 'utf8')
  const files = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(root, 'packages/server', folder))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => `${folder}/${name}`),
  )
  /** The threats that the names of a file's tests begin with. */
  const named = (file: string): readonly string[] =>
    [
      ...readFileSync(join(root, 'packages/server', file), 'utf8').matchAll(
        /(?:test|describe|\))(?:\.each)?\(\s*['`]((?:T\d+ )+)|^\s*\['((?:T\d+ )+)/gm,
      ),
    ].flatMap(([, title, row]) => (title ?? row ?? '').trim().split(' '))

  const rows = page.split('\n').flatMap((line) => {
    const [, id, , , tests] = /^\| (T\d+) +\|([^|]*)\|([^|]*)\|([^|]*)\|$/.exec(line) ?? []
    return id === undefined
      ? []
      : [{ id, files: [...(tests ?? '').matchAll(/`([^`]+)`/g)].map(([, file]) => file!) }]
  })

  test('has a row for each threat', () => {
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 26 }, (_, index) => `T${index + 1}`))
  })

  test.each(rows)('$id names the files whose tests are about it, all of them', ({ id, files: told }) => {
    expect(told.toSorted()).toEqual(files.filter((file) => named(file).includes(id)).toSorted())
    expect(told.length).toBeGreaterThan(0)
  })
})
