import { join } from 'node:path'
import type { Plugin } from 'vite'
import { readmePlugin } from '../../../scripts/snippets/readme-plugin.ts'

/** `readme:draw.vue` is code of this package's README. */
export function readme(): Plugin {
  return readmePlugin({ readme: join(import.meta.dirname, '../README.md'), home: import.meta.dirname })
}
