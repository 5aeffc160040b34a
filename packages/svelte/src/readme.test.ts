import { expect, test } from 'vitest'
import { render } from 'vitest-browser-svelte'
import Draw from 'readme:draw.svelte'
import Store from 'readme:store.svelte'
import { standInForApi } from '../test/stand-in-for-api.ts'

test('the first example stops, fails, tries again and draws in the ratio of the moment', async () => {
  const api = standInForApi()
  api.next({ hold: true })
  const screen = await render(Draw, { ratio: '1:1' })
  const draw = screen.getByRole('button', { name: 'Draw' })
  await draw.click()
  await screen.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(() => api.ledger.aborted).toBe(1)

  api.next('overloaded')
  await draw.click()
  await expect.element(screen.getByRole('alert')).toBeVisible()
  await screen.rerender({ ratio: '16:9' })
  await screen.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => screen.container.querySelector('img')?.naturalWidth).toBe(64)
  expect(api.ledger.paid).toBe(2)
})

test('the example without a binding draws', async () => {
  const api = standInForApi()
  const screen = await render(Store)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('img', { name: 'A fox' })).toBeVisible()
  expect(api.ledger.paid).toBe(1)
})
