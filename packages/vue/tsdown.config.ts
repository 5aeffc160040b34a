import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/nuxt.ts'],
  platform: 'neutral',
  fixedExtension: false,
  target: 'es2023',
  tsconfig: 'tsconfig.src.json',
})
