import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { describeFinding, runEpisode, type Target } from '../fuzz/episode.ts'
import { plant } from '../mutant.ts'
import { chaosTarget } from './chaos-target.ts'
import { mutants } from './mutants.ts'

const command = fileURLToPath(new URL('../chaos-command.ts', import.meta.url))
const run = promisify(execFile)

async function chaos(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [command, ...args], { maxBuffer: 2 ** 24 })
  return stdout
}

test('two hundred seeds hold', async () => {
  expect(await chaos('--seeds', '200')).toContain('200 seeds from 1')
})

test('planted bugs are found: one of the relay, one of the page', async () => {
  const output = await chaos('--mutants', 'maybe-is-free', 'reconnect-with-new-key')
  expect(output.match(/^found /gm)).toHaveLength(2)
})

test('a seed does the same each time', async () => {
  const stories: string[] = []
  for (let round = 0; round < 2; round += 1) {
    const notes: string[] = []
    const target: Target = {
      ...chaosTarget,
      run: (episode) => chaosTarget.run({ ...episode, note: (what) => void notes.push(what) }),
    }
    const finding = await runEpisode(target, 20)
    if (finding) throw new Error(describeFinding(finding))
    stories.push(notes.join('\n'))
  }
  expect(stories[0]).toBe(stories[1])
})

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'the place of the bug %s is there',
  (_, mutant) => {
    expect(plant(mutant).size).toBeGreaterThan(0)
  },
)
