import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { readmePlugin } from '../../../scripts/snippets/readme-plugin.ts'
import { repositoryRoot } from '../../../scripts/snippets/read-snippets.ts'

const home = import.meta.dirname
const usageFile = sharedPath('USAGE.md')

/** Tests that run code of USAGE.md: where that is absent, there is nothing for them to import. */
export const usageTests: readonly string[] = usageFile ? [] : ['**/usage.*']

/** `readme:poster.tsx` is code of the repository's README, `testing:` of the test package's, `usage:` of USAGE.md. */
export function readme(): readonly Plugin[] {
  return [
    neighbour('./01-simple.tsx', 'usage:section 1 0.tsx'),
    neighbour('./poster.tsx', 'readme:poster.tsx'),
    readmePlugin({ readme: join(repositoryRoot, 'README.md'), home }),
    readmePlugin({ readme: join(repositoryRoot, 'packages/testing/README.md'), home, prefix: 'testing:' }),
    ...(usageFile ? [readmePlugin({ readme: usageFile, home, prefix: 'usage:' })] : []),
  ]
}

/** Code that imports other code by the name of its file. */
function neighbour(file: string, id: string): Plugin {
  return {
    name: `neighbour ${file}`,
    enforce: 'pre',
    resolveId(source, importer = '') {
      return source === file && dirname(dirname(importer)) === home ? this.resolve(id) : null
    },
  }
}
