import assert from 'node:assert/strict'
import { api } from './page.ts'
import { ownerHeader, stranger, type Servers } from './servers.ts'
import { createSimulatedProcess } from './simulated-process.ts'

/** Somebody who has got hold of another's key or run id. */
export interface Strangers {
  /** Tries to read, or to end, what is another's. @throws AssertionError when that is answered. */
  read(name: StolenName): Promise<void>
  cancel(name: StolenName): Promise<void>
  leave(): void
}

export type StolenName = { readonly key: string } | { readonly runId: string }

export function createStrangers({ fetch }: Servers): Strangers {
  const process = createSimulatedProcess(stranger)
  const ask = (method: string, name: StolenName): Promise<Response> =>
    process.run(() =>
      fetch(
        new Request('key' in name ? `${api}/runs` : `${api}/runs/${name.runId}`, {
          method,
          headers: { [ownerHeader]: stranger, ...('key' in name && { 'idempotency-key': name.key }) },
        }),
      ),
    )
  return {
    async read(name) {
      const response = await ask('GET', name).catch(() => null)
      assert.ok(!response?.ok, 'another owner’s run is read')
      await response?.text().catch(() => {})
    },
    async cancel(name) {
      const response = await ask('DELETE', name).catch(() => null)
      await response?.text().catch(() => {})
    },
    leave: () => process.kill(),
  }
}
