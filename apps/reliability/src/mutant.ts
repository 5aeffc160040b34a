import { readFileSync } from 'node:fs'

/** A bug that is planted to see whether it is found. */
export interface Mutant {
  /** Short, to be named on a command line. */
  readonly name: string
  readonly bug: string
  readonly edits: readonly Edit[]
}

interface Edit {
  /** Under `packages`. */
  readonly file: string
  /** Stands exactly once in that file. */
  readonly find: string
  readonly replace: string
}

const packages: URL = new URL('../../../packages/', import.meta.url)

/**
 * The sources with the bug in them, by URL.
 * @throws Error when a place is not found exactly once: the sources have changed, and the mutant must follow.
 */
export function plant({ name, edits }: Mutant): ReadonlyMap<string, string> {
  const planted = new Map<string, string>()
  for (const { file, find, replace } of edits) {
    const url = new URL(file, packages)
    const source = planted.get(url.href) ?? readFileSync(url, 'utf8')
    const found = source.split(find).length - 1
    if (found !== 1)
      throw new Error(`Mutant "${name}": its place stands ${found} times in ${file}, not once: ${find}`)
    planted.set(
      url.href,
      source.replace(find, () => replace),
    )
  }
  return planted
}
