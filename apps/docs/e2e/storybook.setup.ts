import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { buildStorybook } from '../scripts/storybook.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Storybook under test was built, for a server with relay and emulator. */
    storybookFolder: string
  }
}

/** Built once for all end-to-end tests: a page is there much sooner than from `storybook dev`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'image-stream-docs-'))
  await buildStorybook(folder, { WITH_SERVER: 'yes' })
  project.provide('storybookFolder', folder)
  return () => rm(folder, { recursive: true })
}
