import type { Fault } from '../../fault.ts'
import { noConnection } from './c1-no-connection.ts'
import { resetBeforeHeaders } from './c2-reset-before-headers.ts'
import { resetInAnswer } from './c3-reset-in-answer.ts'
import { waits } from './c4-waits.ts'
import { outages } from './c5-outages.ts'
import { statusTable } from './c6-statuses.ts'
import { brokenHttp } from './c7-broken-http.ts'
import { clockJumps } from './c8-clock-jumps.ts'
import { otherWords } from './c9-wordings.ts'

export const groupC: readonly Fault[] = [
  noConnection,
  resetBeforeHeaders,
  resetInAnswer,
  waits,
  outages,
  statusTable,
  brokenHttp,
  clockJumps,
  otherWords,
]
