import type { GeneratedImage } from './image.ts'

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
  const usual = usualFields[code]
  const { cause, message = usual.message, ...given } = init
  const error = new Error(message, cause === undefined ? undefined : { cause })
  error.name = 'ImageStreamError'
  const fields = { advice: adviceFor(code, init), phase: usual.phase, billed: usual.billed }
  const defined = Object.entries(given).filter(([, value]) => value !== undefined)
  // The union is built from one table per code, which no assignment can follow: ErrorInit has checked the extras.
  return Object.assign(error, fields, { partial: emptyPartial }, Object.fromEntries(defined), {
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

/** A title and a sentence for a screen, in plain English. Use `error.code` as the key of your own translations. */
export function describeError(error: ImageStreamError): {
  readonly title: string
  readonly body: string
} {
  return { title: titleOf(error), body: bodyOf(error) }
}

function titleOf(error: ImageStreamError): string {
  if (error.code === 'blocked') return blockedTitles[error.subject]
  if (error.code === 'quota' && error.retryAt === null) return 'No more pictures for now.'
  if (error.code === 'quota') return 'Many are drawing just now.'
  if (error.code === 'invalid-input' && error.issues.every(({ field }) => field === 'file'))
    return 'This file cannot be opened.'
  if (error.code === 'truncated' && error.partial.images.length > 0) return 'The answer broke off.'
  return usualFields[error.code].title
}

function bodyOf(error: ImageStreamError): string {
  switch (error.code) {
    case 'blocked':
      return error.subject === 'reference' ? 'Another picture may be accepted.' : error.message
    case 'invalid-input':
      return error.issues.map((issue) => issue.message).join(' ')
    case 'no-image':
      return error.partial.text ? `It answered in words: “${error.partial.text.trim()}”` : error.message
    case 'truncated':
      return error.partial.images.length > 0
        ? 'The connection closed before the end was confirmed. The picture that came is kept.'
        : error.message
    default:
      return error.message
  }
}

const blockedTitles = {
  prompt: 'The model declined this prompt.',
  reference: 'One of your pictures cannot be used.',
  result: 'Drawn, then held back.',
} as const

function adviceFor<Code extends ErrorCode>(code: Code, init: ErrorInit<Code>): Advice {
  if ('retryAt' in init && init.retryAt === null && code === 'quota') return 'contact'
  if ('subject' in init && init.subject === 'reference') return 'change-image'
  if ('issues' in init && init.issues.every((issue) => issue.field.startsWith('images')))
    return 'change-image'
  return usualFields[code].advice
}

interface UsualFields {
  readonly advice: Advice
  readonly phase: ErrorPhase
  readonly billed: Billed
  readonly title: string
  /** What happened, then what helps. */
  readonly message: string
}

const usualFields: Readonly<Record<ErrorCode, UsualFields>> = {
  'invalid-input': {
    advice: 'edit-prompt',
    phase: 'input',
    billed: 'no',
    title: 'This cannot be drawn as asked.',
    message: 'The request was refused before it was sent.',
  },
  unauthorized: {
    advice: 'sign-in',
    phase: 'relay',
    billed: 'no',
    title: 'Sign in to draw.',
    message: 'The server wants to know who is asking. Nothing was charged.',
  },
  misconfigured: {
    advice: 'contact',
    phase: 'connect',
    billed: 'no',
    title: 'Pictures are off right now.',
    message: 'It is not you: the service is not set up correctly. Nothing was charged.',
  },
  quota: {
    advice: 'wait',
    phase: 'sent',
    billed: 'no',
    title: 'Many are drawing just now.',
    message: 'The quota of the image service is used up. Nothing was charged.',
  },
  'rate-limit': {
    advice: 'wait',
    phase: 'relay',
    billed: 'no',
    title: 'You have drawn your share for now.',
    message: 'This server limits how much one person draws. Nothing was charged.',
  },
  overloaded: {
    advice: 'wait',
    phase: 'sent',
    billed: 'no',
    title: 'The model is busy.',
    message: 'Many people are using it. Try again in a moment; nothing was charged.',
  },
  blocked: {
    advice: 'edit-prompt',
    phase: 'streaming',
    billed: 'maybe',
    title: 'The model declined this prompt.',
    message: 'Other words may be accepted.',
  },
  'no-image': {
    advice: 'edit-prompt',
    phase: 'streaming',
    billed: 'maybe',
    title: 'The answer holds no picture.',
    message: 'Say plainly what should be drawn, and try again.',
  },
  truncated: {
    advice: 'retry',
    phase: 'streaming',
    billed: 'maybe',
    title: 'The picture did not arrive whole.',
    message: 'The connection closed too early. Drawing again starts a new run.',
  },
  stalled: {
    advice: 'retry',
    phase: 'streaming',
    billed: 'maybe',
    title: 'No sign of it for a while.',
    message: 'The connection went silent and was closed. Drawing again starts a new run.',
  },
  timeout: {
    advice: 'retry',
    phase: 'streaming',
    billed: 'maybe',
    title: 'It took too long.',
    message: 'The time limit of this run was reached. Drawing again starts a new run.',
  },
  network: {
    advice: 'retry',
    phase: 'sent',
    billed: 'maybe',
    title: 'The connection was lost.',
    message: 'The server could not be reached or hung up. Check the connection and try again.',
  },
  lost: {
    advice: 'retry',
    phase: 'relay',
    billed: 'maybe',
    title: 'The server lost this run.',
    message: 'It restarted while drawing. Drawing again starts a new run.',
  },
  'too-large': {
    advice: 'change-image',
    phase: 'input',
    billed: 'no',
    title: 'That is too large.',
    message: 'Use fewer or smaller pictures.',
  },
  expired: {
    advice: 'retry',
    phase: 'relay',
    billed: 'no',
    title: 'This is too old to continue.',
    message: 'The server no longer has it. Drawing again starts a new run.',
  },
  protocol: {
    advice: 'retry',
    phase: 'streaming',
    billed: 'maybe',
    title: 'Something broke on the way.',
    message: 'The answer was not in the form that was expected.',
  },
  'bad-image': {
    advice: 'retry',
    phase: 'decode',
    billed: 'maybe',
    title: 'The picture is damaged.',
    message: 'What arrived is not a picture that can be shown. Drawing again starts a new run.',
  },
  upstream: {
    advice: 'retry',
    phase: 'sent',
    billed: 'maybe',
    title: 'The image service had a fault.',
    message: 'It answered with an error of its own. Trying again may help.',
  },
  relay: {
    advice: 'contact',
    phase: 'relay',
    billed: 'no',
    title: 'The server refused this.',
    message: 'It is not set up for this request.',
  },
}

/** True for a code that this version knows. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(usualFields, value)
}
