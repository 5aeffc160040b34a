import { expect, inject } from 'vitest'

import { test } from './test.ts'

test('the address that is printed opens on the playground', async ({ context }) => {
  // Not the watched page: what Storybook's own interface logs is not ours.
  const page = await context.newPage()
  await page.goto(inject('storybookUrl'))
  await page.frameLocator('#storybook-preview-iframe').getByRole('textbox', { name: 'Prompt' }).waitFor()
  expect(new URL(page.url()).search).toBe('?path=/story/playground--playground')
  await page.close()
})
