import type { RelayResults } from '../relay/relay-load.ts'
import { absolute, compared, type Goal } from './goal.ts'

const MiB = 1024 * 1024

export function relayGoals({ streams, relay, bare }: RelayResults): readonly Goal[] {
  const what = `${streams.toLocaleString('en')} streams at once through the relay`
  return [
    ...absolute({
      what: `${what}: streams that did not come whole`,
      goal: '0',
      limit: 0,
      unit: '',
      ours: relay.map(({ failures }) => failures),
      others: [],
      label: '',
    }),
    ...compared({
      what: `${what}: CPU`,
      goal: '≤ 1.5 × a bare pass-through',
      limit: 1.5,
      unit: 's',
      ours: relay.map(({ cpuMs }) => cpuMs / 1000),
      others: bare.map(({ cpuMs }) => cpuMs / 1000),
      label: 'bare pass-through',
    }),
    ...absolute({
      what: `${what}: peak resident memory`,
      goal: '≤ 512 MiB',
      limit: 512,
      unit: 'MiB',
      ours: relay.map(({ peakBytes }) => peakBytes / MiB),
      others: bare.map(({ peakBytes }) => peakBytes / MiB),
      label: 'bare pass-through',
    }),
  ]
}
