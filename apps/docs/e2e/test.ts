import { type BrowserContext, chromium, type ConsoleMessage, type Page } from 'playwright'
import { expect, test as base } from 'vitest'

import { findChromium } from '../../../scripts/chromium.mjs'
import { storybookUrl } from './served-storybook.ts'
import { storyPath } from './story-path.ts'

interface Fixtures {
  /** One Chromium with one profile per test file, so that the page's modules are loaded once. */
  readonly context: BrowserContext
  /** A fresh page. It must stay on its origin, and its console silent. */
  readonly page: Page
  /** The same, kept for the whole file: for tests that need no fresh start. */
  readonly tab: Page
}

export const test = base.extend<Fixtures>({
  context: [
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixture's needs from the pattern
    async ({}, provide) => {
      const executablePath = findChromium()
      const browser = await chromium.launch(executablePath ? { executablePath } : {})
      await provide(await browser.newContext({ reducedMotion: 'reduce' }))
      await browser.close()
    },
    { scope: 'file' },
  ],
  page: ({ context }, provide) => withPage(context, provide),
  tab: [({ context }, provide) => withPage(context, provide), { scope: 'file' }],
})

async function withPage(context: BrowserContext, provide: (page: Page) => Promise<void>): Promise<void> {
  const page = await context.newPage()
  const problems = watch(page)
  await provide(page)
  await page.close()
  expect(problems).toEqual([])
}

/** What a visitor's browser would complain about, and what leaves the page's origin. */
function watch(page: Page): readonly string[] {
  const problems: string[] = []
  const origin = new URL(storybookUrl).origin
  page.on('console', (message) => {
    if (isCutPicture(message)) return
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== origin) problems.push(`request to ${url.origin}`)
  })
  return problems
}

/** A run that ends in the middle of a picture breaks its connection off, so that no cache takes what is there for the picture. */
function isCutPicture(message: ConsoleMessage): boolean {
  return (
    /\/runs\/[^/]+\/images\//.test(message.location().url) &&
    message.text().includes('ERR_INCOMPLETE_CHUNKED_ENCODING')
  )
}

/** The address of one story. */
export function storyUrl(id: string): string {
  return storybookUrl + storyPath(id)
}
