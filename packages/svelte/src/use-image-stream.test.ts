import { createImageStream, type RunResult, type Snapshot } from '@image-stream/core'
import { createScriptedTransport, createTestApi, pictureEvents } from '@image-stream/testing'
import { flushSync } from 'svelte'
import { get } from 'svelte/store'
import { expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import { countListeners } from '../test/count-listeners.ts'
import Canvas from '../test/usage/canvas.svelte'
import Store from '../test/usage/store.svelte'
import DrawingEffect from '../test/views/drawing-effect.svelte'
import Either from '../test/views/either.svelte'
import InHandler from '../test/views/in-handler.svelte'
import Keeping from '../test/views/keeping.svelte'
import Narrowing from '../test/views/narrowing.svelte'
import Project from '../test/views/project.svelte'
import Studio from '../test/views/studio.svelte'
import { useImageStream } from './use-image-stream.ts'

test('a click draws: thoughts, then a picture that the browser decodes at its own size', async () => {
  const api = createTestApi()
  const screen = await render(Studio, { options: { fetch: api.handler } })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
  const image = screen.getByRole('img').element() as HTMLImageElement
  await image.decode()
  expect([image.naturalWidth, image.naturalHeight]).toEqual([64, 36])
  await expect.element(screen.getByRole('paragraph')).not.toBeEmptyDOMElement()
  expect(api.ledger.paid).toBe(1)
})

test('without runes the same object is a store', async () => {
  const api = createTestApi()
  const screen = await render(Store, { options: { fetch: api.handler } })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
  await expect.element(screen.getByRole('img', { name: 'A fox' })).toBeVisible()
  await expect.element(screen.getByRole('paragraph')).not.toBeEmptyDOMElement()
})

test('as a store it calls back at once, and no more after unsubscribing', async () => {
  const transport = createScriptedTransport()
  const stream = useImageStream(createImageStream({ transport }))
  const listener = vi.fn<(snapshot: Snapshot) => void>()
  const unsubscribe = stream.subscribe(listener)
  expect(listener).toHaveBeenCalledExactlyOnceWith(stream.stream.getSnapshot())
  expect(get(stream).status).toBe('idle')
  unsubscribe()
  void stream.generate('A fox')
  await transport.succeed()
  expect(get(stream).status).toBe('success')
  expect(listener).toHaveBeenCalledOnce()
})

test('an effect that draws pays again for another prompt, and not for another option', async () => {
  const api = createTestApi()
  const screen = await render(DrawingEffect, { options: { fetch: api.handler } })
  const status = screen.getByRole('status')
  await expect.element(status).toHaveTextContent('success 1:1 1:1')
  await screen.getByRole('button', { name: 'Wide' }).click()
  await expect.element(status).toHaveTextContent('success 16:9 1:1')
  await screen.getByRole('button', { name: 'Hare' }).click()
  await expect.element(status).toHaveTextContent('success 16:9 16:9')
  expect(api.ledger.paid).toBe(2)
})

test('callbacks are those of the moment', async () => {
  const transport = createScriptedTransport()
  const outcomes: string[] = []
  const optionsOf = (name: string) => ({
    transport,
    onFinish: ({ status }: RunResult) => outcomes.push(`${name} ${status}`),
  })
  const screen = await render(Studio, { options: optionsOf('first') })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await screen.rerender({ options: optionsOf('second') })
  await transport.succeed()
  await expect.poll(() => outcomes).toEqual(['second success'])
})

test.each([
  ['with runes', Studio],
  ['without runes', Store],
])(
  '%s, destroying a component ends a run that nobody keeps, with the options that it had',
  async (_, View) => {
    const api = createTestApi()
    api.next({ hold: true })
    const onFinish = vi.fn<(result: RunResult) => void>()
    const project = { options: { fetch: api.handler, onFinish } }
    const screen = await render(Project, { project, View })
    await screen.getByRole('button', { name: 'Draw' }).click()
    await expect.element(screen.getByRole('status')).toHaveTextContent('thinking')
    await screen.rerender({ project: null })
    await expect.poll(() => api.ledger.aborted).toBe(1)
    expect(onFinish).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 'stopped' }))
  },
)

test('a given stream is shown and not owned, and nobody listens once its children are gone', async () => {
  const transport = createScriptedTransport()
  const { stream, listeners } = countListeners(createImageStream({ transport }))
  const first = await render(Either, { stream })
  const second = await render(Either, { stream })
  void stream.generate('A fox')
  await transport.emit({ type: 'thought', text: 'Red.' })
  await expect.poll(() => document.body.textContent.match(/thinking Red\./g)).toHaveLength(2)
  await first.unmount()
  await second.unmount()
  await expect.poll(listeners).toBe(0)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(transport.runs.map(({ state }) => state)).toEqual(['live'])
  stream.stop()
})

test('a child that is given another stream shows that one, and leaves the first', async () => {
  const transport = createScriptedTransport()
  const first = countListeners(createImageStream({ transport }))
  const second = createImageStream({ transport })
  void second.generate('A fox')
  await transport.emit({ type: 'thought', text: 'Red.' })
  const screen = await render(Either, { stream: first.stream })
  await expect.element(screen.getByRole('status')).toHaveTextContent('idle')
  expect(first.listeners()).toBeGreaterThan(0)
  await screen.rerender({ stream: second })
  await expect.element(screen.getByRole('status')).toHaveTextContent('thinking Red.')
  await expect.poll(first.listeners).toBe(0)
  second.stop()
  await expect.element(screen.getByRole('status')).toHaveTextContent('stopped Red.')
})

test('a handler reads what is true now, and listens no longer than its component lives', async () => {
  const transport = createScriptedTransport()
  const { stream, listeners } = countListeners(createImageStream({ transport }))
  const tell = vi.fn<(status: string) => void>()
  const screen = await render(InHandler, { stream, tell })
  const button = screen.getByRole('button')
  await button.click()
  void stream.generate('A fox')
  await button.click()
  await transport.succeed()
  await button.click()
  expect(tell.mock.calls.flat()).toEqual(['idle', 'submitted', 'success'])
  await screen.unmount()
  await expect.poll(listeners).toBe(0)
})

test('a component that reads only the picture runs three times at most in a run of 200 thoughts', async () => {
  const transport = createScriptedTransport()
  const stream = useImageStream(createImageStream({ transport }))
  const onRender = vi.fn<() => void>()
  const canvas = await render(Canvas, { stream, onRender })
  const either = await render(Either, { stream: stream.stream })
  void stream.generate('A fox')
  for (let count = 10; count <= 200; count += 10) {
    for (const of of Array(10).keys()) await transport.emit({ type: 'thought', text: `${count - 9 + of} ` })
    // The page keeps up.
    await expect.poll(() => either.container.textContent.trim()).toMatch(new RegExp(` ${count}$`))
  }
  await transport.succeed()
  await expect.element(canvas.getByRole('img', { name: 'drawn' })).toBeVisible()
  expect(onRender.mock.calls.length).toBeLessThanOrEqual(3)
})

test('what a status alone has is there as long as that status is shown', async () => {
  const transport = createScriptedTransport()
  const stream = createImageStream({ transport })
  const screen = await render(Narrowing, { stream })
  // The strictest moment: as soon as any listener is told, the whole page is brought up to date.
  stream.subscribe(() => flushSync())
  const status = screen.getByRole('status')
  for (const [outcome, end] of [
    ['success', () => void transport.succeed()],
    ['error', () => void transport.fail('overloaded')],
    ['stopped', stream.stop],
  ] as const) {
    void stream.generate('A fox')
    await expect.element(status).toHaveTextContent('submitted')
    await transport.emit({ type: 'thought', text: 'Red.' })
    await expect.element(status).toHaveTextContent('thinking')
    await transport.emit(...pictureEvents({ draft: true }).slice(0, 2))
    await expect.element(screen.getByText('69 bytes')).toBeVisible()
    end()
    await expect.element(status).toHaveTextContent(outcome)
  }
})

test('a turn that is kept in deeply reactive state is as good as it was', async () => {
  const api = createTestApi()
  const screen = await render(Keeping, { options: { fetch: api.handler } })
  const status = screen.getByRole('status')
  const click = (name: string): Promise<void> => screen.getByRole('button', { name }).click()
  await click('Draw')
  await expect.element(status).toHaveTextContent('success A fox')
  await click('Keep')
  const image = screen.getByRole('img').element() as HTMLImageElement
  await image.decode()
  await click('Edit')
  await expect.element(status).toHaveTextContent('success More snow')
  await expect.element(screen.getByRole('paragraph')).toHaveTextContent('child')
  await click('Select')
  await expect.element(status).toHaveTextContent('success A fox')
  await click('Refer')
  await expect.element(status).toHaveTextContent('success The same in oil')
  expect(api.ledger.calls.map(({ images }) => images)).toEqual([0, 1, 1])
})
