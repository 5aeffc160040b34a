import { svelte } from '@sveltejs/vite-plugin-svelte'
import { playwright } from '@vitest/browser-playwright'
import { defineProject } from 'vitest/config'

import { findChromium } from '../../scripts/chromium.mjs'
import { readme, usageTests } from './test/readme.ts'
import { renderOnServer } from './test/render-on-server.ts'

const executablePath = findChromium()

export default defineProject({
  plugins: [...readme(), svelte({ configFile: false })],
  // Named here, as a dependency that Vite meets while a test runs reloads the page under it.
  optimizeDeps: {
    noDiscovery: true,
    include: [
      '@image-stream/core > eventsource-parser',
      '@image-stream/core > zod/mini',
      '@image-stream/server > zod',
    ],
  },
  test: {
    name: 'svelte',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.server.test.ts', ...usageTests],
    browser: {
      enabled: true,
      headless: true,
      provider: playwright(executablePath ? { launchOptions: { executablePath } } : {}),
      instances: [{ browser: 'chromium' }],
      commands: { renderOnServer },
    },
  },
})
