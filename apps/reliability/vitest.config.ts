import { defineProject } from 'vitest/config'

export default defineProject({
  test: {
    name: 'reliability',
    // A loaded machine is slow, not wrong.
    testTimeout: 120_000,
    include: ['src/**/*.test.ts'],
  },
})
