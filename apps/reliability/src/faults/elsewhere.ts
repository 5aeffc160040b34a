/**
 * The faults of the matrix that are not run by `pnpm faults`, and where each is proven.
 */
export const elsewhere: Readonly<Record<string, string>> = {
  D3: 'packages/testing/contracts/binding-unmount.ts, for each binding',
  D4: 'packages/testing/contracts/binding-money.ts, for each binding',
  D5: 'packages/core/src/image-stream.test.ts; packages/testing/contracts/binding-money.ts, for each binding',
  D8: 'apps/docs/e2e/kept-run.test.ts, in Chromium',
  D10: 'packages/testing/contracts/binding-memory.ts, for each binding, with fewer runs',
  E1: '`pnpm load` of this package: streams and first-byte',
  E2: '`pnpm load` of this package: stalled and mixed',
  E11: 'packages/server/src/read-run.test.ts and guard.test.ts',
  E12: '`pnpm chaos` of this package: 10,000 seeds, and bugs that cost money planted; a sample in its tests',
}
