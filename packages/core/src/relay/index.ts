export { defaultApi } from './relay-requests.ts'
export { relay, type RelayOptions } from './transport.ts'
export {
  createRunDecoder,
  idempotencyHeader,
  idPattern,
  imageField,
  inputField,
  lastEventIdHeader,
  picturePath,
  type RunDecoder,
  type WireInput,
} from './run-protocol.ts'
export {
  createEntryEncoder,
  createRunEncoder,
  entryToEvent,
  entryToFrame,
  type Delivery,
  type RunEncoder,
  type RunEntry,
} from './run-entries.ts'
export { errorFromWire, errorToWire } from './wire-error.ts'
// What the relay's server does as the browser does: the same checks, the same promise of one terminal event.
export { withFields } from '../errors.ts'
export { createImage } from '../image.ts'
export { invalidInput, issue } from '../input.ts'
export { maxPromptLength } from '../models.ts'
export { randomId } from '../random-id.ts'
export { readReferences } from '../references.ts'
export { runEvents } from '../run-events.ts'
export { withoutSecret } from '../secret.ts'
