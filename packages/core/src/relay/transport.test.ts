import { describe, expect, test } from 'vitest'
import { pictureEvents } from '../../test/scripted-transport.ts'
import { answering, eventStream, pngBytes } from '../../test/wire.ts'
import { createError } from '../errors.ts'
import type { ImageStreamEvent } from '../events.ts'
import { createImageStream } from '../image-stream.ts'
import { streamImage } from '../stream-image.ts'
import { withoutPauses } from '../../test/scripted-relay.ts'
import type { FetchHandler } from '../transport.ts'
import { createRunEncoder } from './run-entries.ts'
import { errorToWire } from './wire-error.ts'

const png = pngBytes(8, 6, 100_000)
const success: readonly ImageStreamEvent[] = [
  { type: 'start', runId: 'run-1' },
  { type: 'thought', text: 'Snow. 雪' },
  ...pictureEvents(png),
  { type: 'finish', reason: 'STOP' },
  { type: 'done' },
]

function wire(events: readonly ImageStreamEvent[]): string {
  const encoder = createRunEncoder()
  return [': ok\n\n', ...events.map((event) => encoder.encode(event)), ': end\n\n'].join('')
}

test('a run comes back over the wire, however it is cut', async () => {
  for (const pieceLength of [1000, 65_536]) {
    const { fetch } = answering(wire(success), { pieceLength })
    const { image, thoughts, runId } = await streamImage('a fox', { fetch }).result
    expect(await image.bytes()).toEqual(png)
    expect({ thoughts, runId }).toEqual({ thoughts: 'Snow. 雪', runId: 'run-1' })
  }
})

test('an answer that is over is read to its end and not cancelled', async () => {
  let cancelled = false
  let ended = false
  const pieces = [wire(success), ': more\n\n']
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces.shift()
        if (piece !== undefined) return controller.enqueue(new TextEncoder().encode(piece))
        ended = true
        controller.close()
      },
      cancel: () => void (cancelled = true),
    },
    { highWaterMark: 0 },
  )
  const fetch: FetchHandler = () => Promise.resolve(new Response(body, { headers: eventStream }))
  await streamImage('a fox', { fetch }).result
  await expect.poll(() => ended).toBe(true)
  expect(cancelled).toBe(false)
})

const resumableStart: ImageStreamEvent = { type: 'start', runId: 'r'.repeat(22), resumable: true }

test('an edit whose turn is gone sends the picture along, and lets go of the answer that says so', async () => {
  const bodies: FormData[] = []
  const gone = { error: { code: 'expired', message: 'x', billed: 'no', phase: 'relay', advice: 'retry' } }
  let isRead = false
  const resumable: readonly ImageStreamEvent[] = [resumableStart, ...success.slice(1)]
  const refusal = new ReadableStream({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(JSON.stringify(gone)))
      controller.close()
      isRead = true
    },
  })
  const fetch: FetchHandler = async (request) => {
    bodies.push(await request.formData())
    if (bodies.length === 2) return new Response(refusal, { status: 410 })
    return new Response(wire(resumable), { headers: eventStream })
  }
  const stream = createImageStream({ fetch })
  await stream.generate('a fox')
  const edited = await stream.edit('in snow')
  expect(edited).toMatchObject({ status: 'success', warnings: [{ code: 'history-left-out' }] })
  expect(bodies.map((body) => body.getAll('image').length)).toEqual([0, 0, 1])
  expect(isRead).toBe(true)
})

test.each([
  ['a run that was begun and is gone', { code: 'expired', billed: 'maybe', runId: 'r'.repeat(22) }],
  ['something in front of the relay', null],
])('%s is answered with the same status, and nothing is sent again', async (_what, refusal) => {
  let posts = 0
  const fetch: FetchHandler = async () => {
    posts += 1
    if (posts === 1)
      return new Response(wire([resumableStart, ...success.slice(1)]), { headers: eventStream })
    const told = { message: 'x', phase: 'relay', advice: 'retry', ...refusal }
    return refusal ? Response.json({ error: told }, { status: 410 }) : new Response('Gone', { status: 410 })
  }
  const stream = createImageStream({ fetch })
  await stream.generate('a fox')
  const edited = await stream.edit('in snow')
  expect(edited).toMatchObject({ status: 'error', error: { code: refusal?.code ?? 'relay' } })
  expect(posts).toBe(2)
})

test('the request is a form with the input as JSON and the pictures as files', async () => {
  const { fetch, requests } = answering(wire(success))
  await streamImage(
    { prompt: 'a fox', images: [png, { image: png, label: 'snow' }], metadata: { project: 1 } },
    { api: 'https://app.example/shop/images/', fetch, headers: () => ({ 'x-csrf': 'token' }) },
  ).result
  const request = requests[0]!
  const form = await request.formData()
  expect(request.url).toBe('https://app.example/shop/images/runs')
  expect(request.headers.get('x-csrf')).toBe('token')
  expect(request.headers.get('idempotency-key')).toMatch(/^[A-Za-z0-9_-]{22}$/)
  expect(JSON.parse(form.get('input') as string)).toEqual({
    prompt: 'a fox',
    imageSize: '1K',
    modalities: ['TEXT', 'IMAGE'],
    model: 'gemini-3.1-flash-lite-image',
    thinking: { includeThoughts: true },
    metadata: { project: 1 },
    labels: [null, 'snow'],
  })
  expect(form.getAll('image').map((file) => (file as File).size)).toEqual([100_000, 100_000])
})

test('the picture that an edit changes is its first file, before the others', async () => {
  const { fetch, requests } = answering(wire(success))
  const stream = createImageStream({ fetch })
  await stream.open(new Blob([pngBytes(8, 8, 50)]))
  await stream.edit({ prompt: 'add it', images: [{ image: png, label: 'logo' }] })
  const form = await requests[0]!.formData()
  expect(form.getAll('image').map((file) => (file as File).size)).toEqual([50, 100_000])
  expect(JSON.parse(form.get('input') as string)).toMatchObject({ labels: [null, 'logo'] })
})

test('a relay’s refusal is the error that it sent', async () => {
  const error = createError('rate-limit', { retryAt: 5 })
  const { fetch } = answering(JSON.stringify({ error: errorToWire(error) }), { status: 429 })
  await expect(streamImage('a fox', { fetch }).result).rejects.toMatchObject({
    code: 'rate-limit',
    retryAt: 5,
  })
})

test('a hook’s own refusal says what the hook said', async () => {
  const { fetch } = answering(JSON.stringify({ message: 'No credits left.' }), { status: 402 })
  await expect(streamImage('a fox', { fetch }).result).rejects.toMatchObject({
    code: 'relay',
    httpStatus: 402,
    billed: 'no',
    message: 'No credits left.',
  })
})

test.each([404, 200])('an answer of status %i that is not a relay’s says where to look', async (status) => {
  const { fetch } = answering('<html>A page</html>', { status, headers: { 'content-type': 'text/html' } })
  await expect(streamImage('a fox', { fetch }).result).rejects.toMatchObject({
    code: 'relay',
    billed: 'no',
    httpStatus: status,
    message: expect.stringContaining('mounted where `api` says') as unknown,
  })
})

describe('an answer cut short', () => {
  const whole = wire(success)
  const end = whole.indexOf('\n\n', whole.indexOf('"done"'))

  test('never looks whole', async () => {
    withoutPauses()
    const short = wire([...pictureEvents(pngBytes(2, 2, 40)), { type: 'done' }])
    const endOfDone = short.indexOf('\n\n', short.indexOf('"done"')) + 2
    for (let length = 0; length < endOfDone; length += 1) {
      const { fetch } = answering(short.slice(0, length))
      await expect(streamImage('a fox', { fetch }).result).rejects.toMatchObject({ code: 'truncated' })
    }
  })

  test('after its end is whole', async () => {
    const { fetch } = answering(whole.slice(0, end + 2))
    expect(await streamImage('a fox', { fetch }).result).toMatchObject({ status: 'success' })
  })
})

test('a connection that breaks is a network error that may have cost something', async () => {
  withoutPauses()
  const unreachable: FetchHandler = () => Promise.reject(new TypeError('Failed to fetch'))
  await expect(streamImage('a fox', { fetch: unreachable }).result).rejects.toMatchObject({
    code: 'network',
    phase: 'connect',
    billed: 'maybe',
  })
  const breaking: FetchHandler = () => {
    let pulls = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls += 1
        if (pulls === 1) controller.enqueue(new TextEncoder().encode(wire(success).slice(0, 300)))
        else controller.error(new TypeError('terminated'))
      },
    })
    return Promise.resolve(new Response(body, { headers: eventStream }))
  }
  await expect(streamImage('a fox', { fetch: breaking }).result).rejects.toMatchObject({
    code: 'network',
    phase: 'streaming',
    partial: { thoughts: 'Snow. 雪' },
  })
})

test('a run that is given up for its silence is cancelled by its key', async () => {
  const methods: string[] = []
  const silent: FetchHandler = (request) => {
    methods.push(request.method)
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode(': ok\n\n')),
    })
    return Promise.resolve(new Response(body, { headers: eventStream }))
  }
  const { result } = streamImage('a fox', { fetch: silent, timeout: { idleMs: 20 } })
  await expect(result).rejects.toMatchObject({ code: 'stalled' })
  expect(methods).toEqual(['POST', 'DELETE'])
})

test('an error answer that never ends is not waited for', async () => {
  const endless: FetchHandler = () => {
    const body = new ReadableStream({ pull: () => new Promise(() => {}) })
    return Promise.resolve(new Response(body, { status: 500 }))
  }
  const { result } = streamImage('a fox', { fetch: endless, timeout: { idleMs: 20 } })
  await expect(result).rejects.toMatchObject({ code: 'relay', httpStatus: 500 })
})

test('a stop cancels the run by its key as well', async () => {
  const requests: Request[] = []
  const hanging: FetchHandler = (request) => {
    requests.push(request)
    return request.method === 'DELETE'
      ? Promise.resolve(new Response(null, { status: 204 }))
      : new Promise((_resolve, reject) => {
          request.signal.addEventListener('abort', () => reject(request.signal.reason as Error))
        })
  }
  const controller = new AbortController()
  const { result } = streamImage('a fox', { fetch: hanging, signal: controller.signal })
  await expect.poll(() => requests.length).toBe(1)
  controller.abort()
  await expect(result).rejects.toMatchObject({ name: 'AbortError' })
  await expect.poll(() => requests.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
  const keys = requests.map(({ headers }) => headers.get('idempotency-key'))
  expect(keys[0]).toBe(keys[1])
})
