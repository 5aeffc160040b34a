// Placeholder: shows that React renders in a real browser here.
import { expect, test } from 'vitest'
import { render } from 'vitest-browser-react'

import { placeholder } from './index.ts'

test('a component renders in Chromium', async () => {
  const screen = await render(<p>{placeholder}</p>)
  await expect.element(screen.getByText('react')).toBeVisible()
})
