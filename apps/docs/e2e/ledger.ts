import { storybookUrl } from './served-storybook.ts'

/** What the emulator was asked, read as anybody could. */
export interface LedgerAnswer {
  readonly requests: number
  readonly paid: number
  readonly aborted: number
  readonly open: number
  readonly entries: readonly { readonly prompt: string | null; readonly outcome: string }[]
}

export async function readLedger(): Promise<LedgerAnswer> {
  const response = await fetch(ledgerUrl())
  return (await response.json()) as LedgerAnswer
}

export async function clearLedger(): Promise<void> {
  await fetch(ledgerUrl(), { method: 'DELETE' })
}

function ledgerUrl(): string {
  return `${storybookUrl}/emulator/emulator/ledger`
}
