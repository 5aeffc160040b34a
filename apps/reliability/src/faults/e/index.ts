import type { Fault } from '../../fault.ts'
import { disconnects } from './e3-disconnects.ts'
import { sigterm } from './e4-sigterm.ts'
import { kills } from './e5-kills.ts'
import { redisFailures } from './e6-redis.ts'
import { marks } from './e7-marks.ts'
import { idempotency } from './e8-idempotency.ts'
import { resumes } from './e9-resumes.ts'
import { manyReaders } from './e10-many-readers.ts'

export const groupE: readonly Fault[] = [
  disconnects,
  sigterm,
  kills,
  redisFailures,
  marks,
  idempotency,
  resumes,
  manyReaders,
]
