import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts', 'src/gemini/index.ts', 'src/relay/index.ts', 'src/session-file/index.ts'],
  platform: 'neutral',
  fixedExtension: false,
  target: 'es2023',
  tsconfig: 'tsconfig.src.json',
})
