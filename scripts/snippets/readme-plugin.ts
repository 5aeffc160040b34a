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
  let root = ''

  // What was transformed is cached by address, so the address changes with the code.
  function pathOf({ name, code }: Snippet): string {
    const hash = createHash('sha256').update(code).digest('hex').slice(0, 8)
    return join(home, hash, name.replaceAll(' ', '-'))
  }

  /** By its address alone: where a cache knows it, it is loaded without being resolved first. */
  function snippetAt(path: string | undefined): Snippet | undefined {
    if (!path?.startsWith(home)) return undefined
    return readSnippets(readme).find((snippet) => pathOf(snippet) === path)
  }

  function nameOf(id: string, importer: string | undefined): string | null {
    if (id.startsWith(prefix)) return id.slice(prefix.length)
    return id.startsWith('./') && snippetAt(importer) ? id.slice(2) : null
  }

  return {
    name: prefix,
    enforce: 'pre',
    configResolved(config) {
      root = config.root
    },
    resolveId(id, importer) {
      const name = nameOf(id, importer)
      if (name !== null) return pathOf(findSnippet(readme, name))
      // As Vite writes an address that it knows: under its root.
      const known = snippetAt(join(root, id))
      return known ? pathOf(known) : null
    },
    load: (id) => snippetAt(id)?.code ?? null,
  }
}

function findSnippet(readme: string, name: string): Snippet {
  const snippet = readSnippets(readme).find((each) => each.name === name)
  if (snippet) return snippet
  throw new Error(`${relative(repositoryRoot, readme)} has no code that begins with the file name ${name}.`)
}
