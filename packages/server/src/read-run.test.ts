import { randomId } from '@image-stream/core/relay'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  formOf,
  readError,
  readWire,
  relayUnderTest,
  runRequest,
  type Asked,
} from '../test/relay-under-test.ts'
import { pngBytes } from '../test/upstream.ts'
import type { ImageRelayOptions } from './index.ts'

const png = pngBytes(8, 6, 100)
const formType = { 'content-type': 'multipart/form-data; boundary=x-boundary' }
const part = (name: string, value: string, more = ''): string =>
  `--x-boundary\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
const good = part('input', '{"prompt":"a fox","labels":[]}')
const end = '--x-boundary--\r\n'

afterEach(() => void vi.useRealTimers())

const refused: readonly (readonly [what: string, asked: Asked, status: number, code: string])[] = [
  ['no body', { body: null, headers: formType }, 400, 'relay'],
  ['JSON', { body: '{"prompt":"a fox"}', headers: { 'content-type': 'application/json' } }, 415, 'relay'],
  ['no type', { body: new Uint8Array(8) }, 415, 'relay'],
  [
    'a form without boundary',
    { body: good + end, headers: { 'content-type': 'multipart/form-data' } },
    415,
    'relay',
  ],
  ['a form that is cut', { body: good, headers: formType }, 400, 'relay'],
  ['an empty form', { body: end, headers: formType }, 400, 'relay'],
  ['two inputs', { body: good + good + end, headers: formType }, 400, 'relay'],
  [
    'an unknown field',
    { body: good + part('url', 'http://10.0.0.1') + end, headers: formType },
    400,
    'relay',
  ],
  ['a picture that is text', { body: good + part('image', 'x') + end, headers: formType }, 400, 'relay'],
  ['an input that is no JSON', { body: part('input', '{') + end, headers: formType }, 400, 'invalid-input'],
  ['an input that is a list', { body: part('input', '[]') + end, headers: formType }, 400, 'invalid-input'],
  ['a long input', { input: { metadata: { note: 'x'.repeat(600_000) } } }, 413, 'too-large'],
  ['no prompt', { input: { prompt: undefined } }, 400, 'invalid-input'],
  ['a prompt that is no text', { input: { prompt: ['a fox'] } }, 400, 'invalid-input'],
  ['a blank prompt', { input: { prompt: ' \n' } }, 400, 'invalid-input'],
  ['a long prompt', { input: { prompt: 'x'.repeat(32_769) } }, 400, 'invalid-input'],
  ['a long system instruction', { input: { system: 'x'.repeat(32_769) } }, 400, 'invalid-input'],
  ['a long label', { images: [png], input: { labels: ['x'.repeat(32_769)] } }, 400, 'invalid-input'],
  ['a ratio that there is not', { input: { aspectRatio: '7:3' } }, 400, 'invalid-input'],
  ['a ratio from the prototype', { input: { aspectRatio: 'toString' } }, 400, 'invalid-input'],
  ['a size that the model has not', { input: { imageSize: '4K' } }, 400, 'invalid-input'],
  ['modalities that there are not', { input: { modalities: ['AUDIO'] } }, 400, 'invalid-input'],
  ['a level that there is not', { input: { thinking: { level: 'endless' } } }, 400, 'invalid-input'],
  ['a budget', { input: { thinking: { budget: 1 } } }, 400, 'invalid-input'],
  ['a seed that is no whole number', { input: { seed: 0.5 } }, 400, 'invalid-input'],
  ['a temperature out of range', { input: { temperature: 3 } }, 400, 'invalid-input'],
  ['a model that there is not', { input: { model: 'gemini-9' } }, 400, 'invalid-input'],
  ['a model with a path', { input: { model: '../v1/models/x' } }, 400, 'invalid-input'],
  ['a dearer model', { input: { model: 'gemini-3-pro-image' } }, 400, 'invalid-input'],
  ['tools', { input: { ['tools' as 'system']: [{ google_search: {} }] } }, 400, 'invalid-input'],
  ['a base URL', { input: { ['baseUrl' as 'system']: 'http://10.0.0.1' } }, 400, 'invalid-input'],
  [
    'a poisoned prototype',
    { body: part('input', '{"prompt":"a","labels":[],"__proto__":{"model":"x"}}') + end, headers: formType },
    400,
    'invalid-input',
  ],
  ['fewer labels than pictures', { images: [png], input: { labels: [] } }, 400, 'invalid-input'],
  ['more labels than pictures', { input: { labels: ['logo'] } }, 400, 'invalid-input'],
  ['too many pictures', { images: Array.from({ length: 15 }, () => png) }, 400, 'invalid-input'],
  ['a picture that is SVG', { images: ['<svg xmlns="http://www.w3.org/2000/svg"/>'] }, 400, 'invalid-input'],
  ['an empty picture', { images: [''] }, 400, 'invalid-input'],
  ['a picture above 7 MB', { images: [pngBytes(8, 6, 7 * 1024 * 1024 + 1)] }, 413, 'too-large'],
  ['more than 8 MB', { images: [png, new Uint8Array(8 * 1024 * 1024)] }, 413, 'too-large'],
]

test.each(refused)('refused before anything is paid: %s', async (_what, asked, status, code) => {
  const { relay, emulator, reported } = relayUnderTest()
  expect(await readError(await relay(runRequest(asked)))).toMatchObject({ status, code })
  expect(emulator.ledger.requests).toBe(0)
  expect(reported).toEqual([])
})

test('an issue names its field, and what is allowed', async () => {
  const { relay } = relayUnderTest()
  const { message } = await readError(
    await relay(runRequest({ input: { model: 'gemini-3-pro-image', seed: 1 } })),
  )
  expect(message).toBe('model cannot be "gemini-3-pro-image". Allowed: gemini-3.1-flash-lite-image.')
  const unknown = await readError(await relay(runRequest({ input: { ['tools' as 'system']: 1 } })))
  expect(unknown.message).toMatch(/Unrecognized key: "tools"/)
})

test('a field of plain text does for the input, as curl sends it', async () => {
  const { relay } = relayUnderTest()
  const events = await readWire(await relay(runRequest({ body: good + end, headers: formType })))
  expect(events.at(-1)).toMatchObject({ type: 'done' })
})

test('listed models may be asked for, and no others', async () => {
  const options: ImageRelayOptions = { models: ['gemini-3-pro-image'] }
  const { relay } = relayUnderTest(options)
  expect((await relay(runRequest({ input: { model: 'gemini-3-pro-image' } }))).status).toBe(200)
  expect((await relay(runRequest())).status).toBe(400)
})

test('limits can be narrower, for all and for one owner', async () => {
  const limits = { maxPromptLength: 10, maxImages: 0, maxBodyBytes: 2_000 }
  const { relay } = relayUnderTest({
    limits,
    authorize: (request) => ({
      owner: 'x',
      limits: request.headers.has('x-pro') ? { maxPromptLength: 100 } : undefined,
    }),
  })
  const long = { input: { prompt: 'twelve chars' } }
  expect((await readError(await relay(runRequest(long)))).message).not.toContain('twelve')
  expect((await relay(runRequest({ ...long, headers: { 'x-pro': '1' } }))).status).toBe(200)
  expect((await relay(runRequest({ images: [png] }))).status).toBe(400)
  expect((await relay(runRequest({ input: { metadata: { note: 'x'.repeat(2_000) } } }))).status).toBe(413)
})

describe('T8 a body is counted while it is read', () => {
  /** Endless, and says how much of it was taken. */
  function endless(): { readonly body: ReadableStream; readonly taken: () => number } {
    let bytes = 0
    const body = new ReadableStream(
      {
        pull(controller) {
          bytes += 65_536
          controller.enqueue(new Uint8Array(65_536))
        },
      },
      { highWaterMark: 0 },
    )
    return { body, taken: () => bytes }
  }

  test('one without end is refused at the limit, and read no further', async () => {
    const { relay } = relayUnderTest()
    const { body, taken } = endless()
    expect(await readError(await relay(runRequest({ body, headers: formType })))).toMatchObject({
      status: 413,
      code: 'too-large',
    })
    expect(taken()).toBeLessThanOrEqual(8 * 1024 * 1024 + 65_536)
  })

  test('one that says it is too long is not read at all', async () => {
    const { relay } = relayUnderTest()
    const { body, taken } = endless()
    const headers = { ...formType, 'content-length': String(9 * 1024 * 1024) }
    expect((await relay(runRequest({ body, headers }))).status).toBe(413)
    expect(taken()).toBe(0)
  })

  test('one that lies about its length is counted all the same', async () => {
    const { relay } = relayUnderTest()
    const { body, taken } = endless()
    expect((await relay(runRequest({ body, headers: { ...formType, 'content-length': '10' } }))).status).toBe(
      413,
    )
    expect(taken()).toBeGreaterThan(8 * 1024 * 1024)
  })

  test('one that comes byte by byte is read whole', async () => {
    const { relay } = relayUnderTest()
    const bytes = new Uint8Array(await new Response(formOf({ prompt: '雪'.repeat(500) })).arrayBuffer())
    const boundary = new TextDecoder().decode(bytes).split('\r\n')[0]!.slice(2)
    let offset = 0
    const body = new ReadableStream({
      pull(controller) {
        if (offset === bytes.length) controller.close()
        else controller.enqueue(bytes.slice(offset, ++offset))
      },
    })
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    const input = { body, headers }
    expect((await readWire(await relay(runRequest(input)))).at(-1)).toMatchObject({ type: 'done' })
  })

  test('one that falls silent is given up after 10 s, and its place is free', async () => {
    vi.useFakeTimers()
    const { relay, emulator } = relayUnderTest({ limits: { maxLiveRuns: 1 } })
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(8)) })
    const key = randomId()
    const answer = relay(runRequest({ key, body, headers: formType }))
    await vi.advanceTimersByTimeAsync(9_999)
    expect((await relay(runRequest())).status).toBe(429)
    await vi.advanceTimersByTimeAsync(1)
    expect(await readError(await answer)).toMatchObject({ status: 408, code: 'timeout' })
    expect((await relay(runRequest({ key }))).status).toBe(200)
    expect(emulator.ledger.requests).toBe(0)
  })

  test('one that trickles is given up after 30 s', async () => {
    vi.useFakeTimers()
    const { relay } = relayUnderTest()
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 5_000))
        controller.enqueue(new Uint8Array(1))
      },
    })
    const answer = relay(runRequest({ body, headers: formType }))
    await vi.advanceTimersByTimeAsync(29_999)
    let settled = false
    void answer.then(() => (settled = true))
    await vi.advanceTimersByTimeAsync(0)
    expect(settled).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await readError(await answer)).toMatchObject({ status: 408, code: 'timeout' })
  })

  test('one whose sender leaves is over, and its key may come again', async () => {
    const { relay, emulator } = relayUnderTest()
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    const key = randomId()
    expect((await relay(runRequest({ key, body, headers: formType }))).status).toBe(400)
    expect((await readWire(await relay(runRequest({ key })))).at(-1)).toMatchObject({ type: 'done' })
    expect(emulator.ledger.requests).toBe(1)
  })
})
