import { join } from 'node:path'

import { expect } from 'vitest'

import { freePort, startStorybook } from '../scripts/storybook.ts'
import { quickEmulator } from '../server/quick-emulator.ts'
import { test } from './test.ts'

/** Its own cache keeps it apart from one that you work in. */
const cache = join(import.meta.dirname, '../node_modules/.cache/e2e')

test('what `npm start` opens is the playground, and it draws', async ({ context }) => {
  const storybook = await startStorybook({
    port: await freePort(0),
    env: { CACHE_DIR: cache, ...quickEmulator },
  })
  // Not the watched page: what Storybook's own interface logs is not ours.
  const page = await context.newPage()
  try {
    await page.goto(storybook.url)
    const playground = page.frameLocator('#storybook-preview-iframe')
    await playground.getByRole('textbox', { name: 'Prompt' }).fill('A fox in a paper boat')
    expect(new URL(page.url()).search).toBe('?path=/story/playground--playground')
    await playground.getByRole('button', { name: 'Generate' }).click()
    await playground.locator('.frame').getByRole('img', { name: 'A fox in a paper boat' }).waitFor()
  } finally {
    await page.close()
    await storybook.stop()
  }
})
