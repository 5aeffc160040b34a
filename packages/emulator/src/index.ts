export { createEmulator, type Emulator } from './emulator.ts'
export type { Codecs, RasterType } from './codecs.ts'
export type { ContentEncoding, EncodingFault } from './content-encoding.ts'
export type { ErrorName } from './named-errors.ts'
export type { Ledger, LedgerEntry, Outcome } from './ledger.ts'
export type {
  CannedResponse,
  CutSwitch,
  ErrorSwitch,
  FloodSwitch,
  Moment,
  PiecesSwitch,
  RedirectSwitch,
  RetryAfter,
  SilenceSwitch,
} from './fault-switches.ts'
export type { MalformedHttp } from './malformed-http.ts'
export type { EmulatorOptions, Flavour, Switches } from './options.ts'
export type { Pace, PaceTimes } from './pace.ts'
export type { Picture } from './painter/index.ts'
export { scenarios, type Scenario } from './scenarios.ts'
