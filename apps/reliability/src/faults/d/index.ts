import type { Fault } from '../../fault.ts'
import { stops } from './d1-stops.ts'

export const groupD: readonly Fault[] = [stops]
