import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A piece of code in a Markdown file. */
export interface Snippet {
  /** Its first line, when that is a comment with a file's name; else its place: `section 3.tsx`. */
  readonly name: string
  readonly code: string
}

export const repositoryRoot: string = join(import.meta.dirname, '../../..')

const fence = /^```(tsx?)\n(.*?)^```$/gms

/** The TypeScript of a Markdown file, under the numbered heading that it stands in if there are such. */
export function readSnippets(markdownFile: string): readonly Snippet[] {
  const sections = readFileSync(markdownFile, 'utf8').split(/^(?=## \d)/m)
  return sections.flatMap((section) => {
    const number = /^## (\d+)/.exec(section)?.[1]
    return Array.from(section.matchAll(fence), ([, extension = 'ts', code = ''], index) => {
      const name = /^\/\/ (\S+\.tsx?)\n/.exec(code)?.[1]?.replaceAll('/', '-')
      return { name: name ?? `section ${number ?? ''} ${index}.${extension}`, code }
    })
  })
}
