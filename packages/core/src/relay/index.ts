export { defaultApi, relay, type RelayOptions } from './transport.ts'
export {
  createRunDecoder,
  createRunEncoder,
  errorFromWire,
  errorToWire,
  idempotencyHeader,
  idPattern,
  imageField,
  inputField,
  pieceBytes,
  type RunDecoder,
  type RunEncoder,
  type WireInput,
} from './run-protocol.ts'
