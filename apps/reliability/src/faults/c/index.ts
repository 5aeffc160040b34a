import type { Fault } from '../../fault.ts'

export const groupC: readonly Fault[] = []
