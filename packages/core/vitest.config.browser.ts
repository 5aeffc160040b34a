import { playwright } from '@vitest/browser-playwright'
import { defineProject } from 'vitest/config'
import { findChromium } from '../../scripts/chromium.mjs'
import { allowClipboard, nextDownload, watchDownloads } from './test/browser-commands.ts'
import { readme } from './test/readme.ts'

const executablePath = findChromium()

/** What only a browser can do: save, copy and share pictures. */
export default defineProject({
  plugins: [readme()],
  // Named here, as a dependency that Vite meets while a test runs reloads the page under it.
  optimizeDeps: { noDiscovery: true, include: ['eventsource-parser', 'zod/mini', 'fflate'] },
  test: {
    name: 'core-browser',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    include: ['{src,test}/**/*.browser.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      provider: playwright(executablePath ? { launchOptions: { executablePath } } : {}),
      instances: [{ browser: 'chromium' }],
      commands: { allowClipboard, nextDownload, watchDownloads },
    },
  },
})
