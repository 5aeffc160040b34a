import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { longTag } from './apps/docs/e2e/long.ts'

// Many tests wait, for sockets, stores and pages: with the one worker of the default a small machine stands idle. Here, as
// projects take no such number from the configuration of the root.
process.env['VITEST_MAX_WORKERS'] ??= String(Math.max(2, availableParallelism() - 1))

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
