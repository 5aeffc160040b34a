import { defineProject } from 'vitest/config'

/** Rendering on a server: in Node, with no window. */
export default defineProject({
  test: {
    name: 'react on a server',
    include: ['src/**/*.server.test.tsx'],
  },
})
