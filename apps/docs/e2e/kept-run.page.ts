import type { Locator, Page } from 'playwright'

import { storyUrl } from './test.ts'

/** The demo of runs that outlive the page, as a visitor knows it. */
export interface KeptRunPage {
  readonly stop: Locator
  readonly status: Locator
  /** The picture on its way. */
  readonly incoming: Locator
  readonly picture: Locator
  readonly draw: (prompt?: string) => Promise<void>
}

/** Its picture takes long enough for a page to come and go meanwhile. */
export const prompt = '[scenario: slow-picture] A lighthouse in a storm'

export async function openKeptRun(
  page: Page,
  framework = 'React',
  through = (address: string): string => address,
): Promise<KeptRunPage> {
  await page.goto(through(storyUrl(`demos-runs-that-outlive-the-page--${framework.toLowerCase()}`)))
  return keptRunOf(page)
}

/** The same, of a page that shows it already. */
export function keptRunOf(page: Page): KeptRunPage {
  return {
    stop: page.getByRole('button', { name: 'Stop' }),
    status: page.getByRole('status'),
    incoming: page.locator('.demo img[alt=""]'),
    picture: page.getByRole('img', { name: prompt }),
    async draw(asked = prompt) {
      await page.getByRole('textbox', { name: 'Prompt' }).fill(asked)
      await page.getByRole('button', { name: 'Draw' }).click()
    },
  }
}
