import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'testing',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    include: ['src/**/*.test.ts'],
  },
})
