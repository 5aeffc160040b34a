import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { mergeConfig } from 'vite'
import { defineConfig } from 'vitest/config'

import { findChromium } from '../../scripts/chromium.mjs'
import { quickEmulator } from './server/quick-emulator.ts'
import viteConfig from './vite.config.ts'

const executablePath = findChromium()

// The server of these tests is this process: it never pays, and never dawdles.
Object.assign(process.env, quickEmulator)

/** Every story is a test: it renders, its `play` runs, axe finds nothing. */
export default mergeConfig(
  viteConfig,
  defineConfig({
    plugins: [storybookTest({ configDir: `${import.meta.dirname}/.storybook` })],
    test: {
      name: 'storybook',
      // A loaded machine is slow, not wrong.
      testTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        provider: playwright(executablePath ? { launchOptions: { executablePath } } : {}),
        instances: [{ browser: 'chromium' }],
      },
    },
  }),
)
