import { createTestApi } from '@image-stream/testing'
import { expect, onTestFinished, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { Poster } from 'readme:poster.tsx'

test('the example for React draws what is typed', async () => {
  const api = createTestApi()
  vi.stubGlobal('fetch', api.fetch)
  onTestFinished(() => void vi.unstubAllGlobals())

  const screen = await render(<Poster />)
  await userEvent.fill(screen.getByRole('textbox', { name: 'Prompt' }), 'A fox in the snow')
  await screen.getByRole('button', { name: 'Draw' }).click()
  const image = screen.getByRole('img', { name: 'A fox in the snow' })
  await expect.element(image).toBeVisible()
  const element = image.element() as HTMLImageElement
  await element.decode()
  expect(element.naturalWidth).toBe(64)
  expect(api.ledger.paid).toBe(1)
})
