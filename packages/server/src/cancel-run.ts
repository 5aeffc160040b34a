import type { Setup } from './setup.ts'
import type { RunName } from './store/run-store.ts'

/**
 * Ends a run, wherever it is made, and whether it is there yet or not: whoever cancels need not know. Another owner's is
 * left alone, and answered alike.
 */
export async function cancelRun<Context>(
  { claims, running, uploads }: Setup<Context>,
  name: RunName,
): Promise<Response> {
  if ('key' in name) uploads.cancel(name)
  // First what is here: that must not depend on a store that may be away.
  running.cancel(name)
  await claims.cancel(name)
  return new Response(null, { status: 204, headers: { 'cache-control': 'private, no-store' } })
}
