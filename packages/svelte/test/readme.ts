import { join } from 'node:path'
import type { Plugin } from 'vite'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { readmePlugin } from '../../../scripts/snippets/readme-plugin.ts'

/** Tests that run code of USAGE.md: where that is absent, there is nothing for them to import. */
export const usageTests: readonly string[] = sharedPath('USAGE.md') ? [] : ['**/usage-section-*']

/** `readme:draw.svelte` is code of this package's README, `usage:section 9 0.svelte` of USAGE.md. */
export function readme(): readonly Plugin[] {
  const home = import.meta.dirname
  const usage = sharedPath('USAGE.md')
  return [
    readmePlugin({ readme: join(home, '../README.md'), home }),
    ...(usage ? [readmePlugin({ readme: usage, home, prefix: 'usage:' })] : []),
  ]
}
