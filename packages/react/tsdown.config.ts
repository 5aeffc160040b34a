import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  platform: 'neutral',
  // File by file: `use client` marks the hook's module alone, as a client boundary cannot hold an `export *`.
  unbundle: true,
  fixedExtension: false,
  target: 'es2023',
  tsconfig: 'tsconfig.src.json',
})
