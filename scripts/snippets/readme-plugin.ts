import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import type { Plugin } from 'vitest/config'
import { readSnippets, repositoryRoot, type Snippet } from './read-snippets.ts'

const prefix = 'readme:'

/**
 * Lets a test import the code of a README as it stands there: `readme:poster.tsx`. It is taken to stand in the folder
 * `home`, from which all that it imports must resolve.
 */
export function readmePlugin({ readme, home }: { readonly readme: string; readonly home: string }): Plugin {
  const codeOf = new Map<string, string>()
  return {
    name: 'readme',
    enforce: 'pre',
    resolveId(id) {
      if (!id.startsWith(prefix)) return null
      const { name, code } = findSnippet(readme, id.slice(prefix.length))
      // What was transformed is cached by address, so the address changes with the code.
      const path = join(home, createHash('sha256').update(code).digest('hex').slice(0, 8), name)
      codeOf.set(path, code)
      return path
    },
    load: (id) => codeOf.get(id) ?? null,
  }
}

function findSnippet(readme: string, name: string): Snippet {
  const snippet = readSnippets(readme).find((each) => each.name === name)
  if (snippet) return snippet
  throw new Error(`${relative(repositoryRoot, readme)} has no code that begins with the file name ${name}.`)
}
