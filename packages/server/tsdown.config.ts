import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/node.ts', 'src/redis.ts'],
  platform: 'node',
  fixedExtension: false,
  tsconfig: 'tsconfig.src.json',
})
