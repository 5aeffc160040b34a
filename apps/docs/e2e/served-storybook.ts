import { afterAll, inject } from 'vitest'

import { serveStorybook } from '../scripts/storybook.ts'

/** Each file of tests has relay, emulator and ledger of its own, so that files run beside each other. */
const storybook = await serveStorybook(inject('storybookFolder'))
afterAll(storybook.stop)

/** Where the Storybook under test answers. */
export const storybookUrl = storybook.url
