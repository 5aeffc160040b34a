import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { plant } from '../mutant.ts'
import { mutants } from './mutants.ts'

const command = fileURLToPath(new URL('../fuzz-command.ts', import.meta.url))
const run = promisify(execFile)

async function fuzz(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--max-old-space-size=1024', command, ...args])
  return stdout
}

test('some hundred episodes of each kind hold', async () => {
  expect(await fuzz('--episodes', '300', '--seed', '20261122')).toContain('300 episodes each')
})

test('planted bugs are found: one of a session, one of an answer', async () => {
  const output = await fuzz('--mutants', 'late-callback', 'cut', '--seed', '1')
  expect(output.match(/^found /gm)).toHaveLength(2)
})

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'the place of the bug %s is there',
  (_, mutant) => {
    expect(plant(mutant).size).toBeGreaterThan(0)
  },
)
