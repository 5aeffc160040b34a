import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { compile } from '../../../scripts/snippets/compile.ts'
import { readSnippets, repositoryRoot, type Snippet } from '../../../scripts/snippets/read-snippets.ts'
import { createSvelteProgram } from './create-svelte-program.ts'

const readme = 'packages/svelte/README.md'
const usage = sharedPath('USAGE.md')
if (!usage)
  // oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
  console.warn('The usage section is not checked: set IMAGE_STREAM_SHARED to the folder with USAGE.md.')

const wrong: Snippet = {
  name: 'wrong.svelte',
  code: `<script lang="ts">
  import { useImageStream } from '@image-stream/svelte'
  const stream = useImageStream()
</script>
<img src={stream.image.url} alt="" />
{#if stream.status === 'thinking'}{stream.incoming.width}{/if}
`,
}

/** The snippets of a Markdown file, in a folder of their own. */
function snippetsOf(file: string, folder: string): readonly Snippet[] {
  return readSnippets(file).map(({ name, code }) => ({ name: `${folder}/${name}`, code }))
}

const snippets = [
  wrong,
  ...snippetsOf(join(repositoryRoot, readme), readme),
  ...(usage ? snippetsOf(usage, 'USAGE.md') : []).filter(({ name }) =>
    name.startsWith('USAGE.md/section 9 '),
  ),
]

let mistakes: readonly string[]
beforeAll(() => {
  mistakes = compile(snippets, {
    home: join(import.meta.dirname, 'snippets'),
    createProgram: createSvelteProgram,
  })
}, 120_000)

function mistakesIn(prefix: string): readonly string[] {
  if (!snippets.some(({ name }) => name.startsWith(prefix))) throw new Error(`${prefix} has no code.`)
  return mistakes.filter((mistake) => mistake.startsWith(prefix))
}

test('the code of the README compiles', () => {
  expect(mistakesIn(`${readme}/`)).toEqual([])
})

test.skipIf(!usage)('section 9 of USAGE.md compiles', () => {
  expect(mistakesIn('USAGE.md/section 9 ')).toEqual([])
})

test('a template that is wrong does not compile', () => {
  expect(mistakesIn(wrong.name)).toEqual([
    expect.stringContaining("'stream.image' is possibly 'null'") as unknown,
    expect.stringContaining("'stream.incoming' is possibly 'null'") as unknown,
  ])
})
