import type { Fault } from '../../fault.ts'

export const groupA: readonly Fault[] = []
