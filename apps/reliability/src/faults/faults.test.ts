import { describe, expect, test } from 'vitest'
import { readMatrix } from '../matrix.ts'
import { runFault } from '../run-fault.ts'
import { elsewhere } from './elsewhere.ts'
import { faults } from './index.ts'

/** Another one at every change of the code would make a red build a lottery; `pnpm faults` runs all cases. */
const seed = 20_261_122

describe('a sample of the fault matrix', () => {
  for (const fault of faults.filter(({ isMeasured }) => !isMeasured))
    test(`${fault.id} ${fault.title}`, async () => {
      const { failures, executions } = await runFault(fault, { seed, sample: true })
      expect(failures).toEqual([])
      expect(executions).toBeGreaterThan(0)
    })
})

const matrix = readMatrix()
// oxlint-disable-next-line no-console -- Whoever reads the result must know what was not checked.
if (!matrix) console.warn('The fault matrix is not checked: set IMAGE_STREAM_SHARED to its folder.')

test.skipIf(!matrix)(
  'no fault is here that the matrix does not know, or that is named as being elsewhere',
  () => {
    const known = matrix?.map(({ id }) => id) ?? []
    const here = faults.map(({ id }) => id)
    expect(here.filter((id) => !known.includes(id) || id in elsewhere)).toEqual([])
  },
)
