import { createImageStream } from '@image-stream/core'
import { createTestApi } from '@image-stream/testing'
import { render } from 'svelte/server'
import { expect, onTestFinished, test, vi } from 'vitest'
import { countListeners } from '../test/count-listeners.ts'
import Store from '../test/usage/store.svelte'
import AllWays from '../test/views/all-ways.svelte'
import Studio from '../test/views/studio.svelte'

/** Whatever is said or asked for on the way. */
function spyOnSurroundings(): readonly unknown[] {
  const spies = [
    vi.spyOn(globalThis, 'fetch'),
    ...(['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name)),
    vi.spyOn(globalThis, 'setTimeout'),
  ]
  onTestFinished(() => void vi.restoreAllMocks())
  return spies
}

test.each([
  ['runes', () => render(Studio, { props: { options: {} } })],
  ['a store', () => render(Store, { props: { options: {} } })],
])('on a server, with %s, it renders idle, asks for nothing and says nothing', (_, renderPage) => {
  const spies = spyOnSurroundings()
  expect(renderPage().body).toContain('<output>idle</output>')
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})

test('on a server nobody listens, however a stream is read, and taking fields out is no mistake', async () => {
  const { stream, begun } = countListeners(createImageStream({ fetch: createTestApi().handler }))
  await stream.generate('A fox')
  const spies = spyOnSurroundings()
  expect(render(AllWays, { props: { stream } }).body).toMatch(/success success .+ blob:\S+ true/s)
  expect(begun()).toBe(0)
  for (const spy of spies) expect(spy).not.toHaveBeenCalled()
})
