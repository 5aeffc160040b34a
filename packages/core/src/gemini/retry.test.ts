import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { answering, finish, picture, pngBytes, sse } from '../../test/wire.ts'
import { isImageStreamError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import { createImageStream } from '../image-stream.ts'
import type { RunResult } from '../run-result.ts'
import { streamImage } from '../stream-image.ts'
import type { FetchHandler } from '../transport.ts'
import { createRetryBudget } from './retry.ts'
import { gemini, type GeminiOptions } from './transport.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Answer = () => Promise<Response>

const drawn: Answer = () =>
  answering(sse(picture(pngBytes(16, 16)), finish('STOP'))).fetch(new Request('http://x'))

function refused(status: number, reason: string, more: object = {}, headers: HeadersInit = {}): Answer {
  const error = { code: status, message: 'Not now.', status: reason, ...more }
  return () => Promise.resolve(Response.json({ error }, { status, headers }))
}

function plain(status: number, body = '<html>Not now.</html>'): Answer {
  return () => Promise.resolve(new Response(body, { status }))
}

/** As Node's `fetch` fails. */
function failed(code: string, syscall?: string): Answer {
  const cause = Object.assign(new Error(code), { code, syscall })
  return () => Promise.reject(new TypeError('fetch failed', { cause }))
}

const retryInfo = (retryDelay: string): object => ({
  details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }],
})
const byDay = {
  details: [{ violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }] }],
}
const busy = refused(503, 'UNAVAILABLE')

interface Outcome {
  readonly calls: number
  readonly seconds: number
  readonly result: RunResult
  readonly events: readonly ImageStreamEvent[]
}

/** One run whose calls are answered in this order, the last answer again and again. */
async function run(answers: readonly Answer[], options: Partial<GeminiOptions> = {}): Promise<Outcome> {
  let calls = 0
  const fetch: FetchHandler = () => (answers[calls++] ?? answers.at(-1) ?? drawn)()
  const events: ImageStreamEvent[] = []
  const started = performance.now()
  const settled = settle(
    streamImage('a fox', { transport: gemini({ apiKey: 'test', fetch, ...options }) }),
    events,
  )
  await vi.runAllTimersAsync()
  return { result: await settled, calls, seconds: (performance.now() - started) / 1000, events }
}

async function settle(
  imageRun: ReturnType<typeof streamImage>,
  events: ImageStreamEvent[],
): Promise<RunResult> {
  try {
    for await (const event of imageRun) events.push(event)
    return await imageRun.result
  } catch (error) {
    if (isImageStreamError(error)) return { status: 'error', error }
    throw error
  }
}

describe('made again, as nothing was done', () => {
  test.each<readonly [string, Answer]>([
    ['no address', failed('ENOTFOUND', 'getaddrinfo')],
    ['refused', failed('ECONNREFUSED', 'connect')],
    ['no way there', failed('ENETUNREACH', 'connect')],
    ['no connection in time', failed('UND_ERR_CONNECT_TIMEOUT')],
    ['no certificate to trust', failed('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['busy', busy],
    ['over the quota of the minute', refused(429, 'RESOURCE_EXHAUSTED', retryInfo('3s'))],
  ])('%s', async (_what, answer) => {
    expect(await run([answer, answer, drawn])).toMatchObject({ calls: 3, result: { status: 'success' } })
    expect(await run([answer])).toMatchObject({
      calls: 3,
      result: { status: 'error', error: { billed: 'no' } },
    })
    expect(await run([answer], { maxRetries: 0 })).toMatchObject({ calls: 1 })
  })

  test.each<readonly [string, Answer, number]>([
    ['RetryInfo', refused(429, 'RESOURCE_EXHAUSTED', retryInfo('34.4s')), 34.4],
    ['Retry-After', refused(503, 'UNAVAILABLE', {}, { 'retry-after': '7' }), 7],
    ['both: RetryInfo', refused(429, 'RESOURCE_EXHAUSTED', retryInfo('12s'), { 'retry-after': '50' }), 12],
    ['nothing, when busy', busy, 5],
    ['nothing, for a quota', refused(429, 'RESOURCE_EXHAUSTED'), 60],
  ])('waits as told by %s, and a little more', async (_what, answer, seconds) => {
    const outcome = await run([answer, drawn])
    expect(outcome).toMatchObject({ calls: 2 })
    expect(outcome.seconds).toBeGreaterThanOrEqual(seconds)
    expect(outcome.seconds).toBeLessThanOrEqual(seconds + 1.1)
  })
})

describe('never made again', () => {
  test.each<readonly [string, Answer, string]>([
    ['reset before an answer', failed('ECONNRESET'), 'maybe'],
    ['closed before an answer', failed('UND_ERR_SOCKET'), 'maybe'],
    [
      'a failure that says nothing, as in browsers',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'maybe',
    ],
    ['500', refused(500, 'INTERNAL'), 'maybe'],
    ['502', plain(502), 'maybe'],
    ['504', refused(504, 'DEADLINE_EXCEEDED'), 'maybe'],
    ['408', plain(408), 'maybe'],
    ['499', refused(499, 'CANCELLED'), 'maybe'],
    ['524', plain(524), 'maybe'],
    ['503 from something on the way', plain(503), 'maybe'],
    ['429 from something on the way', plain(429), 'no'],
    ['a quota of the day', refused(429, 'RESOURCE_EXHAUSTED', byDay), 'no'],
    ['a longer wait than a minute', refused(429, 'RESOURCE_EXHAUSTED', retryInfo('61s')), 'no'],
    ['400', refused(400, 'INVALID_ARGUMENT'), 'no'],
    ['403', refused(403, 'PERMISSION_DENIED'), 'no'],
    ['busy, in an answer that had begun', answerBegun, 'maybe'],
  ])('%s', async (_what, answer, billed) => {
    expect(await run([answer])).toMatchObject({ calls: 1, result: { status: 'error', error: { billed } } })
  })

  function answerBegun(): Promise<Response> {
    return Promise.resolve(new Response(sse({ error: { code: 503, status: 'UNAVAILABLE', message: '' } })))
  }
})

test('while it waits, the snapshot says until when; a stop then is not billed', async () => {
  const transport = gemini({ apiKey: 'test', fetch: refused(429, 'RESOURCE_EXHAUSTED', retryInfo('30s')) })
  const stream = createImageStream({ transport })
  const result = stream.generate('a fox')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(stream.getSnapshot()).toMatchObject({ status: 'submitted', retryAt: expect.any(Number) as unknown })
  expect((stream.getSnapshot().retryAt ?? 0) - Date.now()).toBeLessThanOrEqual(21_000)
  stream.stop()
  expect(await result).toMatchObject({ status: 'stopped' })
  expect(stream.getSnapshot()).toMatchObject({ status: 'stopped', retryAt: null })
  expect(vi.getTimerCount()).toBe(0)
})

test('the events say when it waits and when it asks again', async () => {
  const { events } = await run([busy, drawn])
  expect(events.slice(0, 2)).toMatchObject([
    { type: 'wait', retryAt: expect.any(Number) as unknown },
    { type: 'wait', retryAt: null },
  ])
})

test('a stop while it waits has cost nothing', async () => {
  const controller = new AbortController()
  const transport = gemini({ apiKey: 'test', fetch: busy })
  const events: ImageStreamEvent[] = []
  const settled = settle(streamImage('a fox', { transport, signal: controller.signal }), events).catch(
    () => {},
  )
  await vi.advanceTimersByTimeAsync(1_000)
  controller.abort()
  await settled
  expect(events.at(-1)).toEqual({ type: 'stopped', billed: 'no' })
})

test('in an outage the retries of many runs stop soon', async () => {
  let calls = 0
  const fetch: FetchHandler = () => {
    calls += 1
    return busy()
  }
  const transport = gemini({ apiKey: 'test', fetch })
  const runs = Array.from({ length: 50 }, () => settle(streamImage('a fox', { transport }), []))
  await vi.runAllTimersAsync()
  await Promise.all(runs)
  expect(calls).toBeLessThanOrEqual(55)
})

test('a budget shut by an outage opens with the answers that follow', () => {
  const budget = createRetryBudget()
  const granted = Array.from({ length: 10 }, () => budget.withdraw())
  expect(granted.filter(Boolean)).toHaveLength(4)
  for (let answers = 0; answers < 100; answers += 1) budget.deposit()
  expect(budget.withdraw()).toBe(true)
})
