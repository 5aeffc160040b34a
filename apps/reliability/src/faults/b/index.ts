import type { Fault } from '../../fault.ts'
import { errorInStream } from './b5-error-in-stream.ts'

export const groupB: readonly Fault[] = [errorInStream]
