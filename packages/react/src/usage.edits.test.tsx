import { createImageStream } from '@image-stream/core'
import { createTestApi, type TestApi } from '@image-stream/testing'
import { version } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Retouch, mockup } from 'usage:section 3 0.tsx'
import { Editor } from 'usage:section 4 0.tsx'

/** This page's network is the relay until the test ends: components are used as they stand in USAGE.md. */
function standInForApi(): TestApi {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  return api
}

/** A picture of the visitor's own. */
async function draw(color: string): Promise<File> {
  const canvas = new OffscreenCanvas(40, 30)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('There is no canvas.')
  context.fillStyle = color
  context.fillRect(0, 0, 40, 30)
  return new File([await canvas.convertToBlob()], `${color}.png`, { type: 'image/png' })
}

test('an uploaded picture is shown at once, unpaid, and is what the edit changes', async () => {
  const api = standInForApi()
  const screen = await render(<Retouch />)
  const [own] = screen.container.querySelectorAll('input')
  const cutOut = screen.getByRole('button', { name: 'Cut out' })
  await expect.element(cutOut).toBeDisabled()
  await userEvent.upload(own!, await draw('red'))
  const image = screen.getByRole('img', { name: 'Your picture' })
  await expect.element(image).toHaveAttribute('width', '40')
  expect(api.ledger.paid).toBe(0)

  await cutOut.click()
  await expect.element(screen.getByRole('img', { name: 'Remove the background' })).toBeVisible()
  expect(api.ledger.calls).toMatchObject([{ prompt: 'Remove the background', images: 1 }])
})

test('the files of an input are references, without a tree', async () => {
  const api = standInForApi()
  const screen = await render(<Retouch />)
  const [, references] = screen.container.querySelectorAll('input')
  await userEvent.upload(references!, [await draw('red'), await draw('blue')])
  await expect.element(screen.getByRole('img', { name: 'One poster from these' })).toBeVisible()
  expect(api.ledger.calls).toMatchObject([{ prompt: 'One poster from these', images: 2 }])
})

test('labelled references travel with their names, and the result is the picture of that very run', async () => {
  const api = createTestApi()
  const { generate } = createImageStream({ fetch: api.handler })
  const blob = await mockup(await draw('white'), await draw('green'), generate)
  expect(blob?.type).toMatch(/^image\//)
  expect(api.ledger.calls).toMatchObject([{ images: 2 }])
  expect(api.ledger.calls[0]?.prompt).toContain('Print the logo on the shirt')
  api.next('blocked')
  expect(await mockup(await draw('white'), await draw('green'), generate)).toBeNull()
})

// Forms with an action are of React 19.
test.skipIf(version.startsWith('18'))(
  'one box draws and changes; undo, redo and the history walk the tree',
  async () => {
    const api = standInForApi()
    const screen = await render(<Editor />)
    const ask = async (prompt: string, button: string): Promise<void> => {
      await userEvent.fill(screen.getByRole('textbox'), prompt)
      await screen.getByRole('button', { name: button, exact: true }).click()
      await expect.element(screen.getByRole('img', { name: prompt })).toBeVisible()
    }
    const undo = screen.getByRole('button', { name: 'Undo' })
    const redo = screen.getByRole('button', { name: 'Redo' })
    await expect.element(undo).toBeDisabled()
    await ask('A lighthouse', 'Draw')
    await ask('Make the sky pink', 'Change')
    await ask('Add a boat', 'Change')
    const history = (): readonly (string | null)[] =>
      Array.from(screen.container.querySelectorAll('li'), (item) => item.textContent)
    const shown = (): string | undefined =>
      screen.container.querySelector('[aria-current=true]')?.textContent ?? undefined
    expect(history()).toEqual(['A lighthouse', 'Make the sky pink', 'Add a boat'])
    expect(shown()).toBe('Add a boat')

    await undo.click()
    await expect.element(screen.getByRole('img', { name: 'Make the sky pink' })).toBeVisible()
    await redo.click()
    await expect.element(screen.getByRole('img', { name: 'Add a boat' })).toBeVisible()
    await expect.element(redo).toBeDisabled()

    // Another way from the first: what was there stays.
    await screen.getByRole('button', { name: 'A lighthouse' }).click()
    await ask('In winter', 'Change')
    expect(history()).toEqual(['A lighthouse', 'In winter'])
    expect(api.ledger.calls.map(({ images }) => images)).toEqual([0, 1, 1, 1])

    api.next('blocked')
    await userEvent.fill(screen.getByRole('textbox'), 'Something else')
    await screen.getByRole('button', { name: 'Change' }).click()
    await expect.poll(() => api.ledger.calls.length).toBe(5)
    await expect.element(screen.getByRole('button', { name: 'Change' })).toBeEnabled()
    await expect.element(screen.getByRole('img', { name: 'In winter' })).toBeVisible()
  },
)
