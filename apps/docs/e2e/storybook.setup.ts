import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

import { buildStorybook, serveStorybook } from '../scripts/storybook.ts'
import { quickEmulator } from '../server/quick-emulator.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Storybook under test answers. */
    storybookUrl: string
  }
}

/** One built Storybook for all end-to-end tests, with relay and emulator behind it: a page is there much sooner than from `storybook dev`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'image-stream-docs-'))
  await buildStorybook(folder, { WITH_SERVER: 'yes', ...quickEmulator })
  Object.assign(process.env, quickEmulator)
  const storybook = await serveStorybook(folder)
  project.provide('storybookUrl', storybook.url)
  return async () => {
    await storybook.stop()
    await rm(folder, { recursive: true })
  }
}
