import { randomId } from '@image-stream/core/relay'
import type { EmulatorOptions } from '@image-stream/emulator'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { canaryKey as key, canaryPrompt as prompt } from '../test/canary.ts'
import { relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { chunk, countingUpstream, lastChunk, pngBytes, streamed } from '../test/upstream.ts'
import { createImageRelay } from './index.ts'

const auths = ['header', 'query', 'bearer'] as const

/** Everything that was written to any console. */
function listenToConsole(): () => string {
  const lines: unknown[] = []
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void lines.push(...words))
  onTestFinished(() => void vi.restoreAllMocks())
  return () =>
    lines
      .map((line) => (line instanceof Error ? `${line.stack} ${String(line.cause)}` : String(line)))
      .join('\n')
}

async function textOf(response: Response): Promise<string> {
  return `${JSON.stringify([...response.headers])}\n${await response.text()}`
}

/** Upstreams that repeat all they were sent: in the message, the body, the headers, the exception. */
const parrots: Readonly<Record<string, (said: string) => Response | Promise<Response>>> = {
  'an error that repeats the request': (said) =>
    Response.json(
      { error: { code: 400, status: 'INVALID_ARGUMENT', message: `Bad: ${said}` } },
      { status: 400 },
    ),
  'a refused key': (said) =>
    Response.json(
      { error: { code: 403, status: 'PERMISSION_DENIED', message: `No: ${said}` } },
      { status: 403 },
    ),
  'a page of a gateway': (said) => new Response(`<h1>502 ${said}</h1>`, { status: 502 }),
  'an error in the stream': (said) =>
    streamed(
      `data: ${JSON.stringify({ error: { code: 500, status: 'INTERNAL', message: said } })}\n\n`,
      1000,
    ),
  'words that are no JSON': (said) => streamed(`data: ${said}\n\ndata: {}\n\n`, 1000),
  'a refusal that repeats the request': (said) =>
    streamed(
      chunk([{ text: 'no' }], 'IMAGE_SAFETY').replace(
        '"index"',
        `"finishMessage":${JSON.stringify(said)},"index"`,
      ),
      1000,
    ),
  'a connection that breaks': (said) => Promise.reject(new TypeError(`fetch failed: ${said}`)),
  'headers that repeat the request': (said) => {
    const response = streamed(lastChunk, 1000)
    response.headers.set('x-echo', said)
    return response
  },
}

describe.each(Object.entries(parrots))('T3 %s', (_name, answer) => {
  test.each(auths)('does not give the key away: %s', async (auth) => {
    const written = listenToConsole()
    const upstream = countingUpstream((request) =>
      answer(`${request.url} ${JSON.stringify([...request.headers])}`),
    )
    const relay = createImageRelay({ apiKey: key, upstream: { auth, fetch: upstream } })
    const answered = await textOf(await relay(runRequest({ input: { prompt } })))
    expect(JSON.stringify([upstream.requests[0]!.url, ...upstream.requests[0]!.headers])).toContain(key)
    expect(answered).toContain('"type":"error"')
    expect(answered).not.toContain(key)
    expect(written()).not.toContain(key)
  })

  test('puts no prompt into the log', async () => {
    const written = listenToConsole()
    const upstream = countingUpstream(async (request) => answer(await request.text()))
    const relay = createImageRelay({ apiKey: key, upstream: { fetch: upstream } })
    const picture = pngBytes(8, 6, 3_000)
    await textOf(await relay(runRequest({ input: { prompt }, images: [picture] })))
    expect(written()).not.toContain(prompt)
    expect(written()).not.toContain(Buffer.from(picture).toString('base64').slice(64, 128))
  })
})

const outcomes: readonly (readonly [string, EmulatorOptions])[] = [
  ['success', {}],
  ['blocked', { blockReason: 'SAFETY' }],
  ['quota', { error: { name: 429 } }],
  ['misconfigured', { keys: ['another'] }],
  ['upstream', { error: { name: 500 } }],
  ['cut', { cut: { at: 'thinking' } }],
]

test.each(outcomes)(
  'T3 neither an answer nor the log of a run has the key in it: %s',
  async (_name, options) => {
    const written = listenToConsole()
    const { emulator } = relayUnderTest({}, options)
    const relay = createImageRelay({ apiKey: key, upstream: { fetch: emulator, maxRetries: 0 } })
    expect(await textOf(await relay(runRequest({ input: { prompt } })))).not.toContain(key)
    expect(written()).not.toContain(key)
    expect(written()).not.toContain(prompt)
  },
)

test('T23 a refusal repeats no text of its visitor', async () => {
  const { relay } = relayUnderTest({ limits: { maxPromptLength: 10 } })
  for (const input of [
    { prompt },
    { system: prompt },
    { prompt: 'a', labels: [prompt] },
    { prompt: [prompt] },
  ])
    expect(await textOf(await relay(runRequest({ input })))).not.toContain(prompt)
})

test('the log of a failure is one line with its code, its status and its run', async () => {
  const written = listenToConsole()
  const upstream = countingUpstream(() =>
    Response.json({ error: { code: 403, status: 'PERMISSION_DENIED', message: 'x' } }, { status: 403 }),
  )
  const relay = createImageRelay({ apiKey: key, upstream: { fetch: upstream } })
  await textOf(await relay(runRequest()))
  expect(written()).toMatch(/^\[image-stream\] misconfigured 403 PERMISSION_DENIED run [\w-]{22}$/)
})

test('the log of a relay that is not set up says what to do', async () => {
  const written = listenToConsole()
  vi.stubEnv('GEMINI_API_KEY', undefined)
  onTestFinished(() => void vi.unstubAllEnvs())
  await createImageRelay()(runRequest())
  expect(written()).toContain('Set the environment variable GEMINI_API_KEY')
})

test('a log hook that fails changes nothing', async () => {
  const onError = (): void => {
    throw new Error('logger')
  }
  const { relay } = relayUnderTest({ onError }, { error: { name: 500 } })
  const answered = await textOf(await relay(runRequest({ key: randomId() })))
  expect(answered).toContain('"code":"upstream"')
})
