import { type Browser, chromium, type Page } from 'playwright'
import { inject, test as base } from 'vitest'

import { findChromium } from '../../../scripts/chromium.mjs'

interface Fixtures {
  /** One Chromium per test file. */
  readonly browser: Browser
  /** A fresh page in a profile of its own. */
  readonly page: Page
}

export const test = base.extend<Fixtures>({
  browser: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixture's needs from the pattern
    async ({}, provide) => {
      const executablePath = findChromium()
      const browser = await chromium.launch(executablePath ? { executablePath } : {})
      await provide(browser)
      await browser.close()
    },
    { scope: 'file' },
  ],
  page: async ({ browser }, provide) => {
    const context = await browser.newContext()
    await provide(await context.newPage())
    await context.close()
  },
})

/** The address of one story, without Storybook around it. */
export function storyUrl(id: string): string {
  return `${inject('storybookUrl')}/iframe.html?id=${id}&viewMode=story`
}
