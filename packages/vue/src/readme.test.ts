import { createTestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-vue'
import Draw from 'readme:draw.vue'
import Studio from 'readme:studio.vue'

test('the first example draws what is typed, shows what went wrong, and tries again', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  api.next('upstream')
  const screen = await render(Draw)
  await userEvent.fill(screen.getByRole('textbox', { name: 'Prompt' }), 'A fox in the snow')
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('alert')).toBeVisible()
  await screen.getByRole('button', { name: 'Try again' }).click()
  const image = screen.getByRole('img', { name: 'A fox in the snow' })
  await expect.element(image).toBeVisible()
  const element = image.element() as HTMLImageElement
  await element.decode()
  expect(element.naturalWidth).toBe(64)
})

test('the parent and its child share a stream', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const screen = await render(Studio)
  const shown = (): string | undefined => screen.container.querySelector('img')?.src
  await screen.getByRole('button', { name: 'Snow' }).click()
  await expect.poll(shown).toMatch(/^blob:/)
  const first = shown()
  await screen.getByRole('button', { name: 'Snow' }).click()
  await expect.poll(shown).not.toBe(first)
  await screen.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(shown).toBe(first)
  expect(api.ledger.paid).toBe(2)
})
