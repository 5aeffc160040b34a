// `pnpm faults`: every fault of the matrix, one line each. `pnpm faults B5 C2 --seed 7` runs only those.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { elsewhere } from './faults/elsewhere.ts'
import { faults } from './faults/index.ts'
import { readMatrix, type MatrixRow } from './matrix.ts'
import type { FaultReport } from './run-fault.ts'
import { runInWorkers } from './worker-pool.ts'

/** Of one fault, besides the first. */
const shownFailures = 20

const usage = `pnpm faults [id …] [--sample] [--seed N] [--case TEXT] [--workers N]
  --sample   some cases of each fault, chosen by the seed
  --seed     default 1
  --case     only the cases whose name holds this text`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const wanted = positionals.map((id) => id.toUpperCase())
const unknown = wanted.filter((id) => !faults.some((fault) => fault.id === id))
if (unknown.length > 0) {
  console.error(`Not here: ${unknown.join(', ')}. Here: ${faults.map(({ id }) => id).join(' ')}\n\n${usage}`)
  process.exit(2)
}

const seed = Number(values.seed)
const chosen = faults.filter(({ id }) => wanted.length === 0 || wanted.includes(id))
const matrix = readMatrix()
if (!matrix) console.log('The matrix itself is not on this machine: set IMAGE_STREAM_SHARED to its folder.')

const start = performance.now()
const reports: FaultReport[] = []
const options = { seed, sample: values.sample, named: values.case }
await runInWorkers(chosen, Number(values.workers), options, (report) => {
  reports.push(report)
  console.log(describe(report))
})
console.log(summary())
if (reports.some(({ failures }) => failures.length > 0)) process.exitCode = 1

function describe(report: FaultReport): string {
  const { id, executions, failures, open, durationMs } = report
  const word = failures.length > 0 ? 'FAILED' : open.length > 0 ? 'open  ' : 'held  '
  const title = faults.find((fault) => fault.id === id)?.title ?? ''
  const lines = [
    `${word} ${id.padEnd(4)}${String(executions).padStart(6)}  ${seconds(durationMs).padStart(7)}  ${title}`,
    ...failures
      .slice(0, 1)
      .flatMap((first) => [
        `         ${failures.length} failed, the first: ${first.name ?? '(the fault as a whole)'}`,
        ...(must(id) ? [`         must: ${must(id)}`] : []),
        ...first.message.split('\n').map((line) => `           ${line}`),
        `         again: pnpm faults ${id} --seed ${seed}${first.name === null ? '' : ` --case '${first.name}'`}`,
      ]),
    ...failures.slice(1, 1 + shownFailures).map(({ name, message }) => `         also: ${name ?? message}`),
    ...open.map(({ name, reason }) => `         open: ${name}: ${reason}`),
  ]
  return lines.join('\n')
}

function must(id: string): string | undefined {
  return rowOf(id)?.must
}

function rowOf(id: string): MatrixRow | undefined {
  return matrix?.find((row) => row.id === id)
}

function summary(): string {
  const executions = reports.reduce((sum, report) => sum + report.executions, 0)
  const failed = reports.filter(({ failures }) => failures.length > 0).map(({ id }) => id)
  const open = reports.flatMap((report) => report.open.map(({ name }) => `${report.id} ${name}`))
  const lines = [
    '',
    `${reports.length} faults, ${executions} executions, ${seconds(performance.now() - start)}, seed ${seed}.`,
    failed.length > 0 ? `Failed: ${failed.join(' ')}` : 'All held.',
    ...(open.length > 0 ? [`Known not to hold yet: ${open.length} cases.`] : []),
  ]
  return [...lines, ...(wanted.length > 0 ? [] : notHere())].join('\n')
}

/** What the matrix asks for and this command does not run. */
function notHere(): readonly string[] {
  const ids = matrix?.map(({ id }) => id) ?? Object.keys(elsewhere)
  const missing = ids.filter((id) => !faults.some((fault) => fault.id === id))
  const lines = missing.map((id) => {
    const place = elsewhere[id]
    const layer = rowOf(id)?.layer
    return `  ${id.padEnd(4)} ${place ?? 'nowhere yet'}${layer ? ` (${layer})` : ''}`
  })
  return [`Not here: ${missing.length} faults.`, ...lines, ...withoutRelay()]
}

/** What is run here against the API, and wanted through a relay as well. */
function withoutRelay(): readonly string[] {
  const rows = matrix?.filter(
    ({ id, layer }) => /relay|all/.test(layer) && faults.some((fault) => fault.id === id),
  )
  return rows?.length
    ? [`Run against the API alone, and not through a relay: ${rows.map(({ id }) => id).join(' ')}`]
    : []
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
