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
  type RunDecoder,
  type RunEncoder,
  type WireInput,
} from './run-protocol.ts'
// What the relay's server does as the browser does: the same checks, the same promise of one terminal event.
export { withFields } from '../errors.ts'
export { invalidInput, issue } from '../input.ts'
export { maxPromptLength } from '../models.ts'
export { randomId } from '../random-id.ts'
export { readReferences } from '../references.ts'
export { runEvents } from '../run-events.ts'
export { withoutSecret } from '../secret.ts'
