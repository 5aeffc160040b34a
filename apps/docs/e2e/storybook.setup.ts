import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { TestProject } from 'vitest/node'

import { freePort, startStorybook } from '../scripts/storybook.ts'
import { quickEmulator } from '../server/quick-emulator.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Storybook under test answers. */
    storybookUrl: string
  }
}

const CACHE = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules/.cache/e2e')

/** Starts one `storybook dev` for all end-to-end tests. Its own cache keeps it apart from one that you work in. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const storybook = await startStorybook({
    port: await freePort(0),
    env: { CACHE_DIR: CACHE, ...quickEmulator },
  })
  project.provide('storybookUrl', storybook.url)
  return storybook.stop
}
