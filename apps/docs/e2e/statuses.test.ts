import { expect } from 'vitest'

import { sizes, statuses } from '../scripts/statuses.ts'
import { findings, withoutAddon } from './axe.ts'
import { long, longUnless } from './long.ts'
import { storyUrl, test } from './test.ts'

const views = [
  ['narrow', 'light'],
  ['wide', 'dark'],
  ['narrow', 'dark'],
  ['wide', 'light'],
] as const

for (const [half, seen] of [views.slice(0, 2), views.slice(2)].entries())
  test.for(statuses)(
    `axe finds nothing in %s, ${seen.map((view) => view.join(' and ')).join(', ')}`,
    longUnless(half === 0),
    async (id, { tab: page }) => {
      await page.goto(storyUrl(id) + withoutAddon)
      await page.locator('.studio').waitFor()
      for (const [size, theme] of seen) {
        await page.setViewportSize(sizes[size])
        await page.emulateMedia({ colorScheme: theme })
        expect(await findings(page), `${size} ${theme}`).toEqual([])
      }
    },
  )

const inOthers = statuses
  .filter((id) => id.startsWith('playground-statuses--'))
  .flatMap((id) => [`${id}&args=framework:Vue`, `${id}&args=framework:Svelte`])

test.for(inOthers)('axe finds nothing in %s', long, async (id, { tab: page }) => {
  await page.setViewportSize(sizes.narrow)
  await page.goto(storyUrl(id) + withoutAddon)
  await page.locator('.studio').waitFor()
  expect(await findings(page)).toEqual([])
})
