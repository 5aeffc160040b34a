import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { answering, eventStream, finish, picture, pngBytes, sse, thought } from '../test/wire.ts'
import { gemini } from './gemini/index.ts'
import { createStallWatch } from './stall-watch.ts'
import { streamImage, type StreamImageOptions } from './stream-image.ts'
import type { FetchHandler } from './transport.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Answers with these bytes and then nothing, until its request is aborted. */
function silentAfter(body: string | null): { readonly fetch: FetchHandler; readonly signals: AbortSignal[] } {
  const signals: AbortSignal[] = []
  return {
    signals,
    fetch(request) {
      signals.push(request.signal)
      const ended = new Promise<never>((_resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
      })
      if (body === null) return ended
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          if (body !== '') controller.enqueue(new TextEncoder().encode(body))
        },
        pull: () => ended,
      })
      return Promise.resolve(new Response(stream, { headers: eventStream }))
    },
  }
}

/** When, in seconds, a run against this silence ends, and with what. */
async function endOf(
  options: StreamImageOptions,
): Promise<{ readonly seconds: number; readonly error: unknown }> {
  const started = performance.now()
  const outcome = streamImage('a fox', options).result.catch((error: unknown) => error)
  let error: unknown
  void outcome.then((value) => (error = value))
  while (error === undefined && performance.now() - started < 1_000_000)
    await vi.advanceTimersByTimeAsync(500)
  return { seconds: Math.round((performance.now() - started) / 1000), error }
}

describe('towards Gemini', () => {
  test.each([
    ['no answer at all', null, 120],
    ['headers and nothing more', '', 120],
    ['silence among the thoughts', sse(thought('Snow.')), 150],
  ])('%s ends the paid call in time', async (_what, body, seconds) => {
    const { fetch, signals } = silentAfter(body)
    const end = await endOf({ transport: gemini({ apiKey: 'test', fetch }) })
    expect(end).toMatchObject({ error: { code: 'stalled', advice: 'retry', billed: 'maybe' } })
    expect(Math.abs(end.seconds - seconds)).toBeLessThanOrEqual(1)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('a stream that stays open behind its end is taken as ended after 5 s', async () => {
    const { fetch, signals } = silentAfter(sse(picture(pngBytes(16, 16)), finish('STOP')))
    const end = await endOf({ transport: gemini({ apiKey: 'test', fetch }) })
    expect(end).toMatchObject({ error: { status: 'success', usage: null } })
    expect(Math.abs(end.seconds - 5)).toBeLessThanOrEqual(1)
    expect(signals[0]?.aborted).toBe(true)
  })

  test('a second picture may be slow behind an early finish reason', async () => {
    const second = sse(picture(pngBytes(16, 16), {}))
    const body = sse(picture(pngBytes(16, 16)), finish('STOP')) + second.slice(0, -40)
    const end = await endOf({ transport: gemini({ apiKey: 'test', fetch: silentAfter(body).fetch }) })
    expect(end).toMatchObject({ error: { code: 'stalled' } })
    expect(Math.abs(end.seconds - 150)).toBeLessThanOrEqual(1)
  })

  test('thinking without end is ended at five minutes', async () => {
    const fetch: FetchHandler = () =>
      Promise.resolve(
        new Response(
          new ReadableStream<Uint8Array>({
            async pull(controller) {
              await new Promise((resolve) => setTimeout(resolve, 1000))
              controller.enqueue(new TextEncoder().encode(sse(thought('Hm. '))))
            },
          }),
        ),
      )
    const end = await endOf({ transport: gemini({ apiKey: 'test', fetch }) })
    expect(end).toMatchObject({
      error: { code: 'timeout', partial: { thoughts: expect.stringContaining('Hm. ') as unknown } },
    })
    expect(Math.abs(end.seconds - 300)).toBeLessThanOrEqual(1)
  })
})

describe('towards a relay', () => {
  test('silence without heartbeats is found at 45 s', async () => {
    const end = await endOf({ fetch: silentAfter(': ok\n\n').fetch })
    expect(end).toMatchObject({ error: { code: 'stalled' } })
    expect(Math.abs(end.seconds - 45)).toBeLessThanOrEqual(1)
  })

  test('heartbeats keep a run alive for as long as they come', async () => {
    let beats = 0
    const fetch: FetchHandler = () =>
      Promise.resolve(
        new Response(
          new ReadableStream<Uint8Array>({
            async pull(controller) {
              if (++beats > 40) return controller.close()
              await new Promise((resolve) => setTimeout(resolve, 15_000))
              const beat =
                beats === 1 ? 'data: {"type":"thought","text":"Hm"}\nid: 1\n\n' : ': keep-alive\n\n'
              controller.enqueue(new TextEncoder().encode(beat))
            },
          }),
          { headers: eventStream },
        ),
      )
    expect(await endOf({ fetch })).toMatchObject({ seconds: 600, error: { code: 'truncated' } })
  })

  test('a limit can be set', async () => {
    const end = await endOf({ fetch: silentAfter(': ok\n\n').fetch, timeout: { idleMs: 5_000 } })
    expect(end).toMatchObject({
      seconds: 5,
      error: { code: 'stalled', message: expect.stringContaining('5 s') as unknown },
    })
  })
})

test('a run that ends leaves no timer behind', async () => {
  const { fetch } = answering('')
  expect(await endOf({ transport: gemini({ apiKey: 'test', fetch }) })).toMatchObject({
    error: { code: 'protocol' },
  })
  expect(vi.getTimerCount()).toBe(0)
})

test('time that was slept through does not count: what came meanwhile is read first', async () => {
  const limits = { firstEventMs: 1000, idleMs: 1000, totalMs: Infinity }
  const watch = createStallWatch(limits, new AbortController().signal)
  const { promise, resolve } = Promise.withResolvers<string>()
  const waiting = watch.next(promise)
  // The clock goes on and no timer fires, as under a closed lid; then the late timer does.
  const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 600_000)
  await vi.advanceTimersByTimeAsync(1000)
  now.mockRestore()
  resolve('there')
  expect(await waiting).toBe('there')
})

test('who waits is let go at the abort, although nothing hears of it', async () => {
  const controller = new AbortController()
  const limits = { firstEventMs: Infinity, idleMs: Infinity, totalMs: Infinity }
  const watch = createStallWatch(limits, controller.signal)
  const waiting = watch.next(new Promise(() => {}))
  controller.abort(new Error('Enough.'))
  await expect(waiting).rejects.toThrow('Enough.')
  await expect(watch.next(new Promise(() => {}))).rejects.toThrow('Enough.')
  expect(vi.getTimerCount()).toBe(0)
})
