import { readFileSync } from 'node:fs'
import { sharedPath } from '../../../scripts/shared-folder.ts'

/** One row of the fault matrix as it was written. */
export interface MatrixRow {
  readonly id: string
  readonly layer: string
  readonly fault: string
  readonly must: string
  /** How many executions the row asks for. */
  readonly cases: number
}

/** The matrix where it lies, or null when it is not on this machine: then our own titles are all there is. */
export function readMatrix(): readonly MatrixRow[] | null {
  const path = sharedPath('vectors/faults/faults.json')
  if (path === null) return null
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly faults: readonly MatrixRow[] }).faults
}
