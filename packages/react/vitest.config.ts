import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineProject } from 'vitest/config'

import { findChromium } from '../../scripts/chromium.mjs'
import { readme } from './test/readme.ts'

const executablePath = findChromium()

export default defineProject({
  plugins: [readme(), react()],
  // Named here, as a dependency that Vite meets while a test runs reloads the page under it.
  optimizeDeps: {
    noDiscovery: true,
    include: [
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'react/jsx-runtime',
      'vitest-browser-react',
      '@image-stream/core > eventsource-parser',
      '@image-stream/core > zod/mini',
      '@image-stream/server > zod',
    ],
  },
  test: {
    name: 'react',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    include: ['src/**/*.test.{ts,tsx}'],
    exclude: ['src/**/*.server.test.tsx'],
    browser: {
      enabled: true,
      headless: true,
      provider: playwright(executablePath ? { launchOptions: { executablePath } } : {}),
      instances: [{ browser: 'chromium' }],
    },
  },
})
