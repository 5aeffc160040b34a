import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { relayUnderTest, runRequest } from '../test/relay-under-test.ts'
import { countingUpstream, lastChunk, pictureChunk, pngBytes } from '../test/upstream.ts'
import { toRunResponse } from './run-response.ts'
import type { LogEntry } from './store/run-store.ts'
import { until } from '../test/until.ts'

type Reader = ReadableStreamDefaultReader<Uint8Array>

async function readText(reader: Reader): Promise<string | null> {
  const { done, value } = await reader.read()
  return done ? null : new TextDecoder().decode(value)
}

async function* silent(): AsyncGenerator<readonly LogEntry[], void, undefined> {
  yield [{ json: '{"type":"start","runId":"run"}', bytes: null }]
  await new Promise(() => {})
}

describe('silence', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('is broken by a comment every 15 s, and only then', async () => {
    const { relay, emulator } = relayUnderTest({}, { silence: { at: 'headers' } })
    const reader = (await relay(runRequest())).body!.getReader()
    expect(await readText(reader)).toBe(': ok\n\n')
    expect(await readText(reader)).toMatch(/^data: \{"type":"start"/)
    for (let beat = 0; beat < 7; beat += 1) {
      let text: string | null = null
      void readText(reader).then((each) => (text = each))
      await vi.advanceTimersByTimeAsync(14_999)
      expect(text).toBe(null)
      await vi.advanceTimersByTimeAsync(1)
      expect(text).toBe(': keep-alive\n\n')
    }
    await reader.cancel()
    await vi.advanceTimersByTimeAsync(0)
    expect(vi.getTimerCount()).toBe(0)
    vi.useRealTimers()
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger).toMatchObject({ requests: 1, aborted: 1 })
  })

  test('may be broken more often', async () => {
    const place = { runId: 'run', after: 0, delivery: 'inline' } as const
    const response = toRunResponse(silent(), { ...place, heartbeatMs: 100, onClose() {} })
    const reader = response.body!.getReader()
    await readText(reader)
    await readText(reader)
    const next = readText(reader)
    await vi.advanceTimersByTimeAsync(100)
    expect(await next).toBe(': keep-alive\n\n')
  })

  test('T11 of a reader ends its run after 30 s', async () => {
    const { relay, emulator } = relayUnderTest(
      { limits: { maxLiveRuns: 1 } },
      { silence: { at: 'thinking' } },
    )
    const reader = (await relay(runRequest())).body!.getReader()
    for (let index = 0; index < 3; index += 1) await readText(reader)
    await vi.advanceTimersByTimeAsync(29_999)
    expect((await relay(runRequest())).status).toBe(429)
    await vi.advanceTimersByTimeAsync(1)
    expect((await relay(runRequest())).status).toBe(200)
    await expect(readText(reader)).rejects.toThrow('took nothing')
    vi.useRealTimers()
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger.aborted).toBe(1)
  })

  test('of a reader that never came ends its run too, and nothing was asked of the API', async () => {
    const { relay, emulator } = relayUnderTest({ limits: { maxLiveRuns: 1 } })
    await relay(runRequest())
    await vi.advanceTimersByTimeAsync(30_000)
    expect((await relay(runRequest())).status).toBe(200)
    expect(emulator.ledger.requests).toBe(0)
  })

  test.each([
    ['two minutes and a half of it are too much', {}, 'stalled'],
    ['a run that takes too long is ended at its own limit', { maxRunMs: 60_000 }, 'timeout'],
  ])('of the API: %s', async (_what, limits, expected) => {
    const { relay, emulator, reported } = relayUnderTest({ limits }, { silence: { at: 'thinking' } })
    let answer = ''
    void (await relay(runRequest())).text().then((text) => (answer = text))
    // Step by step: the emulator's own work takes real time, in which this clock stands.
    for (let seconds = 0; answer === '' && seconds < 400; seconds += 1)
      await vi.advanceTimersByTimeAsync(1_000)
    expect(answer).toMatch(new RegExp(`data: \\{"type":"error","error":\\{[^\\n]*"code":"${expected}"`))
    vi.useRealTimers()
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger.aborted).toBe(1)
    expect(reported.map(({ code }) => code)).toEqual([expected])
  })
})

describe('T11 back-pressure', () => {
  const picture = pictureChunk(pngBytes(64, 64, 1024 * 1024))
  const pieceBytes = 16 * 1024

  /** An answer of forty pictures, and how much of it was taken. */
  function fortyPictures(): {
    readonly answer: () => Response
    readonly taken: () => number
    readonly total: number
  } {
    const bytes = new TextEncoder().encode(picture)
    const end = new TextEncoder().encode(lastChunk)
    const total = bytes.length * 40
    let offset = 0
    const body = (): ReadableStream<Uint8Array> =>
      new ReadableStream(
        {
          pull(controller) {
            if (offset >= total) {
              controller.enqueue(end)
              return controller.close()
            }
            const at = offset % bytes.length
            const piece = bytes.subarray(at, at + pieceBytes)
            offset += piece.length
            controller.enqueue(piece)
          },
        },
        { highWaterMark: 0 },
      )
    return { answer: () => new Response(body()), taken: () => offset, total }
  }

  test('nothing is asked of the API before the answer is read', async () => {
    const upstream = countingUpstream(() => new Response())
    const { relay } = relayUnderTest({ upstream: { fetch: upstream } })
    const response = await relay(runRequest())
    expect(upstream.requests).toHaveLength(0)
    await response.text()
    expect(upstream.requests).toHaveLength(1)
  })

  test('a slow reader is never more than one event ahead of what it took', async () => {
    const { answer, taken, total } = fortyPictures()
    const { relay } = relayUnderTest({ upstream: { fetch: countingUpstream(answer) } })
    const reader = (await relay(runRequest())).body!.getReader()
    let given = 0
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      given += read.value.length
      // Base64 in, base64 out: one event of the API is in the relay's hands, and no more.
      expect(taken()).toBeLessThanOrEqual(given + picture.length + pieceBytes)
    }
    expect(taken()).toBe(total)
  })

  test('a reader that stops in the middle stops the API', async () => {
    const { answer, taken } = fortyPictures()
    const { relay } = relayUnderTest({ upstream: { fetch: countingUpstream(answer) } })
    const reader = (await relay(runRequest())).body!.getReader()
    for (let index = 0; index < 20; index += 1) await reader.read()
    const before = taken()
    await new Promise((resolve) => setImmediate(resolve))
    expect(taken()).toBe(before)
    await reader.cancel()
    await new Promise((resolve) => setImmediate(resolve))
    expect(taken()).toBe(before)
  })
})
