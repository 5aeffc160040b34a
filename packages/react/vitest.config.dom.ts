import { defineProject } from 'vitest/config'
import { readme, usageTests } from './test/readme.ts'

/** The pages that our users' tests run in: happy-dom and jsdom, in Node. */
export default defineProject({
  plugins: [...readme()],
  test: {
    name: 'react in a page of Node',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    include: ['src/**/*.dom.test.ts'],
    exclude: [...usageTests],
  },
})
