import { withSpread } from '../node/report.ts'
import { toTable } from '../table.ts'
import type { RelayLoad, RelayResults } from './relay-load.ts'

const MiB = 1024 * 1024

export function reportRelay({ streams, relay, bare }: RelayResults): string {
  const row = (name: string, loads: readonly RelayLoad[]): readonly string[] => [
    name,
    withSpread(loads.map(({ cpuMs }) => cpuMs / 1000)),
    withSpread(loads.map(({ wallMs }) => wallMs / 1000)),
    withSpread(loads.map(({ peakBytes }) => peakBytes / MiB)),
    withSpread(loads.map(({ failures }) => failures)),
  ]
  const header = [
    `${streams.toLocaleString('en')} streams at once`,
    'CPU s',
    'in all s',
    'peak resident MiB',
    'not whole',
  ]
  return toTable(header, [row('a bare pass-through', bare), row('**image-stream**', relay)])
}
