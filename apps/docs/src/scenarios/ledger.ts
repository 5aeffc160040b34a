import type { LedgerSummary } from '../../server/relays.ts'

/** What the emulator wrote down for one play. */
export interface Books {
  /** Calls that a real endpoint would have billed, or may have. */
  readonly paid: number
  /** How the last call ended for the endpoint: sent whole, cut off by it, or left by its client. */
  readonly ending: string
  readonly sentBytes: number
}

const LEDGER = '/api/scenarios/ledger'

/** Opens the books of a play; the function that it gives closes them. Null where no ledger is to be had. */
export async function openBooks(): Promise<() => Promise<Books | null>> {
  const before = await read()
  return async () => {
    const after = await readWhenClosed()
    if (!before || !after?.last || after.last.id === before.last?.id) return null
    const { outcome, sentBytes } = after.last
    return { paid: after.paid - before.paid, ending: outcome, sentBytes }
  }
}

const ATTEMPTS = 20
const PAUSE_MS = 50

/** The endpoint learns a moment later that its client has gone. */
async function readWhenClosed(): Promise<LedgerSummary | null> {
  for (let attempt = 1; ; attempt++) {
    const summary = await read()
    if (summary?.last?.outcome !== 'open' || attempt === ATTEMPTS) return summary
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/** A play is worth watching without its books. */
async function read(): Promise<LedgerSummary | null> {
  try {
    const response = await fetch(LEDGER)
    return response.ok ? ((await response.json()) as LedgerSummary) : null
  } catch {
    return null
  }
}
