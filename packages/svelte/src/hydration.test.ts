import { createTestApi } from '@image-stream/testing'
import { hydrate, tick, unmount } from 'svelte'
import { expect, onTestFinished, test, vi } from 'vitest'
import { commands, page } from 'vitest/browser'
import Store from '../test/usage/store.svelte'
import Studio from '../test/views/studio.svelte'

test.each([
  ['runes', 'views/studio.svelte', Studio],
  ['a store', 'usage/store.svelte', Store],
] as const)('a page of a server comes alive, with %s, without a mismatch', async (_, file, Component) => {
  const warn = vi.spyOn(console, 'warn')
  onTestFinished(() => warn.mockRestore())
  const target = document.body.appendChild(document.createElement('main'))
  target.innerHTML = await commands.renderOnServer(file, { options: {} })
  const status = page.getByRole('status')
  const rendered = status.element()
  expect(rendered.textContent).toBe('idle')

  const api = createTestApi()
  const app = hydrate(Component, { target, props: { options: { fetch: api.handler } } })
  await tick()
  expect(status.element()).toBe(rendered)
  await page.getByRole('button', { name: 'Draw' }).click()
  await expect.element(status).toHaveTextContent('success')
  expect(status.element()).toBe(rendered)
  expect(warn).not.toHaveBeenCalled()
  await unmount(app)
  target.remove()
})
