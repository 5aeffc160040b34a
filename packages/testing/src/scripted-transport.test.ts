import { createImageStream } from '@image-stream/core'
import { expect, test } from 'vitest'
import { createScriptedTransport, pictureEvents } from './index.ts'

test('each step is shown once it is taken', async () => {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  const result = stream.generate('A fox')
  await transport.emit({ type: 'start', runId: 'run-1' }, { type: 'thought', text: 'Red' })
  expect(stream.getSnapshot()).toMatchObject({ status: 'thinking', thoughts: 'Red', runId: 'run-1' })
  await transport.emit({ type: 'thought', text: ' on white.' })
  expect(stream.getSnapshot().thoughts).toBe('Red on white.')
  await transport.emit(...pictureEvents({ draft: true }))
  expect(stream.getSnapshot().drafts).toHaveLength(1)
  expect(transport.runs).toMatchObject([{ state: 'live', request: { input: { prompt: 'A fox' } } }])
  await transport.emit(...pictureEvents({ index: 1 }), { type: 'done' })
  expect(await result).toMatchObject({ status: 'success', image: { width: 1, mediaType: 'image/png' } })
  expect(transport.runs[0]?.state).toBe('over')
})

test('succeed ends what has begun, and never breaks the order', async () => {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  for (let given = 0; given <= pictureEvents().length; given += 1) {
    const result = stream.generate(`Fox ${given}`)
    await transport.emit(...pictureEvents({ draft: true }), ...pictureEvents({ index: 1 }).slice(0, given))
    await transport.succeed()
    expect(await result).toMatchObject({ status: 'success', image: { byteLength: 69 } })
  }
  // A run that was stopped in the middle leaves nothing to the next.
  const stopped = stream.generate('A hare')
  await transport.emit(...pictureEvents().slice(0, 2))
  stream.stop()
  await stopped
  void transport.emit(...pictureEvents())
  void transport.succeed()
  expect(await stream.generate('A fox')).toMatchObject({ status: 'success' })
})

test('what is given between runs waits for the next one', async () => {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  void transport.fail('quota', { retryAt: 1_000 })
  expect(await stream.generate('A fox')).toMatchObject({ error: { code: 'quota', retryAt: 1_000 } })
  void transport.succeed()
  expect(await stream.retry()).toMatchObject({ status: 'success' })
  expect(transport.runs).toHaveLength(2)
})

test('a stopped run takes nothing more, and a run that is left is told apart', async () => {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  void stream.generate('A fox')
  await transport.emit({ type: 'thought', text: 'Red' })
  const late = transport.emit({ type: 'thought', text: ' late' })
  stream.stop()
  await late
  expect(stream.getSnapshot()).toMatchObject({ status: 'stopped', thoughts: 'Red' })
  void stream.generate('A hen')
  await transport.emit({ type: 'thought', text: 'White' })
  stream.retain()()
  await expect.poll(() => transport.runs.map(({ state }) => state)).toEqual(['stopped', 'left'])
})

test('an answer that breaks off is truncated', async () => {
  const transport = createScriptedTransport()
  const result = createImageStream({ transport }).generate('A fox')
  await transport.emit({ type: 'thought', text: 'Red' })
  await transport.cut()
  expect(await result).toMatchObject({ error: { code: 'truncated', partial: { thoughts: 'Red' } } })
})
