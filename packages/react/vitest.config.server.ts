import { defineProject } from 'vitest/config'
import { readme } from './test/readme.ts'

/** Rendering on a server: in Node, with no window. */
export default defineProject({
  plugins: [...readme()],
  test: {
    name: 'react on a server',
    include: ['{src,test}/**/*.server.test.{ts,tsx}'],
  },
})
