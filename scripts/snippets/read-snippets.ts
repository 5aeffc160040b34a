import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** A piece of code in a Markdown file. */
export interface Snippet {
  /** Its first line, when that is a comment with a file's name; else its place: `section 3 0.tsx`. */
  readonly name: string
  /** The number of the heading that it stands under, if it has one. */
  readonly section?: number
  readonly code: string
}

export const repositoryRoot: string = dirname(dirname(import.meta.dirname))

const fence = /^```(tsx?|vue|svelte)\n(.*?)^```$/gms
const fileName = /^(?:\/\/|<!--) (\S+\.(?:tsx?|vue|svelte))(?: -->)?\n/

/** The TypeScript and the components of a Markdown file. */
export function readSnippets(markdownFile: string): readonly Snippet[] {
  const sections = readFileSync(markdownFile, 'utf8').split(/^(?=## \d)/m)
  return sections.flatMap((section) => {
    const number = /^## (\d+)/.exec(section)?.[1]
    return Array.from(section.matchAll(fence), ([, extension = 'ts', code = ''], index) => {
      const name = fileName.exec(code)?.[1]?.replaceAll('/', '-')
      return {
        name: name ?? `section ${number ?? ''} ${index}.${extension}`,
        ...(number !== undefined && { section: Number(number) }),
        code,
      }
    })
  })
}
