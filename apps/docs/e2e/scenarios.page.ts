import type { Locator, Page } from 'playwright'

import { storyUrl } from './test.ts'

/** The page of scenarios as a visitor knows it. */
export interface ScenariosPage {
  readonly playAll: Locator
  readonly stopPlaying: Locator
  readonly row: (title: string) => Locator
  /** The name of each scenario, and the words in its row: how it ended, and whether it is billed. */
  readonly outcomes: () => Promise<readonly (readonly [name: string, outcome: string])[]>
}

export async function openScenarios(page: Page): Promise<ScenariosPage> {
  await page.goto(storyUrl('scenarios--scenarios'))
  const table = page.getByRole('table')
  await page.getByRole('main').waitFor()
  return {
    playAll: page.getByRole('button', { name: /^Play (all|these)/ }),
    stopPlaying: page.getByRole('button', { name: 'Stop playing' }),
    row: (title) => table.getByRole('row', { name: title }),
    outcomes: () =>
      table.locator('.scenario').evaluateAll((rows) =>
        rows.map((row) => {
          const cells = [...row.querySelectorAll('td')].map((cell) => cell.textContent)
          return [row.getAttribute('data-scenario') ?? '', cells.join(' ').trim()] as const
        }),
      ),
  }
}
