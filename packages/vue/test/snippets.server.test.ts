import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { sharedPath } from '../../../scripts/shared-folder.ts'
import { compile } from '../../../scripts/snippets/compile.ts'
import { readSnippets, repositoryRoot, type Snippet } from '../../../scripts/snippets/read-snippets.ts'
import { createVueProgram } from './create-vue-program.ts'

const readme = 'packages/vue/README.md'
const usage = sharedPath('USAGE.md')
if (!usage)
  // oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
  console.warn('The usage section is not checked: set IMAGE_STREAM_SHARED to the folder with USAGE.md.')

/** What Nuxt makes known to all files, as far as our examples use it. */
const nuxt: Snippet = {
  name: `${readme}/nuxt.d.ts`,
  code: `
declare module 'h3' { export interface H3Event { readonly context: object } }
declare function defineNuxtConfig<T>(config: T): T
declare function defineEventHandler<T>(handler: (event: import('h3').H3Event) => T): unknown
declare function toWebRequest(event: import('h3').H3Event): Request
declare function useRuntimeConfig(event: import('h3').H3Event): { geminiApiKey: string }
`,
}

const wrong: Snippet = {
  name: 'wrong.vue',
  code: `<script setup lang="ts">
import { useImageStream } from '@image-stream/vue'
const { state, image } = useImageStream()
</script>
<template>
  <img :src="image.url" />
  <p v-if="state.status === 'thinking'">{{ state.incoming.width }}</p>
</template>
`,
}

/** The snippets of a Markdown file, in a folder of their own. */
function snippetsOf(file: string, folder: string): readonly Snippet[] {
  return readSnippets(file).map((snippet) => ({ ...snippet, name: `${folder}/${snippet.name}` }))
}

const snippets = [
  wrong,
  nuxt,
  ...snippetsOf(join(repositoryRoot, readme), readme),
  ...(usage ? snippetsOf(usage, 'USAGE.md') : []).filter(({ section }) => section === 8),
]

let mistakes: readonly string[]
beforeAll(() => {
  mistakes = compile(snippets, {
    home: join(import.meta.dirname, 'snippets'),
    createProgram: createVueProgram,
  })
}, 120_000)

function mistakesIn(prefix: string): readonly string[] {
  if (!snippets.some(({ name }) => name.startsWith(prefix))) throw new Error(`${prefix} has no code.`)
  return mistakes.filter((mistake) => mistake.startsWith(prefix))
}

test('the code of the README compiles', () => {
  expect(mistakesIn(`${readme}/`)).toEqual([])
})

test.skipIf(!usage)('section 8 of USAGE.md compiles', () => {
  expect(mistakesIn('USAGE.md/')).toEqual([])
})

test('a template that is wrong does not compile', () => {
  expect(mistakesIn(wrong.name)).toEqual([
    expect.stringContaining('wrong.vue:6') as unknown,
    expect.stringContaining('wrong.vue:7') as unknown,
  ])
})
