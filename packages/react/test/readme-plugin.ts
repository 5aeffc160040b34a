import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { transformWithOxc, type Plugin } from 'vite'
import { readSnippets, repositoryRoot, type Snippet } from './snippets.ts'

/** Where the code is taken to stand: a file that exists, from which all our packages resolve. */
const home = join(repositoryRoot, 'packages/react/README.md')
const prefix = 'readme:'

/** Lets a test import the README's code as it stands there: `readme:poster.tsx`. */
export function readmePlugin(): Plugin {
  return {
    name: 'readme',
    enforce: 'pre',
    resolveId(id) {
      if (!id.startsWith(prefix)) return null
      const { name, code } = findSnippet(id.slice(prefix.length))
      // What was transformed is cached by address, so the address changes with the code.
      return `${home}?snippet=${name}&hash=${createHash('sha256').update(code).digest('hex')}`
    },
    load(id) {
      const name = id.startsWith(`${home}?`) && /\?snippet=(.*)&hash=/.exec(id)?.[1]
      if (!name) return null
      return transformWithOxc(findSnippet(name).code, name, { jsx: { runtime: 'automatic' } })
    },
  }
}

function findSnippet(name: string): Snippet {
  const snippet = readSnippets(join(repositoryRoot, 'README.md')).find((each) => each.name === name)
  if (!snippet) throw new Error(`README.md has no code that begins with "// ${name}".`)
  return snippet
}
