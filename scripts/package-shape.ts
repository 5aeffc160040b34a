// Packs each public package as it would be published and looks at the tarball: what is in it,
// whether its exports resolve (publint), and whether its types do (arethetypeswrong).
import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = dirname(import.meta.dirname)
const EXPECTED = /^package\/(?:dist\/.+\.(?:js|d\.ts)|package\.json|LICENSE|README\.md|CHANGELOG\.md)$/
const run = promisify(execFile)

const folder = await mkdtemp(join(tmpdir(), 'packages-'))
try {
  const manifests = globSync('packages/*/package.json', { cwd: ROOT }).toSorted()
  const problems = await Promise.all(manifests.map((manifest) => inspect(dirname(manifest))))
  if (problems.flat().length > 0) {
    console.error(problems.flat().join('\n\n'))
    process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true })
}

/** What is wrong with the package in this folder, one text per problem. */
async function inspect(path: string): Promise<readonly string[]> {
  const { private: hidden } = JSON.parse(await readFile(join(ROOT, path, 'package.json'), 'utf8')) as {
    readonly private?: boolean
  }
  if (hidden) return []
  const destination = join(folder, path)
  await run('pnpm', ['pack', '--pack-destination', destination], { cwd: join(ROOT, path) })
  const [tarball] = globSync('*.tgz', { cwd: destination })
  if (tarball === undefined) throw new Error(`pnpm packed nothing in ${path}.`)
  const file = join(destination, tarball)
  const problems = await Promise.all([
    unexpectedContent(file),
    complaint('publint', ['run', file, '--strict']),
    complaint('attw', [file, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii']),
  ])
  return problems.filter((problem) => problem !== null).map((problem) => `${path}: ${problem}`)
}

async function unexpectedContent(tarball: string): Promise<string | null> {
  const { stdout: list } = await run('tar', ['-tzf', tarball])
  const files = list.trim().split('\n')
  const strays = files.filter((file) => !EXPECTED.test(file))
  if (strays.length > 0) return `these files should not be published: ${strays.join(', ')}`
  const { stdout: manifest } = await run('tar', ['-xzOf', tarball, 'package/package.json'])
  if (/"(?:workspace|catalog):/.test(manifest)) return 'its package.json still speaks of the workspace.'
  return null
}

/** What the tool said, if it was not content. */
async function complaint(tool: string, args: readonly string[]): Promise<string | null> {
  try {
    await run('pnpm', ['exec', tool, ...args], { cwd: ROOT })
    return null
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string }
    return `${tool} says\n${stdout}${stderr}`
  }
}
