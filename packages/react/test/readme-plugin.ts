import { join } from 'node:path'
import type { Plugin } from 'vitest/config'
import { readSnippets, repositoryRoot } from './snippets.ts'

/** Lets a test import a README's code as it stands there: `readme:poster.tsx`. */
export function readmePlugin(): Plugin {
  const prefix = 'readme:'
  const home = join(repositoryRoot, 'packages/react/test/readme/')
  return {
    name: 'readme',
    enforce: 'pre',
    // An address beside the tests, so that imports resolve and the extension says how to read it.
    resolveId: (id) => (id.startsWith(prefix) ? join(home, id.slice(prefix.length)) : null),
    load(id) {
      if (!id.startsWith(home)) return null
      const name = id.slice(home.length)
      const snippet = readSnippets(join(repositoryRoot, 'README.md')).find((each) => each.name === name)
      if (!snippet) throw new Error(`README.md has no code that begins with "// ${name}".`)
      return snippet.code
    },
  }
}
