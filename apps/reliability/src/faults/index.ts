import type { Fault } from '../fault.ts'
import { groupA } from './a/index.ts'
import { groupB } from './b/index.ts'
import { groupC } from './c/index.ts'
import { groupD } from './d/index.ts'
import { groupE } from './e/index.ts'

/** Every fault that is proven here, in the order of the matrix. */
export const faults: readonly Fault[] = [...groupA, ...groupB, ...groupC, ...groupD, ...groupE]
