import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import { mergeConfig } from 'vite'
import { defineConfig } from 'vitest/config'

import { findChromium } from '../../scripts/chromium.mjs'
import { longTag } from './e2e/long.ts'
import { quickEmulator } from './server/quick-emulator.ts'
import viteConfig from './vite.config.ts'

// Stories have tags of their own, which the filter of the tests does not know.
const exclude = process.argv.includes(`--tagsFilter=!${longTag.name}`) ? [longTag.name] : []
const executablePath = findChromium()

// The server of these tests is this process: it never pays, and never dawdles.
Object.assign(process.env, quickEmulator)

/** Every story is a test: it renders, its `play` runs, axe finds nothing. */
export default mergeConfig(
  viteConfig,
  defineConfig({
    plugins: [storybookTest({ configDir: `${import.meta.dirname}/.storybook`, tags: { exclude } })],
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
