import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'tsdown'
import { expect, onTestFinished, test } from 'vitest'

test('built, the hook alone is marked `use client`: a boundary cannot hold the `export *` of the entry', async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'react-dist-'))
  onTestFinished(() => rm(outDir, { recursive: true }))
  await build({ cwd: join(import.meta.dirname, '..'), outDir, dts: false, logLevel: 'silent' })
  const scripts = (await readdir(outDir)).filter((name) => name.endsWith('.js'))
  const marked = await Promise.all(
    scripts.map(async (name) => {
      const code = await readFile(join(outDir, name), 'utf8')
      return { name, isMarked: /^(['"])use client\1/.test(code) }
    }),
  )
  expect(marked).toEqual([
    { name: 'index.js', isMarked: false },
    { name: 'use-image-stream.js', isMarked: true },
  ])
})
