import { defineConfig } from 'vitest/config'
import { longTag } from './apps/docs/e2e/long.ts'

/**
 * One project per package, each with its own vitest.config.ts: a framework resolves
 * only from the package that depends on it. Projects that need a browser have
 * "(chromium)" in their name; `npm run test:node` leaves those out.
 */
export default defineConfig({
  test: {
    tags: [longTag],
    projects: ['packages/*/vitest.config{,.*}.ts', 'apps/*/vitest.config{,.*}.ts'],
  },
})
