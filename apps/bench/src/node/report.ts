import { pairedRatio, spreadOf } from '../statistics.ts'
import { toNumber, toTable } from '../table.ts'
import type { Case } from './cases.ts'
import { competitors, type CompetitorName } from './competitors.ts'
import type { ProfileRow } from './profile.ts'
import type { Metric, NodeResults } from './rounds.ts'

const MiB = 1024 * 1024

/** Everybody side by side, one table for each read size and one for growth. */
export function reportNode(cases: readonly Case[], results: NodeResults): string {
  const usual = cases.filter(({ answer, kind }) => answer === 'usual' && kind === 'time')
  const reads = [...new Set(usual.map(({ readKiB }) => readKiB))].toSorted((a, b) => a - b)
  const tables = reads.map((readKiB) => {
    const names = usual.filter((each) => each.readKiB === readKiB).map(({ competitor }) => competitor)
    return `### ${readKiB} KiB reads\n\n${tableOf(names, readKiB, results)}`
  })
  const growth = growthTable(cases, results)
  return [...tables, ...(growth ? [`### Growth, 64 KiB reads, CPU ms\n\n${growth}`] : [])].join('\n\n')
}

function tableOf(names: readonly CompetitorName[], readKiB: number, results: NodeResults): string {
  const values = (competitor: CompetitorName, metric: Metric): readonly number[] =>
    results.values({ competitor, answer: 'usual', readKiB }, metric)
  const rows = names.map((name) => [
    competitors[name].label,
    withSpread(values(name, 'cpuMs')),
    name === 'ours' ? '1' : ratio(values(name, 'cpuMs'), values('ours', 'cpuMs')),
    withSpread(values(name, 'coldCpuMs')),
    withSpread(values(name, 'tailMs')),
    withSpread(values(name, 'blockMs')),
    withSpread(values(name, 'peakBytes').map((bytes) => bytes / MiB)),
  ])
  return toTable(['reader', 'CPU ms', '× ours', 'cold CPU ms', 'tail ms', 'block ms', 'peak MiB'], rows)
}

function growthTable(cases: readonly Case[], results: NodeResults): string | null {
  const grown = cases.filter(({ answer }) => answer !== 'usual')
  const answers = [...new Set(grown.map(({ answer }) => answer))]
  const names = [...new Set(grown.map(({ competitor }) => competitor))]
  if (grown.length === 0) return null
  const rows = names.map((competitor) => [
    competitors[competitor].label,
    ...answers.map((answer) => withSpread(results.values({ competitor, answer, readKiB: 64 }, 'cpuMs'))),
  ])
  return toTable(['reader', ...answers], rows)
}

/** `median (low–high)`, or a dash. */
export function withSpread(values: readonly number[]): string {
  if (values.length === 0) return '–'
  const { median, low, high } = spreadOf(values)
  return values.length === 1 ? toNumber(median) : `${toNumber(median)} (${toNumber(low)}–${toNumber(high)})`
}

function ratio(values: readonly number[], others: readonly number[]): string {
  return values.length === 0 || values.length !== others.length
    ? '–'
    : toNumber(pairedRatio(values, others).median)
}

/** Functions that are shown. */
const shownFunctions = 25

export function reportProfile(rows: readonly ProfileRow[]): string {
  return toTable(
    ['function', 'self ms', 'share', 'where'],
    rows
      .slice(0, shownFunctions)
      .map(({ name, selfMs, share, place }) => [
        name,
        toNumber(selfMs),
        `${(share * 100).toFixed(1)} %`,
        place,
      ]),
  )
}
