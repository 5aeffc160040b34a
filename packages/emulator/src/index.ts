export { createEmulator, type Emulator } from './emulator.ts'
export type { Codecs, RasterType } from './codecs.ts'
export type { ContentEncoding } from './content-encoding.ts'
export type { ErrorName } from './errors.ts'
export type { Ledger, LedgerEntry, Outcome } from './ledger.ts'
export type {
  CannedResponse,
  CutSwitch,
  EmulatorOptions,
  ErrorSwitch,
  Flavour,
  Moment,
  SilenceSwitch,
  Switches,
} from './options.ts'
export type { Pace, PaceTimes } from './pace.ts'
export type { Picture } from './painter/index.ts'
export { scenarios, type Scenario } from './scenarios.ts'
