import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'core',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    include: ['{src,test}/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts'],
  },
})
