import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import type { Alias } from 'vite'
import { defineProject, type TestProjectInlineConfiguration } from 'vitest/config'
import { findChromium } from '../../scripts/chromium.mjs'
import { readme, usageTests } from './test/readme.ts'

const executablePath = findChromium()

/** The tests in a real browser. */
export function browserProject({
  name,
  alias = [],
}: {
  readonly name: string
  /** Another React. */
  readonly alias?: readonly Alias[]
}): TestProjectInlineConfiguration {
  return defineProject({
    plugins: [...readme(), react()],
    resolve: { alias: [...alias] },
    // Named here, as a dependency that Vite meets while a test runs reloads the page under it.
    optimizeDeps: {
      noDiscovery: true,
      include: [
        'react',
        'react-dom',
        'react-dom/client',
        'react-dom/server',
        'react/jsx-dev-runtime',
        'react/jsx-runtime',
        'vitest-browser-react',
        '@image-stream/core > eventsource-parser',
        '@image-stream/core > zod/mini',
        '@image-stream/testing > @image-stream/server > zod',
      ],
    },
    test: {
      name,
      // A loaded machine is slow, not wrong.
      expect: { poll: { timeout: 10_000 } },
      testTimeout: 20_000,
      include: ['src/**/*.test.{ts,tsx}'],
      exclude: ['src/**/*.server.test.tsx', 'src/**/*.dom.test.ts', ...usageTests],
      browser: {
        enabled: true,
        headless: true,
        provider: playwright(executablePath ? { launchOptions: { executablePath } } : {}),
        instances: [{ browser: 'chromium' }],
      },
    },
  })
}
