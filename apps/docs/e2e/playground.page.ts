import type { Locator, Page } from 'playwright'

import { storyUrl } from './test.ts'

/** The playground as a visitor knows it. */
export interface PlaygroundPage {
  readonly prompt: Locator
  readonly generate: Locator
  readonly edit: Locator
  readonly stop: Locator
  readonly frame: Locator
  readonly thoughts: Locator
  readonly card: Locator
  /** The page's live region. */
  readonly spoken: Locator
  readonly turns: Locator
  /** The picture in the frame with that prompt. */
  readonly picture: (prompt: string) => Locator
  readonly draw: (prompt: string) => Promise<void>
}

/** The stories of the playground. */
export const playgrounds = { React: 'playground', Vue: 'vue', Svelte: 'svelte' } as const

export async function openPlayground(
  page: Page,
  framework: keyof typeof playgrounds = 'React',
): Promise<PlaygroundPage> {
  await page.goto(storyUrl(`playground--${playgrounds[framework]}`))
  const playground: PlaygroundPage = {
    prompt: page.getByRole('textbox', { name: 'Prompt' }),
    generate: page.getByRole('button', { name: 'Generate' }),
    edit: page.getByRole('button', { name: 'Edit' }),
    stop: page.getByRole('button', { name: 'Stop' }),
    frame: page.locator('.frame'),
    thoughts: page.locator('.frame .thoughts'),
    card: page.locator('.card'),
    spoken: page.getByRole('status'),
    turns: page.getByRole('region', { name: 'History' }).locator('.turn-button'),
    picture: (prompt) => page.locator('.frame').getByRole('img', { name: prompt, exact: true }),
    async draw(prompt) {
      await playground.prompt.fill(prompt)
      await playground.generate.click()
    },
  }
  await playground.prompt.waitFor()
  return playground
}
