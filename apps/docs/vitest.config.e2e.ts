import { defineConfig } from 'vitest/config'

/** Drives a running `storybook dev` in Chromium, over real sockets. */
export default defineConfig({
  test: {
    name: 'e2e (chromium)',
    include: ['e2e/**/*.test.ts'],
    globalSetup: 'e2e/storybook.setup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
