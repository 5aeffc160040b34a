import type { Fault } from '../../fault.ts'
import { kills } from './e5-kills.ts'

export const groupE: readonly Fault[] = [kills]
