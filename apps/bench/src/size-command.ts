// `pnpm size`: what a page has to load, against its budget. Fails when something has grown over what is allowed.
import { parseArgs } from 'node:util'
import { packOurs } from './packed.ts'
import { weighModules } from './size/bundle.ts'
import { entries, type SizedEntry } from './size/entries.ts'
import { measureEntries, measurePeers, type EntrySize } from './size/sizes.ts'
import { toKiB, toTable } from './table.ts'

const { values } = parseArgs({
  options: { peers: { type: 'boolean', default: false }, files: { type: 'string' } },
})

await packOurs(['core', 'react', 'vue', 'svelte', 'server'])
const sizes = await measureEntries()
console.log(toTable(['minified and gzipped, KiB', 'is', 'goal', 'allowed', ''], sizes.map(toRow)))
if (values.peers) {
  const rows = (await measurePeers()).map(({ name, bytes }) => [name, toKiB(bytes)])
  console.log(`\n${toTable(['others', 'KiB'], rows)}`)
}
for (const { name, problems } of sizes) {
  for (const problem of problems) console.error(`\n${name} ${problem}.`)
  if (problems.length > 0) process.exitCode = 1
}
if (values.files !== undefined) await printFiles(values.files)

function toRow({ name, bytes, entry }: EntrySize): readonly string[] {
  const { budgetBytes, allowedBytes } = entry
  return [
    name,
    toKiB(bytes),
    toKiB(budgetBytes),
    allowedBytes === undefined ? '' : toKiB(allowedBytes),
    bytes <= budgetBytes ? 'met' : 'not met',
  ]
}

/** Where the weight of an entry lies, by its name or the beginning of it. */
async function printFiles(name: string): Promise<void> {
  const entry: SizedEntry | undefined = entries.find((each) => each.name.startsWith(name))
  if (!entry) throw new Error(`No entry begins with "${name}".`)
  const rows = (await weighModules(entry)).map(({ id, minifiedBytes, gzipBytes }) => [
    id.replace(/^.*\/(?=packages\/|node_modules\/)/, ''),
    String(minifiedBytes),
    String(gzipBytes),
  ])
  console.log(`\n${toTable([entry.name, 'minified', 'of the gzipped'], rows)}`)
}
