import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

import type { Result } from 'axe-core'
import type { Page } from 'playwright'
import { expect } from 'vitest'

import { sizes, statuses, themes } from '../scripts/statuses.ts'
import { storyUrl, test } from './test.ts'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

test.for(statuses)('axe finds nothing in %s, wide and narrow, light and dark', async (id, { tab: page }) => {
  // The addon must not run axe of its own accord at the same time.
  await page.goto(`${storyUrl(id)}&globals=a11y.manual:!true`)
  await page.locator('.studio').waitFor()
  await page.evaluate(axe)
  for (const size of Object.values(sizes)) {
    await page.setViewportSize(size)
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme })
      expect(await findings(page), `${size.width} ${theme}`).toEqual([])
    }
  }
})

async function findings(page: Page): Promise<readonly string[]> {
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Result[] }> } }
    return (await axe.run()).violations
  })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
