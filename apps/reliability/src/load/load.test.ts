import { expect, test } from 'vitest'
import type { LoadGoal } from './load-goal.ts'
import { measureKeptStreams, measureManyStreams } from './many-streams.ts'
import { measureMixedReaders } from './stalled-readers.ts'
import { measureStops } from './stops.ts'

// A sample of `pnpm load`. Times and memory are left to that, as this machine may be busy.
const options = { isPacked: false }

test('streams come whole through the relay', async () => {
  expect(unmet(await measureManyStreams(options, 20, 1))).toEqual([])
})

test('streams and their pictures come whole through a relay with a store', async () => {
  expect(unmet(await measureKeptStreams(options, 20))).toEqual([])
})

test('readers that do not read leave the others alone', async () => {
  expect(unmet(await measureMixedReaders(options, { stalled: 3, slow: 2, normal: 10 }))).toEqual([])
})

test('a stop closes the upstream, wherever the run is and whichever way it is stopped', async () => {
  expect(unmet(await measureStops(options, { repeats: 3, others: 3, seed: 1 }))).toEqual([])
})

/** Of the goals that nothing may happen. */
function unmet(goals: readonly LoadGoal[]): readonly LoadGoal[] {
  const absolute = goals.filter(({ goal }) => goal === '0')
  expect(absolute).not.toEqual([])
  return absolute.filter(({ isMet }) => isMet !== true)
}
