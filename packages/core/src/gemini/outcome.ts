import { createError, type Billed, type ErrorOf, type ImageStreamError } from '../errors.ts'

/** What is known of a run when its stream has ended without an error of its own. */
export interface Ending {
  /** The request had pictures. */
  readonly hasReferences: boolean
  /** A picture, or an event that may hold one, had begun and is not whole. */
  readonly isCut: boolean
  /** Pictures of the answer. */
  readonly pictures: number
  /** Pictures marked as thoughts. One of them is the answer if the model said that it was done. */
  readonly drafts: number
  /** Answer tokens were counted. */
  readonly isBilled: boolean
  readonly finishReason: string | undefined
  readonly finishMessage: string | undefined
  readonly blockReason: string | undefined
  readonly blockReasonMessage: string | undefined
}

/** Filters on what was drawn. */
const resultBlocks: ReadonlySet<string> = new Set([
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
])

/** Filters on words, the prompt's or the answer's: other words help. */
const promptBlocks: ReadonlySet<string> = new Set([
  'SAFETY',
  'PROHIBITED_CONTENT',
  'BLOCKLIST',
  'SPII',
  'RECITATION',
])

/** Passing faults of the model, which may draw at the next try. */
const passing: ReadonlySet<string> = new Set([
  'OTHER',
  'IMAGE_OTHER',
  'LANGUAGE',
  'MALFORMED_RESPONSE',
  'FINISH_REASON_UNSPECIFIED',
])

/** True for a finish reason that refuses: no later one takes it back. */
export function isRefusal(finishReason: string | undefined): boolean {
  return finishReason !== undefined && (resultBlocks.has(finishReason) || promptBlocks.has(finishReason))
}

/**
 * The one place where a run's outcome is decided: null is a success. A stream that is not whole never looks whole,
 * and a refusal beats a picture.
 */
export function outcomeError(ending: Ending): ImageStreamError | null {
  const { blockReason, finishReason, pictures, drafts } = ending
  if (blockReason)
    return blocked(subjectOf(blockReason, ending), blockReason, ending.blockReasonMessage, ending)
  if (!finishReason) return truncated(ending)
  if (resultBlocks.has(finishReason)) return blocked('result', finishReason, ending.finishMessage, ending)
  if (promptBlocks.has(finishReason)) return blocked('prompt', finishReason, ending.finishMessage, ending)
  if (ending.isCut) return truncated(ending)
  if (pictures > 0 || (drafts > 0 && finishReason === 'STOP')) return null
  return noImage(finishReason, ending)
}

function truncated({ blockReasonMessage }: Ending): ImageStreamError {
  return createError('truncated', { detail: blockReasonMessage })
}

/** The feedback is on the prompt, and the request's pictures are a part of that. A picture that came was held back after all. */
function subjectOf(blockReason: string, { hasReferences, pictures }: Ending): BlockedSubject {
  if (!blockReason.startsWith('IMAGE_')) return 'prompt'
  if (pictures > 0) return 'result'
  return hasReferences ? 'reference' : 'prompt'
}

type BlockedSubject = ErrorOf<'blocked'>['subject']

function blocked(
  subject: BlockedSubject,
  reason: string,
  detail: string | undefined,
  ending: Ending,
): ImageStreamError {
  return createError('blocked', { subject, reason, detail, billed: billedOf(detail, ending) })
}

function noImage(reason: string, ending: Ending): ImageStreamError {
  const detail = ending.finishMessage
  return createError('no-image', {
    reason,
    detail,
    billed: billedOf(detail, ending),
    ...(passing.has(reason) && {
      advice: 'retry' as const,
      message: 'The model gave up on this one. Trying again may help.',
    }),
    ...(reason === 'MAX_TOKENS' && {
      message: 'The answer reached its length limit before a picture. A shorter prompt may help.',
    }),
  })
}

function billedOf(detail: string | undefined, { isBilled }: Ending): Billed {
  if (detail && /not be charged/i.test(detail)) return 'no'
  return isBilled ? 'yes' : 'maybe'
}
