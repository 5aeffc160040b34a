import { defineProject } from 'vitest/config'
import { react18 } from './test/react-18.ts'

/** The same with React 18. */
export default defineProject({
  resolve: { alias: react18 },
  test: {
    name: 'react 18 on a server',
    include: ['src/**/*.server.test.tsx'],
  },
})
