import { join } from 'node:path'
import type { Plugin } from 'vitest/config'
import { readmePlugin } from '../../../scripts/snippets/readme-plugin.ts'

/** `readme:run.ts` is code of this package's README. */
export function readme(): Plugin {
  return readmePlugin({ readme: join(import.meta.dirname, '../README.md'), home: import.meta.dirname })
}
