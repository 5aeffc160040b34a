import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, minifySync, type Plugin, type Rolldown } from 'vite'
import { isOurs, outputFolder, packedFolder, packedImporter } from '../packed.ts'

export interface BundleInput {
  /** The source of a module. */
  readonly source: string
  /** What the app has anyway: its framework. */
  readonly external: readonly RegExp[]
}

export interface Bundle {
  /** Minified. */
  readonly code: string
  /** Minified and compressed, as it travels. */
  readonly gzipBytes: number
}

/** Bundles for browsers, with our packages as they were packed. */
export async function bundle(input: BundleInput): Promise<Bundle> {
  const { code } = await buildForBrowsers(input, [packedPlugin()])
  return { code, gzipBytes: gzipBytes(code) }
}

export interface ModuleWeight {
  readonly id: string
  readonly minifiedBytes: number
  /** What the compressed bundle would lose without it. */
  readonly gzipBytes: number
}

/** The modules of a bundle, the heaviest first. Of our packages the sources, file by file. */
export async function weighModules(input: BundleInput): Promise<readonly ModuleWeight[]> {
  const { modules } = await buildForBrowsers(input, [])
  const parts = Object.entries(modules)
    .filter(([, { code }]) => code)
    .map(([id, { code }]) => ({ id, code: minifySync(id, code ?? '').code }))
  const all = gzipBytes(parts.map(({ code }) => code).join('\n'))
  return parts
    .map((part) => ({
      id: part.id,
      minifiedBytes: part.code.length,
      gzipBytes:
        all -
        gzipBytes(
          parts
            .filter((other) => other !== part)
            .map(({ code }) => code)
            .join('\n'),
        ),
    }))
    .toSorted((a, b) => b.gzipBytes - a.gzipBytes)
}

function gzipBytes(code: string): number {
  return gzipSync(code, { level: 9 }).length
}

/** Nothing is there; what it imports is found from there. */
const entryId = join(outputFolder, 'entry.js')

async function buildForBrowsers(
  { source, external }: BundleInput,
  plugins: Plugin[],
): Promise<Rolldown.OutputChunk> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [entryPlugin(source), ...plugins],
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: {
        input: entryId,
        external: [...external],
        // One file, as the code that is loaded later also travels.
        output: { codeSplitting: false },
        preserveEntrySignatures: 'strict',
      },
    },
  })
  const [only] = Array.isArray(output) ? output : [output]
  if (!only || !('output' in only)) throw new Error('Nothing was built.')
  return only.output[0]
}

function entryPlugin(source: string): Plugin {
  return {
    name: 'entry',
    resolveId: (id) => (id === entryId ? id : null),
    load: (id) => (id === entryId ? source : null),
  }
}

/** Takes our packages from where they were packed. */
export function packedPlugin(): Plugin {
  return {
    name: 'packed',
    enforce: 'pre',
    resolveId(id, importer) {
      const isInside = importer?.startsWith(packedFolder) ?? false
      return isOurs(id) && !isInside ? this.resolve(id, packedImporter, { skipSelf: true }) : null
    },
  }
}
