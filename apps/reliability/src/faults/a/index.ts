import type { Fault } from '../../fault.ts'
import { cleanEnds, fullSizeCuts, resets } from './cuts.ts'

export const groupA: readonly Fault[] = [cleanEnds, resets, fullSizeCuts]
