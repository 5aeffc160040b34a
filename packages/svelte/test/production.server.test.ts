import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { build, type Rolldown } from 'vite'

test.each([
  ['development', true],
  ['production', false],
])('the words of the warning are in a page for %s: %s', async (mode, areThere) => {
  vi.stubEnv('NODE_ENV', mode)
  onTestFinished(() => void vi.unstubAllEnvs())
  // With `formats`, it is a list of outputs.
  const outputs = (await build({
    configFile: false,
    logLevel: 'error',
    mode,
    build: {
      lib: { entry: join(import.meta.dirname, '../src/use-image-stream.ts'), formats: ['es'] },
      minify: false,
      write: false,
      rolldownOptions: { external: [/^svelte/, '@image-stream/core'] },
    },
  })) as Rolldown.RolldownOutput[]
  const code = outputs
    .flatMap(({ output }) => output.map((file) => (file.type === 'chunk' ? file.code : '')))
    .join('')
  expect(code).toContain('createSubscriber')
  expect(code.includes('out of its stream')).toBe(areThere)
})
