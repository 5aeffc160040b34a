import vue from '@vitejs/plugin-vue'
import { defineProject } from 'vitest/config'
import { readme, usageTests } from './test/readme.ts'

/** Rendering on a server: in Node, with no window. */
export default defineProject({
  plugins: [...readme(), vue()],
  test: {
    name: 'vue on a server',
    include: ['{src,test}/**/*.server.test.ts'],
    exclude: [...usageTests],
  },
})
