import type { Fault } from '../../fault.ts'

export const groupD: readonly Fault[] = []
