import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  platform: 'neutral',
  fixedExtension: false,
  tsconfig: 'tsconfig.src.json',
})
