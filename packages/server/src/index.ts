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
