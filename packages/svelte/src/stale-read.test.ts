import { createImageStream } from '@image-stream/core'
import { createScriptedTransport } from '@image-stream/testing'
import { expect, onTestFinished, test, vi, type Mock } from 'vitest'
import { render } from 'vitest-browser-svelte'
import Page from '../test/stale/+page.svelte'
import Destructured from '../test/stale/destructured.svelte'
import Right from '../test/stale/right.svelte'
import TakenLegacy from '../test/stale/taken-legacy.svelte'
import Taken from '../test/stale/taken.svelte'
import { useImageStream } from './use-image-stream.ts'

function spyOnWarnings(): Mock<Console['warn']> {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  onTestFinished(() => warn.mockRestore())
  return warn
}

const stream = useImageStream(createImageStream({ transport: createScriptedTransport() }))

test('taking fields out of a stream warns, once for each component, and says what to write instead', async () => {
  const warn = spyOnWarnings()
  await render(Destructured)
  await render(Destructured)
  expect(warn).toHaveBeenCalledOnce()
  const [message] = warn.mock.lastCall as [string]
  expect(message).toContain('<Destructured>')
  expect(message).toContain('`stream.status`')
  expect(message).toContain('`const { status } = $derived(stream)`')
  expect(message).toMatch(/\/destructured\.svelte\)$/)
})

test.each([
  ['in a child', () => render(Taken, { stream }), 'Taken', 'thoughts'],
  ['without runes', () => render(TakenLegacy, { stream }), 'Taken_legacy', 'image'],
  ['by copying it in a page of SvelteKit', () => render(Page, { stream }), '_page', 'thoughts'],
])('so does taking them %s', async (_, show, name, field) => {
  const warn = spyOnWarnings()
  await show()
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`<${name}> takes "${field}"`))
})

test('no way of reading that is right warns', async () => {
  const warn = spyOnWarnings()
  const screen = await render(Right, { stream })
  for (const button of screen.getByRole('button').elements()) (button as HTMLElement).click()
  await stream.generate('')
  await screen.unmount()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(warn).not.toHaveBeenCalled()
})
