// The arrows between packages, and from pure to effect files, are lint rules; a pattern that
// matches nothing is silent. So this plants one file per arrow and expects exactly the forbidden ones to fail.
import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = dirname(import.meta.dirname)
const OXLINT = join(ROOT, 'node_modules/.bin/oxlint')
const ARROW_RULES = /no-restricted-imports|no-nodejs-modules/

interface Arrows {
  readonly from: readonly string[]
  readonly allowed: readonly string[]
  readonly forbidden: readonly string[]
}

const ARROWS: readonly Arrows[] = [
  {
    from: ['core/src/image-stream', 'core/src/gemini/transport'],
    allowed: ['./frames.ts', '../errors.ts', 'eventsource-parser', 'zod/mini'],
    forbidden: ['@image-stream/react', '@image-stream/server/node', 'react', 'vue', 'svelte', 'node:fs'],
  },
  {
    from: [
      'base64',
      'errors',
      'events',
      'image',
      'image-header',
      'input',
      'models',
      'state',
      'turns',
      'usage',
    ].map((file) => `core/src/${file}`),
    allowed: ['./models.ts', './errors.ts', './image.ts', './gemini/chunk.ts'],
    forbidden: [
      './image-stream.ts',
      './stream-image.ts',
      './gemini/transport.ts',
      '@image-stream/server',
      'node:fs',
    ],
  },
  {
    from: ['chunk', 'chunk-events', 'endpoint', 'error-body', 'request-body'].map(
      (file) => `core/src/gemini/${file}`,
    ),
    allowed: ['../models.ts', './chunk.ts', 'zod/mini'],
    forbidden: [
      './transport.ts',
      './frames.ts',
      '../image-stream.ts',
      '../relay/transport.ts',
      'react',
      'node:fs',
    ],
  },
  {
    from: ['core/src/relay/run-protocol'],
    allowed: ['../events.ts', '../errors.ts'],
    forbidden: ['./transport.ts', '../gemini/transport.ts', '../stream-image.ts', '@image-stream/server'],
  },
  {
    from: ['react/src/use-image-stream'],
    allowed: ['react', '@image-stream/core', '@image-stream/core/relay', './other.ts'],
    forbidden: [
      '@image-stream/server',
      '@image-stream/server/node',
      '@image-stream/emulator',
      'vue',
      'svelte',
      'node:fs',
    ],
  },
  {
    from: ['vue/src/use-image-stream', 'vue/src/nuxt'],
    allowed: ['vue', '@image-stream/core', '@image-stream/core/relay', './other.ts'],
    forbidden: ['@image-stream/server', '@image-stream/testing', 'react', 'react-dom', 'svelte', 'node:fs'],
  },
  {
    from: ['svelte/src/use-image-stream', 'svelte/src/reactive-fields'],
    allowed: ['svelte', 'svelte/reactivity', '@image-stream/core', '@image-stream/core/relay', './other.ts'],
    forbidden: ['@image-stream/server', '@image-stream/testing', 'react', 'react-dom', 'vue', 'node:fs'],
  },
  {
    from: ['server/src/relay'],
    allowed: ['@image-stream/core', '@image-stream/core/gemini', 'zod'],
    forbidden: ['@image-stream/react', '@image-stream/emulator', '@image-stream/emulator/node', 'node:http'],
  },
  {
    from: ['server/src/node'],
    allowed: ['node:http', '@image-stream/core'],
    forbidden: ['@image-stream/emulator/node'],
  },
  {
    from: ['testing/src/test-api', 'testing/contracts/describe-binding'],
    allowed: [
      '@image-stream/core',
      '@image-stream/core/relay',
      '@image-stream/server',
      '@image-stream/emulator',
      'vitest',
    ],
    forbidden: [
      '@image-stream/react',
      '@image-stream/vue',
      '@image-stream/svelte',
      '@image-stream/server/node',
      '@image-stream/emulator/node',
      'react',
      'vue',
      'svelte',
      'node:fs',
    ],
  },
  {
    from: ['emulator/src/handler', 'emulator/src/painter/canvas'],
    allowed: ['./other.ts'],
    forbidden: ['@image-stream/core', '@image-stream/core/gemini', '@image-stream/server', 'node:zlib'],
  },
  {
    from: ['emulator/src/node', 'emulator/src/bin'],
    allowed: ['node:http', './other.ts'],
    forbidden: ['@image-stream/core', '@image-stream/server/node'],
  },
  {
    from: [
      'emulator/src/handler.test',
      'server/src/relay.test',
      'react/src/use-image-stream.test',
      'vue/src/use-image-stream.test',
    ],
    allowed: ['@image-stream/core', '@image-stream/emulator/node', 'node:http'],
    forbidden: [],
  },
]

const folder = await mkdtemp(join(tmpdir(), 'arrows-'))
try {
  await copyFile(join(ROOT, '.oxlintrc.jsonc'), join(folder, '.oxlintrc.jsonc'))
  const plants = ARROWS.flatMap(({ from, allowed, forbidden }) =>
    from.map((file) => ({ file: `packages/${file}.ts`, targets: [...allowed, ...forbidden], forbidden })),
  )
  for (const { file, targets } of plants) await plant(file, targets)
  const refused = await refusedLines()
  const wrong = plants.flatMap(({ file, targets, forbidden }) =>
    targets.flatMap((target, index) => {
      const expected = forbidden.includes(target)
      if (refused.has(`${file}:${index + 1}`) === expected) return []
      return `${file} ${expected ? 'must not' : 'may'} import ${target}`
    }),
  )
  if (wrong.length > 0) {
    console.error(`Lint does not hold these arrows:\n  ${wrong.join('\n  ')}`)
    process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true })
}

/** Writes a file whose n-th line imports the n-th target. */
async function plant(file: string, targets: readonly string[]): Promise<void> {
  const path = join(folder, file)
  await mkdir(dirname(path), { recursive: true })
  const imports = targets.map((target, index) => `import { a as a${index} } from '${target}'`)
  const uses = targets.map((_, index) => `export const b${index} = a${index}`)
  await writeFile(path, `${[...imports, ...uses].join('\n')}\n`)
}

/** The lines that an arrow rule refuses, as `file:line`. */
async function refusedLines(): Promise<ReadonlySet<string>> {
  const output = await new Promise<string>((resolve) => {
    execFile(OXLINT, ['-f', 'unix'], { cwd: folder }, (_error, stdout) => resolve(stdout))
  })
  const refused = output.split('\n').filter((line) => ARROW_RULES.test(line))
  return new Set(refused.map((line) => /^(?:\.\/)?(.+?:\d+):/.exec(line)?.[1] ?? line))
}
