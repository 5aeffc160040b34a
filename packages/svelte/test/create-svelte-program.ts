import { createRequire } from 'node:module'
import type * as svelteToTypeScript from 'svelte2tsx'
import ts from 'typescript'

// Not imported: Vite would look for its source map, which is not published.
const require = createRequire(import.meta.url)
const { svelte2tsx } = require('svelte2tsx') as typeof svelteToTypeScript

/** What `svelte2tsx` writes speaks of these. */
const shims = ['svelte-shims-v4', 'svelte-jsx-v4'].map((name) => require.resolve(`svelte2tsx/${name}.d.ts`))

/** TypeScript that reads Svelte's components too, as `svelte-check` does, but from wherever the host takes them. */
export function createSvelteProgram({ rootNames, host, ...rest }: ts.CreateProgramOptions): ts.Program {
  if (!host) throw new Error('Components are read from a host.')
  // `import './draw.svelte'` finds `draw.svelte.ts`, which stands for the component.
  const componentOf = (file: string): string | null => {
    const path = file.replace(/\.ts$/, '')
    return path !== file && path.endsWith('.svelte') && !host.fileExists(file) && host.fileExists(path)
      ? path
      : null
  }
  const program = ts.createProgram({
    ...rest,
    rootNames: [...rootNames.map(toTypeScript), ...shims],
    host: {
      ...host,
      fileExists: (file) => host.fileExists(file) || componentOf(file) !== null,
      getSourceFile(file, language, ...others) {
        const component = componentOf(file)
        if (component === null) return host.getSourceFile(file, language, ...others)
        const { code } = svelte2tsx(host.readFile(component) ?? '', { filename: component, isTsFile: true })
        return ts.createSourceFile(file, code, language)
      },
    },
  })
  return { ...program, getSourceFile: (file) => program.getSourceFile(toTypeScript(file)) }
}

function toTypeScript(file: string): string {
  return file.endsWith('.svelte') ? `${file}.ts` : file
}
