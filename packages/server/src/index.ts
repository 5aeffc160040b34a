export { allowAnyone, type Authorization, type Authorize, type Owner } from './authorize.ts'
export { type ReportError } from './errors.ts'
export {
  type OnRelayEvent,
  type OnRunEnd,
  type OnRunStart,
  type RelayEvent,
  type RelayEventRun,
  type RunEnd,
  type RunImage,
  type RunInput,
  type RunStart,
  type Saved,
} from './hooks.ts'
export { type OwnerLimits, type RelayLimits } from './limits.ts'
export { type ImageRelayOptions, type Upstream } from './options.ts'
export { type Policy } from './policy.ts'
export { createImageRelay, type ImageRelay, type RelayHandler } from './relay.ts'
export { type OnDisconnect } from './running.ts'
export { createMemoryStore, type MemoryStoreOptions } from './store/memory-store.ts'
export {
  LogGoneError,
  StoreError,
  type Caps,
  type Claim,
  type Claimed,
  type ClaimStore,
  type LogEntry,
  type RunName,
  type RunRecord,
  type RunStore,
  type RunWriter,
  type StoredTurn,
} from './store/run-store.ts'
