import { defineConfig } from 'vitest/config'

import { longTag } from './e2e/long.ts'
import { quickEmulator } from './server/quick-emulator.ts'

/** Drives the built Storybook in Chromium, over real sockets. */
export default defineConfig({
  test: {
    name: 'e2e (chromium)',
    include: ['e2e/**/*.test.ts'],
    globalSetup: 'e2e/storybook.setup.ts',
    tags: [longTag],
    env: quickEmulator,
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
