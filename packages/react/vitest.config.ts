import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineProject } from 'vitest/config'

import { findChromium } from '../../scripts/chromium.mjs'

const executablePath = findChromium()

export default defineProject({
  plugins: [react()],
  test: {
    name: 'react',
    include: ['{src,test}/**/*.test.{ts,tsx}'],
    browser: {
      enabled: true,
      headless: true,
      provider: playwright(executablePath ? { launchOptions: { executablePath } } : {}),
      instances: [{ browser: 'chromium' }],
    },
  },
})
