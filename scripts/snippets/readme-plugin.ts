import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import type { Plugin } from 'vitest/config'
import { readSnippets, repositoryRoot, type Snippet } from './read-snippets.ts'

interface ReadmeOptions {
  /** The Markdown file. */
  readonly readme: string
  /** The folder that its code is taken to stand in: one from which all that it imports resolves. */
  readonly home: string
  /** @defaultValue `readme:` */
  readonly prefix?: string
}

/**
 * Lets a test import the code of a README as it stands there: `readme:poster.tsx`. Pieces of code import each other as
 * files of one folder.
 */
export function readmePlugin({ readme, home, prefix = 'readme:' }: ReadmeOptions): Plugin {
  const codeOf = new Map<string, string>()

  function nameOf(id: string, importer: string | undefined): string | null {
    if (id.startsWith(prefix)) return id.slice(prefix.length)
    return id.startsWith('./') && importer && codeOf.has(importer) ? id.slice(2) : null
  }

  return {
    name: prefix,
    enforce: 'pre',
    resolveId(id, importer) {
      const name = nameOf(id, importer)
      if (name === null) return null
      const { code } = findSnippet(readme, name)
      // What was transformed is cached by address, so the address changes with the code.
      const hash = createHash('sha256').update(code).digest('hex').slice(0, 8)
      const path = join(home, hash, name.replaceAll(' ', '-'))
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
