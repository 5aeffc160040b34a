import { afterAll, describe, expect, test } from 'vitest'
import { base64Checks } from './vectors/base64.ts'
import { vectors, vectorsAreAbsent, type CheckSet } from './vectors/check.ts'
import { eventStreamChecks } from './vectors/event-streams.ts'
import { signatureChecks } from './vectors/signatures.ts'
import { waitChecks } from './vectors/waits.ts'

// oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
if (!vectors) console.warn(vectorsAreAbsent)

const table: string[] = []
// oxlint-disable-next-line no-console -- The table is what this test is read for.
afterAll(() => console.log(table.join('\n')))

const seed = 20_261_122

const sets = [
  ...eventStreamChecks({ seed, randomCuts: 200 }),
  ...base64Checks({ seed, randomCuts: 10 }),
  signatureChecks(),
  ...waitChecks(),
]

describe.skipIf(!vectors)('public vectors', { timeout: 120_000 }, () => {
  test.each(sets)('$what', async (set) => {
    const { runs, wrong } = await runAll(set)
    table.push(toRow(set, runs, wrong.length))
    expect(runs).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})

async function runAll({
  checks,
}: CheckSet): Promise<{ readonly runs: number; readonly wrong: readonly string[] }> {
  let runs = 0
  const wrong: string[] = []
  for (const check of checks)
    try {
      runs += await check.run()
    } catch (error) {
      wrong.push(`${check.name}: ${String(error)}`)
    }
  return { runs, wrong }
}

function toRow({ what, checks, remark }: CheckSet, runs: number, wrong: number): string {
  const figures = `${String(checks.length).padStart(4)} cases ${String(runs).padStart(6)} runs ${wrong} wrong`
  return `${wrong === 0 ? 'held ' : 'WRONG'}  ${what.padEnd(52)}${figures}${remark ? `  (${remark})` : ''}`
}
