// `pnpm bench`: ours and others side by side. `pnpm bench --help` says what can be left out.
import { parseArgs } from 'node:util'
import { usualAnswer } from './answer.ts'
import { browserCases, phone, profilePage, runBrowserRounds } from './browser/browser-rounds.ts'
import { pages, type PageName } from './browser/page-names.ts'
import { reportBrowser } from './browser/report-browser.ts'
import { goalTable, writeDocument } from './document.ts'
import { browserGoals } from './goals/browser-goals.ts'
import { sizeGoals, wireGoals } from './goals/load-goals.ts'
import { nodeGoals } from './goals/node-goals.ts'
import { relayGoals } from './goals/relay-goals.ts'
import { listCases, type Selection } from './node/cases.ts'
import { competitors, type CompetitorName } from './node/competitors.ts'
import { reportNode, reportProfile } from './node/report.ts'
import { runRounds, type NodeResults } from './node/rounds.ts'
import { runTask } from './node/tasks.ts'
import { packOurs } from './packed.ts'
import { measureRelay, type RelayResults } from './relay/relay-load.ts'
import { reportRelay } from './relay/report-relay.ts'
import { measureEntries, measurePeers } from './size/sizes.ts'
import { countWireBytes } from './wire-bytes.ts'

const usage = `pnpm bench [--full] [--rounds 3] [--only node|browser|relay] [--reads 4,16] [--competitors ours,floor] [--profile]
  --full          more rounds, every competitor at every read size, growth of others, a page at full speed: half an hour
  --rounds        default 3, with --full 5
  --only          node, browser or relay; docs/benchmark.md is written by whole runs alone
  --reads         KiB; in Node, and nothing but CPU, tail and block
  --competitors   in Node: ${Object.keys(competitors).join(', ')}
  --profile       where the time of our own streams goes, or of the one that --competitors names; with
                  --only browser, of our page`

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    reads: { type: 'string' },
    competitors: { type: 'string' },
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
/** At once, through one process. */
const relayStreams = 1_000

const isNodeAlone = values.only === 'node' || selection.reads !== null || selection.competitors !== null
const rounds = Number(values.rounds ?? (values.full ? 5 : 3))
const pagesToRun = browserCases(values.full ? [1, phone] : [phone])
const nodeCases = listCases(selection)

progress('packing our own')
await packOurs(['core', 'react', 'vue', 'svelte', 'server'])
if (values.profile && values.only === 'browser') await printPageProfile('ours-direct')
else if (values.profile) await printProfile(selection.competitors?.[0] ?? 'ours', selection.reads?.[0] ?? 16)
else if (isNodeAlone) await benchNode()
else if (values.only === 'browser') await benchBrowser()
else if (values.only === 'relay') await benchRelay()
else await benchAll()

async function benchAll(): Promise<void> {
  const start = performance.now()
  const { node, nodeTables } = await benchNode()
  const { browser, browserTables } = await benchBrowser()
  const { relay, relayTable } = await benchRelay()
  progress('sizes')
  const [sizes, peerSizes] = [await measureEntries(), await measurePeers()]
  const wire = await countWireBytes()
  const goals = [
    ...nodeGoals(node),
    ...browserGoals(browser),
    ...relayGoals(relay),
    ...wireGoals(wire),
    ...sizeGoals(sizes, peerSizes),
  ]
  print(goalTable(goals))
  await writeDocument({
    goals,
    node,
    browser,
    sizes,
    peerSizes,
    nodeTables,
    browserTables,
    relayTable,
    rounds,
  })
  print(`docs/benchmark.md is written. ${((performance.now() - start) / 1000).toFixed(0)} s.`)
}

async function benchNode(): Promise<{ readonly node: NodeResults; readonly nodeTables: string }> {
  const node = await runRounds(nodeCases, rounds, progress)
  const nodeTables = reportNode(nodeCases, node)
  print(nodeTables)
  if (isNodeAlone) print(goalTable(nodeGoals(node)))
  return { node, nodeTables }
}

async function benchBrowser() {
  const browser = await runBrowserRounds(pagesToRun, rounds, progress)
  const browserTables = reportBrowser(pagesToRun, browser)
  print(browserTables)
  if (values.only === 'browser') print(goalTable(browserGoals(browser)))
  return { browser, browserTables }
}

async function benchRelay(): Promise<{ readonly relay: RelayResults; readonly relayTable: string }> {
  const relay = await measureRelay(relayStreams, values.full ? rounds : 1, progress)
  const relayTable = reportRelay(relay)
  print(relayTable)
  if (values.only === 'relay') print(goalTable(relayGoals(relay)))
  return { relay, relayTable }
}

async function printProfile(competitor: CompetitorName, readKiB: number): Promise<void> {
  const task = { kind: 'profile', competitor, answer: usualAnswer, readBytes: readKiB * 1024 } as const
  const rows = await runTask(task)
  print(`${competitors[competitor].label}, ${readKiB} KiB reads, warm\n\n${reportProfile(rows)}`)
}

async function printPageProfile(page: PageName): Promise<void> {
  print(`${pages[page]}, ${phone} × slower, cold\n\n${reportProfile(await profilePage(page))}`)
}

function print(text: string): void {
  progress('')
  console.log(`${text}\n`)
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
