// `pnpm load`: a relay under load, in a process of its own, against the numbers that it must hold.
import { parseArgs } from 'node:util'
import { packOurs } from '@image-stream/bench/packed'
import { toTable } from '@image-stream/bench/table'
import { measureFirstByte } from './load/first-byte.ts'
import type { LoadGoal } from './load/load-goal.ts'
import type { LoadOptions } from './load/load-setup.ts'
import { measureKeptStreams, measureManyStreams } from './load/many-streams.ts'
import { measureMixedReaders, measureStalledReaders } from './load/stalled-readers.ts'
import { measureStops } from './load/stops.ts'

const loads: Readonly<Record<string, (options: LoadOptions) => Promise<LoadGoal[]>>> = {
  streams: measureManyStreams,
  stalled: measureStalledReaders,
  mixed: measureMixedReaders,
  stops: measureStops,
  'first-byte': measureFirstByte,
  store: measureKeptStreams,
}

const usage = `pnpm load [--only ${Object.keys(loads).join('|')}] [--sources]
  --sources  the relay from its sources, and not as it is packed`

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sources: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const chosen = Object.keys(loads).filter((name) => values.only === undefined || values.only === name)
if (values.help || chosen.length === 0) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

const start = performance.now()
if (!values.sources) await packOurs(['core', 'server'])
const words = { true: 'ok', false: 'MISSED', null: '' } as const
let isEachMet = true
for (const name of chosen) {
  const goals = (await loads[name]?.({ isPacked: !values.sources })) ?? []
  const rows = goals.map(({ what, goal, measured, isMet }) => [what, goal, measured, words[`${isMet}`]])
  console.log(`${toTable([name, 'goal', 'measured', 'ok'], rows)}\n`)
  isEachMet &&= goals.every(({ isMet }) => isMet !== false)
}
console.log(`${((performance.now() - start) / 1000).toFixed(0)} s.`)
if (!isEachMet) process.exitCode = 1
