import { createImageStream } from '@image-stream/core'
import { idempotencyHeader, randomId } from '@image-stream/core/relay'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { listen, readWire, relayUnderTest, runRequest, runsUrl } from '../test/relay-under-test.ts'
import { countingUpstream } from '../test/upstream.ts'
import { createEmulator } from '@image-stream/emulator'
import { until } from '../test/until.ts'

/** Thoughts come, and then nothing until the client leaves. */
const hanging = { silence: { at: 'thinking' } } as const

const cancelRequest = (key: string, more: object = {}): Request =>
  runRequest({ method: 'DELETE', key, ...more })

describe('stop reaches the API', () => {
  test('from the browser’s own stop(), over real sockets on both sides', async () => {
    const emulator = createEmulator({ pace: 'instant', pictureSize: 'small', ...hanging })
    const api = await listen(emulator)
    const { relay } = relayUnderTest({ upstream: { baseUrl: api.url } })
    const { url } = await listen(relay)
    const stream = createImageStream({ api: `${url}/api/images` })
    const result = stream.generate('a fox')
    await until(() => stream.getSnapshot().thoughts !== '')
    stream.stop()
    expect(await result).toMatchObject({ status: 'stopped' })
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger).toMatchObject({ requests: 1, aborted: 1 })
  })

  test('from a socket that is destroyed', async () => {
    const { relay, emulator } = relayUnderTest({}, hanging)
    const { port } = await listen(relay)
    const socket = await post(port, randomId())
    await until(() => emulator.ledger.open === 1)
    socket.destroy()
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger).toMatchObject({ requests: 1, aborted: 1 })
  })

  test('from a reader that cancels, where the request’s signal never fires', async () => {
    const { relay, emulator } = relayUnderTest({}, hanging)
    const reader = (await relay(runRequest())).body!.getReader()
    await until(async () => (await reader.read(), emulator.ledger.open === 1))
    await reader.cancel()
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger.aborted).toBe(1)
  })

  test('from the request’s signal, where the body is never cancelled', async () => {
    const { relay, emulator } = relayUnderTest({}, hanging)
    const controller = new AbortController()
    const answer = readWire(await relay(runRequest({ signal: controller.signal })))
    await until(() => emulator.ledger.open === 1)
    controller.abort()
    expect((await answer).at(-1)).toEqual({ type: 'stopped', billed: 'maybe' })
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger.aborted).toBe(1)
  })

  test('from DELETE with the key, and the stream ends as stopped', async () => {
    const { relay, emulator } = relayUnderTest({}, hanging)
    const key = randomId()
    const answer = readWire(await relay(runRequest({ key })))
    await until(() => emulator.ledger.open === 1)
    expect((await relay(cancelRequest(key))).status).toBe(204)
    expect((await answer).at(-1)).toEqual({ type: 'stopped', billed: 'maybe' })
    await until(() => emulator.ledger.open === 0)
    expect(emulator.ledger.aborted).toBe(1)
  })

  test('from an upstream that ignores its signal, the stream ends all the same', async () => {
    const upstream = countingUpstream(() => new Promise(() => {}))
    const { relay } = relayUnderTest({ upstream: { fetch: upstream } })
    const key = randomId()
    const answer = readWire(await relay(runRequest({ key })))
    await until(() => upstream.requests.length === 1)
    await relay(cancelRequest(key))
    expect((await answer).at(-1)).toEqual({ type: 'stopped', billed: 'maybe' })
  })
})

describe('a cancel', () => {
  test('that overtakes its request leaves nothing to pay', async () => {
    const { relay, emulator } = relayUnderTest()
    const key = randomId()
    expect((await relay(cancelRequest(key))).status).toBe(204)
    const events = await readWire(await relay(runRequest({ key })))
    expect(events.map(({ type }) => type)).toEqual(['start', 'stopped'])
    expect(events.at(-1)).toMatchObject({ billed: 'no' })
    expect(emulator.ledger.requests).toBe(0)
    expect((await readWire(await relay(runRequest({ key })))).at(-1)).toMatchObject({ type: 'stopped' })
    expect(emulator.ledger.requests).toBe(0)
  })

  test('while the upload is read leaves nothing to pay', async () => {
    const { relay, emulator } = relayUnderTest()
    const key = randomId()
    const body = new ReadableStream()
    const answer = relay(
      runRequest({ key, body, headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
    )
    await until(() => body.locked)
    await relay(cancelRequest(key))
    expect((await readWire(await answer)).at(-1)).toEqual({ type: 'stopped', billed: 'no' })
    expect(emulator.ledger.requests).toBe(0)
  })

  test('before the answer is read leaves nothing to pay', async () => {
    const { relay, emulator } = relayUnderTest()
    const key = randomId()
    const response = await relay(runRequest({ key }))
    await relay(cancelRequest(key))
    expect((await readWire(response)).at(-1)).toMatchObject({ type: 'stopped', billed: 'no' })
    expect(emulator.ledger.requests).toBe(0)
  })

  test('of somebody else changes nothing', async () => {
    const authorize = (request: Request): string | null => request.headers.get('x-user')
    const { relay, emulator } = relayUnderTest({ authorize })
    const key = randomId()
    const response = await relay(runRequest({ key, headers: { 'x-user': 'ann' } }))
    expect((await relay(cancelRequest(key, { headers: { 'x-user': 'bob' } }))).status).toBe(204)
    expect((await readWire(response)).at(-1)).toMatchObject({ type: 'done' })
    expect(emulator.ledger).toMatchObject({ paid: 1, aborted: 0 })
  })

  test('of a run that is over is no error', async () => {
    const { relay } = relayUnderTest()
    const key = randomId()
    await readWire(await relay(runRequest({ key })))
    expect((await relay(cancelRequest(key))).status).toBe(204)
  })

  test('frees its place at once', async () => {
    const { relay } = relayUnderTest({ limits: { maxLiveRuns: 1 } }, hanging)
    const key = randomId()
    await relay(runRequest({ key }))
    expect((await relay(runRequest())).status).toBe(429)
    await relay(cancelRequest(key))
    expect((await relay(runRequest())).status).toBe(200)
  })
})

test('a request that was aborted before it was let in makes no call', async () => {
  const { relay, emulator } = relayUnderTest({ authorize: async () => 'ann' })
  const controller = new AbortController()
  const response = await relay(runRequest({ signal: controller.signal }))
  controller.abort()
  await response.text().catch(() => {})
  expect(emulator.ledger.requests).toBe(0)
})

/** A run over a bare socket, once its answer has begun. */
async function post(port: number, key: string): Promise<Socket> {
  const request = runRequest({ key, url: runsUrl })
  const body = new Uint8Array(await request.arrayBuffer())
  const socket = connect(port, '127.0.0.1')
  socket.write(
    [
      'POST /api/images/runs HTTP/1.1',
      'Host: 127.0.0.1',
      `${idempotencyHeader}: ${key}`,
      `Content-Type: ${request.headers.get('content-type') ?? ''}`,
      `Content-Length: ${body.length}`,
      '\r\n',
    ].join('\r\n'),
  )
  socket.write(body)
  await once(socket, 'data')
  return socket
}
