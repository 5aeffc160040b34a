import type { Fault } from '../../fault.ts'
import { endless } from './b1-endless.ts'
import { stallsEverywhere } from './b2-stalls.ts'
import { noAnswer } from './b3-no-answer.ts'
import { jsonAnswers } from './b4-json-answers.ts'
import { errorInStream } from './b5-error-in-stream.ts'
import { damagedBase64 } from './b6-damaged-base64.ts'
import { mediaTypes } from './b7-media-types.ts'
import { pictureLists } from './b8-picture-lists.ts'
import { endings } from './b9-endings.ts'
import { usage } from './b10-usage.ts'
import { encodings } from './b11-encodings.ts'
import { redirects } from './b12-redirects.ts'

export const groupB: readonly Fault[] = [
  endless,
  stallsEverywhere,
  noAnswer,
  jsonAnswers,
  errorInStream,
  damagedBase64,
  mediaTypes,
  pictureLists,
  endings,
  usage,
  encodings,
  redirects,
]
