import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const app = dirname(import.meta.dirname)
const root = join(app, '../..')

/** All that is made here: ignored by git. */
export const outputFolder: string = join(app, 'dist')

/** Where our packages lie as users install them. What they depend on is found in this app's own `node_modules`. */
export const packedFolder: string = join(outputFolder, 'packed')

export type PackageName = 'core' | 'react' | 'vue' | 'svelte' | 'server'

/** Builds and packs these packages, and unpacks them where `fromPacked` finds them. */
export async function packOurs(names: readonly PackageName[]): Promise<void> {
  const filters = names.map((name) => `--filter=@image-stream/${name}`)
  const options = { cwd: root, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' } }
  await run('pnpm', ['exec', 'turbo', 'run', 'build', ...filters, '--output-logs=errors-only'], options)
  await Promise.all(names.map(unpack))
  // Vite resolves from where a file is; for one that is none it takes the folder of the process, and our sources.
  await writeFile(packedImporter, '')
}

async function unpack(name: PackageName): Promise<void> {
  const folder = join(packedFolder, 'node_modules/@image-stream', name)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const tarball = join(packedFolder, `${name}.tgz`)
  await run('pnpm', ['pack', '--out', tarball], { cwd: join(root, 'packages', name) })
  await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', folder])
}

/** A module from which our packages resolve to what was packed. */
export const packedImporter: string = join(packedFolder, 'importer.js')

/** From here on this process imports our packages as they were packed, and not their sources. */
export function importPacked(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      isOurs(specifier) && !context.parentURL?.startsWith(pathToFileURL(packedFolder).href)
        ? next(specifier, { ...context, parentURL: pathToFileURL(packedImporter).href })
        : next(specifier, context),
  })
}

export function isOurs(specifier: string): boolean {
  return specifier.startsWith('@image-stream/')
}
