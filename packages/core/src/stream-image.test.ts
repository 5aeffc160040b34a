import { expect, test, vi } from 'vitest'
import { pictureEvents, scriptedTransport } from '../test/scripted-transport.ts'
import { pngBytes } from '../test/wire.ts'
import type { ImageStreamEvent } from './events.ts'
import { streamImage } from './stream-image.ts'
import type { Transport } from './transport.ts'

const png = pngBytes(8, 6, 40)
const success: readonly ImageStreamEvent[] = [
  { type: 'thought', text: 'Snow.' },
  ...pictureEvents(png),
  { type: 'done' },
]

/** A transport that gives these events, and remembers how it was left. */
function playing(events: readonly ImageStreamEvent[]): Transport & { readonly log: string[] } {
  const log: string[] = []
  return {
    log,
    async *run(_request, signal) {
      signal.addEventListener('abort', () => log.push('aborted'))
      try {
        for (const event of events) {
          log.push(event.type)
          yield event
        }
      } finally {
        log.push('left')
      }
    },
  }
}

test('iterating gives the events, and the result follows', async () => {
  const run = streamImage('a fox', { transport: playing(success) })
  const types: string[] = []
  for await (const { type } of run) types.push(type)
  expect(types).toEqual(['thought', 'image-start', 'image-data', 'image-end', 'done'])
  const { image, thoughts } = await run.result
  expect(thoughts).toBe('Snow.')
  expect(await image.bytes()).toEqual(png)
})

test('awaiting the result alone is enough', async () => {
  expect(await streamImage('a fox', { transport: playing(success) }).result).toMatchObject({
    status: 'success',
  })
})

test('the result may be taken before the loop', async () => {
  const transport = playing(success)
  const run = streamImage('a fox', { transport })
  const { result } = run
  for await (const _event of run);
  expect(await result).toMatchObject({ status: 'success' })
  expect(transport.log.filter((entry) => entry === 'done')).toHaveLength(1)
})

test('a refused input throws before anything is sent', () => {
  const transport = playing(success)
  expect(() => streamImage('', { transport })).toThrow(/prompt cannot be empty/)
  expect(transport.log).toEqual([])
})

test('an error is thrown by the loop and by the result', async () => {
  const transport = playing([{ type: 'thought', text: 'Snow.' }])
  const run = streamImage('a fox', { transport })
  const loop = async (): Promise<void> => {
    for await (const _event of run);
  }
  await expect(loop()).rejects.toMatchObject({ code: 'truncated', partial: { thoughts: 'Snow.' } })
  await expect(run.result).rejects.toMatchObject({ code: 'truncated' })
})

test('a transport that breaks the order of events ends its run', async () => {
  const transport = playing([{ type: 'image-data', index: 0, bytes: png }, ...success])
  expect(await told(transport)).toMatchObject([{ type: 'error', error: { code: 'protocol' } }])
  expect(transport.log).toEqual(['image-data', 'aborted', 'left'])
})

test('an end without a picture is told as the error that it is', async () => {
  const transport = playing([{ type: 'thought', text: 'Snow.' }, { type: 'done' }])
  expect(await told(transport)).toMatchObject([
    { type: 'thought' },
    { type: 'error', error: { code: 'protocol' } },
  ])
})

/** The events of a run that fails. */
async function told(transport: Transport): Promise<readonly ImageStreamEvent[]> {
  const events: ImageStreamEvent[] = []
  const run = streamImage('a fox', { transport })
  await expect(
    (async () => {
      for await (const event of run) events.push(event)
    })(),
  ).rejects.toMatchObject({ code: 'protocol' })
  await expect(run.result).rejects.toMatchObject({ code: 'protocol' })
  return events
}

test('leaving the loop early ends the paid call', async () => {
  const transport = playing(success)
  const run = streamImage('a fox', { transport })
  for await (const { type } of run) if (type === 'image-start') break
  expect(transport.log).toEqual(['thought', 'image-start', 'left', 'aborted'])
  await expect(run.result).rejects.toMatchObject({ name: 'AbortError' })
})

test('a signal ends the paid call, even if the transport does not listen', async () => {
  const transport = scriptedTransport({ ignoresAbort: true })
  const controller = new AbortController()
  const { result } = streamImage('a fox', { transport, signal: controller.signal })
  await vi.waitUntil(() => transport.runs.length === 1, { timeout: 10_000 })
  controller.abort(new Error('enough'))
  await expect(result).rejects.toThrow('enough')
})

test('a stop that came from the other side is told as one', async () => {
  const { result } = streamImage('a fox', { transport: playing([{ type: 'stopped', billed: 'no' }]) })
  await expect(result).rejects.toMatchObject({ name: 'AbortError' })
})

test('a picture that cannot be read does not hold up a stop', async () => {
  const stuck = { blob: () => new Promise<Blob>(() => {}) } as unknown as Blob
  const controller = new AbortController()
  const { result } = streamImage(
    { prompt: 'a fox', images: [stuck] },
    { transport: playing(success), signal: controller.signal },
  )
  controller.abort(new Error('enough'))
  await expect(result).rejects.toThrow('enough')
})

test('nothing is read before it is asked for', async () => {
  const transport = playing(success)
  const iterator = streamImage('a fox', { transport })[Symbol.asyncIterator]()
  await iterator.next()
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(transport.log).toEqual(['thought'])
})

test('a run is read once', () => {
  const run = streamImage('a fox', { transport: playing(success) })
  run[Symbol.asyncIterator]()
  expect(() => run[Symbol.asyncIterator]()).toThrow('A run can be read once.')
})
