/**
 * The faults of the matrix that are not run by `pnpm faults`, and where each is proven. Null: nowhere yet.
 */
export const elsewhere: Readonly<Record<string, string | null>> = {
  D3: 'packages/testing/contracts/binding-unmount.ts, for each binding',
  D4: 'packages/testing/contracts/binding-money.ts, for each binding',
  D5: 'packages/core/src/image-stream.test.ts; packages/testing/contracts/binding-money.ts, for each binding',
  D7: null,
  D8: null,
  D9: null,
  D10: 'packages/testing/contracts/binding-memory.ts, for each binding, with fewer runs',
  D11: null,
  D12: null,
  E1: null,
  E2: 'packages/server/src/run-response.test.ts: one reader that reads nothing, and no load',
  E6: null,
  E10: null,
  E11: 'packages/server/src/read-run.test.ts and guard.test.ts',
  E12: '`pnpm chaos` of this package: 10,000 seeds, and bugs that cost money planted; a sample in its tests',
}
