import { defineProject } from 'vitest/config'
import { application, usageCode } from './test/application/plugin.ts'

export default defineProject({
  plugins: usageCode,
  resolve: { alias: application },
  test: {
    name: 'server',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    setupFiles: ['test/no-canary.setup.ts'],
    include: ['{src,test}/**/*.test.ts'],
  },
})
