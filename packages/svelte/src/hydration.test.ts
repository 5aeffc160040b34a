import { hydrate, tick, unmount } from 'svelte'
import { expect, onTestFinished, test, vi, type Mock } from 'vitest'
import { commands, page } from 'vitest/browser'
import Store from '../test/usage/store.svelte'
import { standInForApi } from '../test/stand-in-for-api.ts'
import Shared, { shared } from '../test/views/shared.svelte'
import Studio from '../test/views/studio.svelte'

test.each([
  ['runes', 'views/studio.svelte', Studio],
  ['a store', 'usage/store.svelte', Store],
] as const)('a page of a server comes alive, with %s, without a mismatch', async (_, file, Component) => {
  standInForApi()
  const { target, warn } = await showPageOfServer(file)
  const status = page.getByRole('status')
  const rendered = status.element()
  expect(rendered.textContent).toBe('idle')

  const app = hydrate(Component, { target, props: { options: {} } })
  await tick()
  expect(status.element()).toBe(rendered)
  await page.getByRole('button', { name: 'Draw' }).click()
  await expect.element(status).toHaveTextContent('success')
  expect(status.element()).toBe(rendered)
  expect(warn).not.toHaveBeenCalled()
  await unmount(app)
})

test('a page of a server catches up with a stream that drew meanwhile, without a mismatch', async () => {
  standInForApi()
  const { target, warn } = await showPageOfServer('views/shared.svelte')
  const status = page.getByRole('status')
  await expect.element(status).toHaveTextContent('idle')

  await shared.generate('A fox')
  const app = hydrate(Shared, { target })
  await tick()
  await expect.element(status).toHaveTextContent('success')
  await expect.element(page.getByRole('img', { name: 'A fox' })).toBeVisible()
  expect(target.textContent).not.toContain('Nothing yet')
  expect(warn).not.toHaveBeenCalled()
  await unmount(app)
})

/** The page as it was sent, and whatever Svelte says while it comes alive. */
async function showPageOfServer(file: string): Promise<{ readonly target: Element; readonly warn: Mock }> {
  const warn = vi.spyOn(console, 'warn')
  const target = document.body.appendChild(document.createElement('main'))
  onTestFinished(() => {
    warn.mockRestore()
    target.remove()
  })
  target.innerHTML = await commands.renderOnServer(file, { options: {} })
  return { target, warn }
}
