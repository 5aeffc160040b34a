/**
 * The faults of the matrix that are not run by `pnpm faults`, and where each is proven. Null: nowhere yet.
 */
export const elsewhere: Readonly<Record<string, string | null>> = {
  D3: 'packages/react/src: unmount leaves or stops the run (React only)',
  D4: 'packages/react/src: StrictMode mounts twice and asks once',
  D5: 'packages/core/src/image-stream.test.ts: a hundred requests in one tick, by policy',
  D7: null,
  D8: null,
  D9: null,
  D10: null,
  D11: null,
  D12: null,
  E1: null,
  E2: null,
  E3: 'packages/server/src: a reader that leaves ends the run (no store)',
  E4: null,
  E5: null,
  E6: null,
  E7: null,
  E8: 'packages/server/src: one key is paid once (no store)',
  E9: null,
  E10: null,
  E11: 'packages/server/src: limits and form of a request, before anything is paid',
  E12: null,
}
