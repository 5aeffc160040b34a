import { defineProject } from 'vitest/config'
import { readmePlugin } from './test/readme-plugin.ts'

/** Rendering on a server: in Node, with no window. */
export default defineProject({
  plugins: [readmePlugin()],
  test: {
    name: 'react on a server',
    include: ['{src,test}/**/*.server.test.{ts,tsx}'],
  },
})
