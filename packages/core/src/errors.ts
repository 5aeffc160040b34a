import type { GeneratedImage } from './image.ts'
import { withoutUndefined } from './without-undefined.ts'

/** How far the run had come. `decode`: the picture itself was bad. */
export type ErrorPhase = 'input' | 'connect' | 'sent' | 'streaming' | 'decode' | 'relay'

/** Whether money may be gone. `maybe` is the honest word for every call that reached the API and did not come back whole. */
export type Billed = 'no' | 'maybe' | 'yes'

/** The next step, which a view turns into a button. */
export type Advice =
  | 'edit-prompt'
  | 'change-image'
  | 'sign-in'
  | 'wait'
  | 'retry'
  | 'keep-partial'
  | 'contact'

/** One thing that is wrong with what was asked. */
export interface InputIssue {
  /** As the caller wrote it, for example `aspectRatio` or `images[2]`. */
  readonly field: string
  /** What was given; pictures are named by their size, never shown. */
  readonly value: unknown
  /** What would have been taken. */
  readonly allowed: readonly string[]
  /** Field, value and what is allowed, in a sentence. */
  readonly message: string
}

/** What had arrived when a run failed or was stopped. It is kept apart and never becomes the result by itself. */
export interface PartialResult {
  readonly thoughts: string
  readonly text: string
  readonly images: readonly GeneratedImage[]
  readonly drafts: readonly GeneratedImage[]
  /** A whole picture that came before the cut is in the tree as this turn: `select()` it to keep it. */
  readonly turn?: { readonly id: string }
}

/** What each code carries beyond the common fields. */
interface ExtraFields {
  readonly 'invalid-input': { readonly issues: readonly InputIssue[] }
  readonly unauthorized: object
  readonly misconfigured: object
  /** `retryAt`: milliseconds since the epoch, or null when waiting does not help (a day's quota, no free tier). */
  readonly quota: { readonly retryAt: number | null }
  readonly 'rate-limit': { readonly retryAt: number | null }
  readonly overloaded: { readonly retryAt: number | null }
  readonly blocked: { readonly subject: 'prompt' | 'reference' | 'result' }
  readonly 'no-image': object
  readonly truncated: object
  readonly stalled: object
  readonly timeout: object
  readonly network: object
  readonly lost: object
  readonly 'too-large': object
  readonly expired: object
  readonly protocol: object
  readonly 'bad-image': object
  readonly upstream: object
  readonly relay: object
}

export type ErrorCode = keyof ExtraFields

interface CommonFields {
  readonly advice: Advice
  readonly phase: ErrorPhase
  readonly billed: Billed
  readonly httpStatus?: number
  /** The wire's own enum value, for example `IMAGE_SAFETY` or `RESOURCE_EXHAUSTED`. */
  readonly reason?: string
  /** The API's own sentence. */
  readonly detail?: string
  readonly runId?: string
  readonly partial: PartialResult
}

/** Every failure there is; narrows by `code`. Made by `createError`, recognised by `isImageStreamError`. */
export type ImageStreamError = {
  [Code in ErrorCode]: Error & { readonly code: Code } & CommonFields & ExtraFields[Code]
}[ErrorCode]

export type ErrorOf<Code extends ErrorCode> = Extract<ImageStreamError, { readonly code: Code }>

/** What `createError` takes: the extras of the code are required, the rest has defaults. */
export type ErrorInit<Code extends ErrorCode> = ExtraFields[Code] & {
  readonly message?: string
  readonly advice?: Advice
  readonly phase?: ErrorPhase
  readonly billed?: Billed
  readonly httpStatus?: number | undefined
  readonly reason?: string | undefined
  readonly detail?: string | undefined
  readonly runId?: string | undefined
  readonly partial?: PartialResult
  readonly cause?: unknown
}

export const emptyPartial: PartialResult = { thoughts: '', text: '', images: [], drafts: [] }

// A registered symbol and not `instanceof`: two copies of this package in one bundle still know each other's errors.
const brand = Symbol.for('@image-stream/error')

/** Makes a typed error. `phase`, `billed`, `advice` and `message` default to what is usual for the code. */
export function createError<Code extends ErrorCode>(code: Code, init: ErrorInit<Code>): ErrorOf<Code> {
  const [, phase, billed, usualMessage] = usualFields[code]
  const { cause, message = usualMessage, ...given } = init
  const error = new Error(message, cause === undefined ? undefined : { cause })
  error.name = 'ImageStreamError'
  const fields = { advice: adviceFor(code, init), phase, billed, partial: emptyPartial }
  // The union is built from one table per code, which no assignment can follow: ErrorInit has checked the extras.
  return Object.assign(error, fields, withoutUndefined(given), {
    code,
    [brand]: true,
  }) as unknown as ErrorOf<Code>
}

/** True for every error of this library, also one made by another copy of it. */
export function isImageStreamError(value: unknown): value is ImageStreamError {
  return typeof value === 'object' && value !== null && brand in value
}

/** A copy of the error with some fields replaced, and the same stack and cause. */
export function withFields(
  error: ImageStreamError,
  fields: { readonly partial?: PartialResult; readonly runId?: string; readonly advice?: Advice },
): ImageStreamError {
  const { code, name: _name, message, ...rest } = error
  const init = { ...rest, ...fields, message, cause: error.cause }
  const copy = createError(code, init as unknown as ErrorInit<typeof code>)
  if (error.stack !== undefined) copy.stack = error.stack
  return copy
}

function adviceFor<Code extends ErrorCode>(code: Code, init: ErrorInit<Code>): Advice {
  if ('retryAt' in init && init.retryAt === null && code === 'quota') return 'contact'
  if ('subject' in init && init.subject === 'reference') return 'change-image'
  if ('issues' in init && init.issues.every((issue) => issue.field.startsWith('images')))
    return 'change-image'
  return usualFields[code][0]
}

/** What is usual for each code. The message says what happened, then what helps; screens have titles too, in `describe-error.ts`. */
const usualFields: Readonly<
  Record<ErrorCode, readonly [advice: Advice, phase: ErrorPhase, billed: Billed, message: string]>
> = {
  'invalid-input': ['edit-prompt', 'input', 'no', 'The request was refused before it was sent.'],
  unauthorized: ['sign-in', 'relay', 'no', 'The server wants to know who is asking. Nothing was charged.'],
  misconfigured: [
    'contact',
    'connect',
    'no',
    'It is not you: the service is not set up correctly. Nothing was charged.',
  ],
  quota: ['wait', 'sent', 'no', 'The quota of the image service is used up. Nothing was charged.'],
  'rate-limit': ['wait', 'relay', 'no', 'This server limits how much one person draws. Nothing was charged.'],
  overloaded: ['wait', 'sent', 'no', 'Many people are using it. Try again in a moment; nothing was charged.'],
  blocked: ['edit-prompt', 'streaming', 'maybe', 'Other words may be accepted.'],
  'no-image': ['edit-prompt', 'streaming', 'maybe', 'Say plainly what should be drawn, and try again.'],
  truncated: [
    'retry',
    'streaming',
    'maybe',
    'The connection closed too early. Drawing again starts a new run.',
  ],
  stalled: [
    'retry',
    'streaming',
    'maybe',
    'The connection went silent and was closed. Drawing again starts a new run.',
  ],
  timeout: [
    'retry',
    'streaming',
    'maybe',
    'The time limit of this run was reached. Drawing again starts a new run.',
  ],
  network: [
    'retry',
    'sent',
    'maybe',
    'The server could not be reached or hung up. Check the connection and try again.',
  ],
  lost: ['retry', 'relay', 'maybe', 'It restarted while drawing. Drawing again starts a new run.'],
  'too-large': ['change-image', 'input', 'no', 'Use fewer or smaller pictures.'],
  expired: ['retry', 'relay', 'no', 'The server no longer has it. Drawing again starts a new run.'],
  protocol: ['retry', 'streaming', 'maybe', 'The answer was not in the form that was expected.'],
  'bad-image': [
    'retry',
    'decode',
    'maybe',
    'What arrived is not a picture that can be shown. Drawing again starts a new run.',
  ],
  upstream: ['retry', 'sent', 'maybe', 'It answered with an error of its own. Trying again may help.'],
  relay: ['contact', 'relay', 'no', 'It is not set up for this request.'],
}

/** True for a code that this version knows. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(usualFields, value)
}
