import { join } from 'node:path'
import { transformWithOxc, type Plugin } from 'vite'
import { readSnippets, repositoryRoot } from './snippets.ts'

const readme = join(repositoryRoot, 'README.md')
/** Where the code is taken to stand: a file that exists, from which all our packages resolve. */
const home = join(repositoryRoot, 'packages/react/README.md')
const prefix = 'readme:'

/** Lets a test import the README's code as it stands there: `readme:poster.tsx`. */
export function readmePlugin(): Plugin {
  return {
    name: 'readme',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(prefix) ? `${home}?snippet=${id.slice(prefix.length)}` : null),
    load(id) {
      const [file, name] = id.split('?snippet=')
      if (file !== home) return null
      const snippet = readSnippets(readme).find((each) => each.name === name)
      if (!snippet) throw new Error(`README.md has no code that begins with "// ${name}".`)
      return transformWithOxc(snippet.code, snippet.name, { jsx: { runtime: 'automatic' } })
    },
  }
}
