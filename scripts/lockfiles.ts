// A lockfile must serve every machine: it names the binaries of every platform, not only of the one
// it was written on, and holds integrity hashes but no address that only some networks reach.
import { glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const ROOT = dirname(import.meta.dirname)
const LOCKFILES = ['pnpm-lock.yaml', 'tools/node/package-lock.json', 'tools/pnpm/package-lock.json']

interface Manifest {
  readonly name: string
  readonly version: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const problems = [...(await addresses()), ...(await missingBinaries())]
if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}

async function addresses(): Promise<readonly string[]> {
  const found = await Promise.all(
    LOCKFILES.map(async (file) => {
      const text = await readFile(join(ROOT, file), 'utf8')
      return /https?:\/\//.test(text)
        ? [`${file} holds an address; it should hold integrity hashes only.`]
        : []
    }),
  )
  return found.flat()
}

/** pnpm leaves an optional dependency out of its lockfile, silently, when it could not be fetched. */
async function missingBinaries(): Promise<readonly string[]> {
  const lockfile = await readFile(join(ROOT, 'pnpm-lock.yaml'), 'utf8')
  const locked = new Set(
    [...lockfile.matchAll(/^ {2}'?((?:@[^/\s]+\/)?[^@\s]+)@/gm)].map((match) => match[1]),
  )
  const missing: string[] = []
  for await (const path of glob('node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json', { cwd: ROOT })) {
    const { name, version, optionalDependencies = {} } = await readManifest(path)
    const absent = Object.keys(optionalDependencies).filter((dependency) => !locked.has(dependency))
    if (absent.length > 0)
      missing.push(`pnpm-lock.yaml lacks what ${name} ${version} needs elsewhere: ${absent.join(', ')}`)
  }
  return [...new Set(missing)]
}

async function readManifest(path: string): Promise<Manifest> {
  // Installed by pnpm, so it has a name and a version.
  return JSON.parse(await readFile(join(ROOT, path), 'utf8')) as Manifest
}
