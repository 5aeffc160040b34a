import { afterAll, describe, expect, test } from 'vitest'
import { base64Ways, loadBase64 } from './base64-ways.ts'
import { base64Checks } from './vectors/base64.ts'
import { vectors, vectorsAreAbsent, type CheckSet } from './vectors/check.ts'
import { eventStreamChecks } from './vectors/event-streams.ts'
import { jsonChecks } from './vectors/json.ts'
import { signatureChecks } from './vectors/signatures.ts'
import { waitChecks } from './vectors/waits.ts'

// oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
if (!vectors) console.warn(vectorsAreAbsent)

const table: string[] = []
// oxlint-disable-next-line no-console -- The table is what this test is read for.
afterAll(() => console.log(table.join('\n')))

const seed = 20_261_122

/** Once whole, byte by byte, and in two pieces cut anywhere, texts this short have been cut every way that matters. */
const shortTexts = { seed, randomCuts: 10 }

const sets = [
  ...eventStreamChecks({ seed, randomCuts: 200 }),
  ...jsonChecks({ seed, randomCuts: 100, everyCutUpTo: 1_200 }),
  signatureChecks(),
  ...waitChecks(),
]

describe.skipIf(!vectors)('public vectors', { timeout: 120_000 }, () => {
  test.each(sets)('$what', async (set) => {
    expect(await whatIsWrong(set)).toEqual([])
  })

  test.each(base64Ways)('base64 by way of %s', async (way) => {
    for (const { what, ...set } of base64Checks(shortTexts, await loadBase64(way)))
      expect(await whatIsWrong({ ...set, what: `${what}, ${way}` })).toEqual([])
  })
})

/** Runs a whole set, for one line of the table. */
async function whatIsWrong(set: CheckSet): Promise<readonly string[]> {
  let runs = 0
  const wrong: string[] = []
  for (const check of set.checks)
    try {
      runs += await check.run()
    } catch (error) {
      wrong.push(`${check.name}: ${String(error)}`)
    }
  if (runs === 0) wrong.push('Nothing was run.')
  table.push(toRow(set, runs, wrong.length))
  return wrong
}

function toRow({ what, checks, remark }: CheckSet, runs: number, wrong: number): string {
  const figures = `${String(checks.length).padStart(4)} cases ${String(runs).padStart(6)} runs ${wrong} wrong`
  return `${wrong === 0 ? 'held ' : 'WRONG'}  ${what.padEnd(60)}${figures}${remark ? `  (${remark})` : ''}`
}
