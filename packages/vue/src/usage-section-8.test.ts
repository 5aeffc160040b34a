import { createTestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-vue'
import Page from 'usage:section 8 0.vue'

test('the page of section 8 draws, at its own ratio, and is empty for the next prompt', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const held = api.next({ hold: true })
  const screen = await render(Page)
  const prompt = screen.getByRole('textbox')
  await userEvent.fill(prompt, 'A fox')
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('button', { name: 'Stop' })).toBeVisible()
  held.release()
  await expect.element(prompt).toHaveValue('')
  const image = screen.container.querySelector('img')!
  await image.decode()
  expect([image.naturalWidth, image.naturalHeight]).toEqual([64, 36])
})

test('it says what went wrong', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  api.next('blocked')
  const screen = await render(Page)
  await userEvent.fill(screen.getByRole('textbox'), 'A fox')
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('alert')).not.toBeEmptyDOMElement()
})
