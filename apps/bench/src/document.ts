import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, type } from 'node:os'
import { dirname, join } from 'node:path'
import { phone, type BrowserResults } from './browser/browser-rounds.ts'
import { pages, type PageName } from './browser/page-names.ts'
import { toChart, type Bar, type Panel } from './chart.ts'
import type { Goal } from './goals/goal.ts'
import { competitors, type CompetitorName } from './node/competitors.ts'
import type { NodeResults } from './node/rounds.ts'
import type { EntrySize, Size } from './size/sizes.ts'
import { median } from './statistics.ts'
import { toKiB, toNumber, toTable } from './table.ts'

const app = dirname(import.meta.dirname)
const docs = join(app, '../../docs')

export interface Report {
  readonly goals: readonly Goal[]
  readonly node: NodeResults
  readonly browser: BrowserResults
  readonly sizes: readonly EntrySize[]
  readonly peerSizes: readonly Size[]
  /** Tables, as Markdown. */
  readonly nodeTables: string
  readonly browserTables: string
  readonly relayTable: string
  readonly rounds: number
}

export function goalTable(goals: readonly Goal[]): string {
  return toTable(
    ['what', 'goal', 'ours', 'beside', 'ratio', ''],
    goals.map(({ what, goal, ours, others, ratio, verdict }) => [what, goal, ours, others, ratio, verdict]),
  )
}

/** The page and the chart that the README shows. */
export async function writeDocument(report: Report): Promise<void> {
  await writeFile(join(docs, 'benchmark.svg'), toChart(panelsOf(report), captionOf(report)))
  await writeFile(join(docs, 'benchmark.md'), toPage(report))
}

function toPage({
  goals,
  nodeTables,
  browserTables,
  relayTable,
  sizes,
  peerSizes,
  browser,
  rounds,
}: Report): string {
  const sizeRows = [...sizes, ...peerSizes].map(({ name, bytes }) => [name, toKiB(bytes)])
  return `# How fast it is

![Bars for what is said below](benchmark.svg)

Measured on ${today()} on ${machine(browser)}, with our packages as they are published and ${peerVersions()}. \`pnpm bench\` measures it again, and writes this page.${busyNote()}

One stream is 60 thoughts, a picture of 2 MB with a signature of 1.4 MB in one event, and usage. Values are medians of ${rounds} rounds, with the least and the most in brackets; ratios are taken within a round.

## Goals

${goalTable(goals)}

## In Node

Each reader gets the same bytes, one read in each turn of the event loop, from memory. _CPU_ is user and system time of the whole process. The _tail_ lies between the last byte and the decoded picture. The _block_ is the longest synchronous stretch: for so long nothing else could run. _Cold_ is the first stream of a process. _Peak_ is memory over what was there before, in one round. TanStack AI asks for one JSON object, which does not stream.

${nodeTables}

## In Chromium

A React page for each, in a process of its own, at about 4 MB a second in pieces of 16 KiB. Each plays what its own server side sends for this answer, recorded before. _Total blocking_ is what tasks of over 50 ms had over them; 0 as a longest task means that none had. _Paint_ is when the picture is decoded and two frames have passed. Over our relay the picture lies at an address of its own; its last byte is what _paint_ counts from.

${browserTables}

## The relay

Streams of the recorded size, 2.5 MB each, over sockets. The relay has a process to itself, and so has what it is compared with: \`fetch\`, and what comes is written on.

${relayTable}

## What a page loads

Minified and gzipped, KiB. The framework is not counted.

${toTable(['what', 'KiB'], sizeRows)}
`
}

function captionOf({ browser, rounds }: Report): string {
  return `${today()}, ${machine(browser)}. Medians of ${rounds} rounds; a picture of 2 MB with a signature of 1.4 MB.`
}

/** The benchmark itself keeps one core busy, and at times two. */
const ownLoad = 2

/** Others' work stretches every time, ours most: what is spread over many reads is interrupted more often. */
function busyNote(): string {
  const load = loadavg()[1] ?? 0
  return load > ownLoad + 1
    ? ` Other work ran beside it, a load of ${load.toFixed(0)}: all times are too long.`
    : ''
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/** Its class: what it is called is nobody's business. */
function machine({ version }: BrowserResults): string {
  const chromium = version.split('.')[0]
  return `${availableParallelism()} cores, ${type()}, Node ${process.versions.node}, Chromium ${chromium}`
}

const peers = [
  '@google/genai',
  'ai',
  '@ai-sdk/react',
  '@tanstack/ai',
  '@tanstack/ai-gemini',
  '@tanstack/ai-react',
  'eventsource-parser',
]

function peerVersions(): string {
  const names = peers.map((name) => `\`${name}\` ${versionOf(name)}`)
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function versionOf(name: string): string {
  const manifest = readFileSync(join(app, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { readonly version: string }).version
}

function panelsOf({ node, browser, sizes, peerSizes }: Report): readonly Panel[] {
  const names = Object.keys(competitors) as CompetitorName[]
  const pageNames = Object.keys(pages) as PageName[]
  const hook = sizes.slice(0, 1)
  return [
    {
      title: 'Node: CPU for one stream, 16 KiB reads, in milliseconds',
      bars: names.flatMap((competitor) =>
        toBar(
          competitors[competitor].label,
          node.values({ competitor, answer: 'usual', readKiB: 16 }, 'cpuMs'),
        ),
      ),
    },
    {
      title: `Chromium on a processor ${phone} × slower: from the last byte to the picture, in milliseconds`,
      bars: pageNames.flatMap((page) =>
        toBar(
          pages[page],
          browser.of({ page, slowdown: phone }).map(({ paintMs }) => paintMs),
        ),
      ),
    },
    {
      title: 'What a page loads, minified and gzipped, in KiB',
      bars: [...hook, ...peerSizes].flatMap(({ name, bytes }) =>
        toBar(name.startsWith('React hook') ? `**image-stream**, the hook` : name, [bytes / 1024]),
      ),
    },
  ]
}

function toBar(label: string, values: readonly number[]): Bar[] {
  if (values.length === 0) return []
  const value = median(values)
  return [
    {
      label: label.replaceAll(/[*`]/g, ''),
      value,
      text: toNumber(value),
      isOurs: label.includes('image-stream'),
    },
  ]
}
