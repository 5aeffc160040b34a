import { expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import Runes from 'usage:section 9 0.svelte'
import Store from 'usage:section 9 1.svelte'
import { standInForApi } from '../test/stand-in-for-api.ts'

test('with runes: what is typed is drawn, in the ratio of the moment', async () => {
  const api = standInForApi()
  const screen = await render(Runes, { ratio: '1:1' })
  await screen.rerender({ ratio: '16:9' })
  await userEvent.fill(screen.getByRole('textbox'), 'A fox in the snow')
  const held = api.next({ hold: true })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('button', { name: 'Stop' })).toBeVisible()
  held.release()
  const image = screen.getByRole('img', { name: 'A fox in the snow' })
  await expect.element(image).toBeVisible()
  const element = image.element() as HTMLImageElement
  await element.decode()
  expect([element.naturalWidth, element.naturalHeight, api.ledger.paid]).toEqual([64, 36, 1])
})

test('with runes: what went wrong is said', async () => {
  const api = standInForApi()
  api.next('blocked')
  const screen = await render(Runes)
  await userEvent.fill(screen.getByRole('textbox'), 'A fox')
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('alert')).not.toBeEmptyDOMElement()
})

test('as a store: what is asked is drawn', async () => {
  const api = standInForApi()
  const screen = await render(Store, { prompt: 'A fox' })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('img', { name: 'A fox' })).toBeVisible()
  expect(api.ledger.paid).toBe(1)
})
