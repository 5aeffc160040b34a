// `pnpm canary`: builds the documentation with an API key in the environment, and looks for it in every file that came out.
// The bundles of the bindings are looked through where they are weighed, in `pnpm size`.
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = dirname(import.meta.dirname)
const KEY = 'CANARY-key-4f1c9a0b7d'
/** Whatever the names under which a build might hand it on to pages. */
const NAMES = ['GEMINI_API_KEY', 'GOOGLE_API_KEY']

const folder = await mkdtemp(join(tmpdir(), 'canary-'))
try {
  const { status } = spawnSync('pnpm', ['run', 'build', '--quiet', '--output-dir', folder], {
    cwd: join(ROOT, 'apps/docs'),
    env: { ...process.env, ...Object.fromEntries(NAMES.map((name) => [name, KEY])) },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) throw new Error('The documentation could not be built.')
  const files = globSync('**/*.*', { cwd: folder })
  const found: string[] = []
  for (const file of files) if ((await readFile(join(folder, file))).includes(KEY)) found.push(file)
  console.log(
    `${files.length} files, ${found.length} of them with the key${found.map((file) => `\n${file}`).join('')}`,
  )
  if (files.length === 0 || found.length > 0) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true })
}
