// Placeholder: replaced by the tests of the playground.
import { expect } from 'vitest'

import { storyUrl, test } from './test.ts'

test('the story opens', async ({ page }) => {
  await page.goto(storyUrl('placeholder--default'))
  await page.getByRole('heading', { name: 'image-stream' }).waitFor()
  expect(await page.title()).not.toBe('')
})
