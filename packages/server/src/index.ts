export { allowAnyone, type Authorization, type Authorize, type Owner } from './authorize.ts'
export { type ReportError } from './errors.ts'
export { type OwnerLimits, type RelayLimits } from './limits.ts'
export {
  createImageRelay,
  type ImageRelay,
  type ImageRelayOptions,
  type RelayHandler,
  type Upstream,
} from './relay.ts'
export { createMemoryStore, type MemoryStoreOptions } from './store/memory-store.ts'
export {
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
