import { join } from 'node:path'
import type { Plugin } from 'vite'
import { readmePlugin } from '../../../scripts/snippets/readme-plugin.ts'
import { repositoryRoot } from '../../../scripts/snippets/read-snippets.ts'

/** `readme:poster.tsx` is code of the repository's README. */
export function readme(): Plugin {
  return readmePlugin({ readme: join(repositoryRoot, 'README.md'), home: import.meta.dirname })
}
