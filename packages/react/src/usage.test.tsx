import { createTestApi, type TestApi } from '@image-stream/testing'
import { Profiler, type ProfilerOnRenderCallback } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Poster } from 'usage:section 1 0.tsx'
import { Screen } from 'usage:section 6 0.tsx'
import { Page } from 'usage:section 11 0.tsx'
import { Narrow } from 'usage:section 14 0.tsx'

/** This page's network is the relay until the test ends: components are used as they stand in USAGE.md. */
function standInForApi(): TestApi {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return api
}

test('the simplest component draws, and a double click pays once', async () => {
  const api = standInForApi()
  // A machine's double click can take longer than a run that nothing holds up.
  const run = api.next({ hold: true })
  const screen = await render(<Poster />)
  await userEvent.fill(screen.getByRole('textbox'), 'a fox')
  await screen.getByRole('button', { name: 'Draw' }).dblClick({ force: true })
  await expect.element(screen.getByRole('status')).toHaveTextContent('Drawing…')
  run.release()
  await expect.element(screen.getByRole('img', { name: 'a fox' })).toBeVisible()
  expect(api.ledger).toMatchObject({ paid: 1, aborted: 0 })
})

test('the simplest component shows the picture faded while the next one is drawn, and Stop closes the paid call', async () => {
  const api = standInForApi()
  const screen = await render(<Poster />)
  await userEvent.fill(screen.getByRole('textbox'), 'a fox')
  await screen.getByRole('button', { name: 'Draw' }).click()
  const image = screen.getByRole('img', { name: 'a fox' })
  await expect.element(image).toHaveStyle({ opacity: '1' })
  api.next({ hold: true })
  await userEvent.fill(screen.getByRole('textbox'), 'a hen')
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(image).toHaveStyle({ opacity: '0.5' })
  await screen.getByRole('button', { name: 'Stop' }).click()
  await expect.poll(() => api.ledger.aborted).toBe(1)
  await expect.element(image).toHaveStyle({ opacity: '1' })
})

test('the screen for errors shows nothing while there is none', async () => {
  const screen = await render(<Screen />)
  expect(screen.container).toBeEmptyDOMElement()
})

test('one stream in two components: the picture is rendered for pictures only', async () => {
  const api = standInForApi()
  const onRender = vi.fn<ProfilerOnRenderCallback>()
  const screen = await render(
    <Profiler id="page" onRender={onRender}>
      <Page />
    </Profiler>,
  )
  await screen.getByRole('button', { name: 'Draw' }).click()
  await expect.element(screen.getByRole('presentation')).toBeVisible()
  expect(api.ledger.paid).toBe(1)
  await expect.poll(() => screen.container.textContent).toContain('success')
})

test('narrowing by status shows nothing while idle', async () => {
  const screen = await render(<Narrow />)
  expect(screen.container).toBeEmptyDOMElement()
})
