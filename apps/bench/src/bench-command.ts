// `pnpm bench`: ours and others side by side. `pnpm bench --help` says what can be left out.
import { parseArgs } from 'node:util'
import { usualAnswer } from './answer.ts'
import { listCases, type Selection } from './node/cases.ts'
import { competitors, type CompetitorName } from './node/competitors.ts'
import { reportNode, reportProfile } from './node/report.ts'
import { runRounds } from './node/rounds.ts'
import { runTask } from './node/tasks.ts'
import { packOurs } from './packed.ts'

const usage = `pnpm bench [--full] [--only node] [--reads 4,16] [--competitors ours,floor] [--rounds 3] [--profile]
  --full          more rounds, every competitor at every read size, 1 KiB reads, growth of others: half an hour
  --only          node
  --reads         KiB, and nothing but the CPU, tail and block of these
  --competitors   ${Object.keys(competitors).join(', ')}
  --rounds        default 3, with --full 5
  --profile       where the time of our own streams goes, or of the one that --competitors names`

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    reads: { type: 'string' },
    competitors: { type: 'string' },
    rounds: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(usage)
  process.exit()
}

const selection: Selection = {
  full: values.full,
  reads: values.reads?.split(',').map(Number) ?? null,
  competitors: values.competitors?.split(',').map(toName) ?? null,
}
const rounds = Number(values.rounds ?? (values.full ? 5 : 3))

progress('packing our own')
await packOurs(['core', 'react', 'server'])
if (values.profile) await printProfile(selection.competitors?.[0] ?? 'ours', selection.reads?.[0] ?? 16)
else await printNode()

async function printNode(): Promise<void> {
  const cases = listCases(selection)
  const results = await runRounds(cases, rounds, progress)
  progress('')
  console.log(reportNode(cases, results))
}

async function printProfile(competitor: CompetitorName, readKiB: number): Promise<void> {
  const rows = await runTask({
    kind: 'profile',
    competitor,
    answer: usualAnswer,
    readBytes: readKiB * 1024,
  })
  progress('')
  console.log(`${competitors[competitor].label}, ${readKiB} KiB reads, warm\n\n${reportProfile(rows)}`)
}

/** One line that is written over. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}

function toName(text: string): CompetitorName {
  if (text in competitors) return text as CompetitorName
  console.error(`There is no "${text}".\n\n${usage}`)
  return process.exit(2)
}
