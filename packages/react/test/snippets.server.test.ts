import { globSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { compile } from '../../../scripts/snippets/compile.ts'
import { readSnippets, repositoryRoot, type Snippet } from '../../../scripts/snippets/read-snippets.ts'

// The other bindings read their own, with the compilers that know their components; the server's imports what servers do.
const readmes = [
  'README.md',
  ...globSync('packages/*/README.md', { cwd: repositoryRoot, exclude: ['packages/{vue,svelte,server}/**'] }),
]
const usageSections = [1, 3, 4, 6, 11, 12, 14]
const usage = sharedPath('USAGE.md')
if (!usage)
  // oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
  console.warn('The usage sections are not checked: set IMAGE_STREAM_SHARED to the folder with USAGE.md.')

const wrong: Snippet = {
  name: 'wrong.tsx',
  code: "import { useImageStream } from '@image-stream/react'\nuseImageStream().paint()\n",
}

/** The TypeScript of a Markdown file, in a folder of its own. */
function snippetsOf(file: string, folder: string): readonly Snippet[] {
  return readSnippets(file)
    .filter(({ name }) => /\.tsx?$/.test(name))
    .map(({ name, code }) => ({ name: `${folder}/${name}`, code }))
}

/** What code imports by the name of its file, and where that code is. */
const neighbours = [
  { name: 'packages/testing/README.md/poster.tsx', of: 'README.md/poster.tsx' },
  { name: 'USAGE.md/01-simple.tsx', of: 'USAGE.md/section 1 0.tsx' },
]

const written = [
  wrong,
  ...readmes.flatMap((readme) => snippetsOf(join(repositoryRoot, readme), readme)),
  ...(usage ? snippetsOf(usage, 'USAGE.md') : []).filter(({ name }) =>
    usageSections.some((section) => name.startsWith(`USAGE.md/section ${section} `)),
  ),
]
const snippets = [
  ...written,
  ...neighbours.flatMap(({ name, of }) =>
    written.filter((each) => each.name === of).map(({ code }) => ({ name, code })),
  ),
]

let mistakes: readonly string[]
beforeAll(() => {
  mistakes = compile(snippets, { home: join(import.meta.dirname, 'snippets') })
}, 120_000)

function mistakesIn(prefix: string): readonly string[] {
  if (!snippets.some(({ name }) => name.startsWith(prefix))) throw new Error(`${prefix} has no code.`)
  return mistakes.filter((mistake) => mistake.startsWith(prefix))
}

test.each(readmes)('the code in %s compiles', (readme) => {
  expect(mistakesIn(`${readme}/`)).toEqual([])
})

test.skipIf(!usage).each(usageSections)('section %i of USAGE.md compiles', (section) => {
  expect(mistakesIn(`USAGE.md/section ${section} `)).toEqual([])
})

test('code that is wrong does not compile', () => {
  expect(mistakesIn(wrong.name)).toEqual([
    expect.stringContaining("wrong.tsx:2 Property 'paint' does not exist") as unknown,
  ])
})
