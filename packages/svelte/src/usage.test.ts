import { expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-svelte'
import { standInForApi } from '../test/stand-in-for-api.ts'
import Narrow from '../test/usage/narrow.svelte'
import Page from '../test/usage/page.svelte'
import Poster from '../test/usage/poster.svelte'
import Screen from '../test/usage/screen.svelte'

test('the simplest component: a double click pays once', async () => {
  const api = standInForApi()
  // A double click of a machine takes longer than a run that nothing holds up.
  const held = api.next({ hold: true })
  const screen = await render(Poster)
  await userEvent.fill(screen.getByRole('textbox'), 'a fox')
  await screen.getByRole('button', { name: 'Draw' }).dblClick({ force: true })
  held.release()
  await expect.element(screen.getByRole('img', { name: 'a fox' })).toBeVisible()
  expect(api.ledger.paid).toBe(1)
})

test('the simplest component: Stop closes the paid call', async () => {
  const api = standInForApi()
  api.next({ hold: true })
  const screen = await render(Poster)
  await userEvent.fill(screen.getByRole('textbox'), 'a fox')
  await userEvent.keyboard('{Enter}')
  await screen.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(() => api.ledger.aborted).toBe(1)
})

test('an error is shown with its words, and the next step draws again', async () => {
  const api = standInForApi()
  api.next('upstream')
  const screen = await render(Screen)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('alert')).toBeVisible()
  await screen.getByRole('button', { name: /again/i }).click()
  await expect.element(screen.getByRole('img')).toBeVisible()
  await expect.element(screen.getByRole('alert')).not.toBeInTheDocument()
})

test('a quota counts down, a refused prompt is to be changed, a stranger is to sign in', async () => {
  const api = standInForApi()
  const onSignIn = vi.fn<() => void>()
  const screen = await render(Screen, { onSignIn })
  const draw = screen.getByRole('button', { name: 'Draw', exact: true })

  api.next({ error: 'quota', retryAt: Date.now() + 34_000 })
  await draw.click()
  await expect.element(screen.getByRole('button', { name: /Try again in \d+ s/ })).toBeDisabled()

  api.next('blocked')
  await draw.click()
  await screen.getByRole('button', { name: 'Change the prompt' }).click()
  await expect.element(screen.getByRole('textbox')).toHaveFocus()

  api.next('unauthorized')
  await draw.click()
  await screen.getByRole('button', { name: 'Sign in' }).click()
  expect(onSignIn).toHaveBeenCalledOnce()
})

test('one stream, two components, and thoughts run only the one that shows them', async () => {
  const api = standInForApi()
  const onCanvas = vi.fn<() => void>()
  const screen = await render(Page, { onCanvas })
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('status')).toHaveTextContent('success')
  await expect.element(screen.getByRole('paragraph')).not.toBeEmptyDOMElement()
  const image = screen.getByRole('img').element() as HTMLImageElement
  await image.decode()
  expect([image.naturalWidth, api.ledger.paid, onCanvas.mock.calls.length]).toEqual([64, 1, 2])
})

test('each status has its own view', async () => {
  const api = standInForApi()
  const held = api.next({ hold: true })
  const screen = await render(Narrow)
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('time')).toBeInTheDocument()
  held.release()
  await expect.element(screen.getByRole('img', { name: 'A fox' })).toBeVisible()
})
