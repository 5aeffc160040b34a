import { expect } from 'vitest'

import { sizes, statuses, themes } from '../scripts/statuses.ts'
import { findings } from './axe.ts'
import { long } from './long.ts'
import { storyUrl, test } from './test.ts'

// The tests of stories run axe on each of them as well, in one size and in light.
test.for(statuses)(
  'axe finds nothing in %s, wide and narrow, light and dark',
  long,
  async (id, { tab: page }) => {
    await page.goto(storyUrl(id))
    await page.locator('.studio').waitFor()
    for (const size of Object.values(sizes)) {
      await page.setViewportSize(size)
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme })
        expect(await findings(page), `${size.width} ${theme}`).toEqual([])
      }
    }
  },
)

const inOthers = statuses
  .filter((id) => id.startsWith('playground-statuses--'))
  .flatMap((id) => [`${id}&args=framework:Vue`, `${id}&args=framework:Svelte`])

test.for(inOthers)('axe finds nothing in %s', long, async (id, { tab: page }) => {
  await page.setViewportSize(sizes.narrow)
  await page.goto(storyUrl(id))
  await page.locator('.studio').waitFor()
  expect(await findings(page)).toEqual([])
})
