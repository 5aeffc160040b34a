import { defineProject } from 'vitest/config'
import { readme } from './test/readme.ts'

export default defineProject({
  plugins: [readme()],
  test: {
    name: 'core',
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
    include: ['{src,test}/**/*.test.ts'],
    exclude: ['**/*.browser.test.ts'],
  },
})
