import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineProject } from 'vitest/config'
import { readme } from './test/readme.ts'

/** Rendering on a server: in Node, with no window. */
export default defineProject({
  plugins: [...readme(), svelte({ configFile: false })],
  test: {
    name: 'svelte on a server',
    include: ['{src,test}/**/*.server.test.ts'],
  },
})
