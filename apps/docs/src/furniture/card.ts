import { describeError, type ImageStreamError, type Snapshot } from '@image-stream/core'

/** What there is to know, and to do, when a run did not end in a picture. */
export interface Card {
  readonly title: string
  readonly body: string
  /** What the API said of it. */
  readonly quote: string | null
  /** Whether it cost anything. */
  readonly note: string | null
  readonly step: Step
}

/** The one button of a card. */
export type Step =
  | { readonly does: 'retry' | 'edit-prompt' | 'change-image'; readonly words: string }
  | { readonly does: 'select'; readonly words: string; readonly turnId: string }
  | { readonly does: 'copy'; readonly words: string; readonly text: string }
  /** Asks again, from that time on (milliseconds since the epoch). */
  | { readonly does: 'wait'; readonly words: string; readonly at: number }

/** The card of a run that was stopped or failed; null for every other. */
export function cardOf({ status, error, runId }: Snapshot): Card | null {
  if (status === 'error') return problemCardOf(error)
  if (status !== 'stopped') return null
  return {
    title: 'Stopped. Nothing was lost.',
    body: runId ? 'What the model had begun may still be charged.' : 'It had not reached the model.',
    quote: null,
    note: null,
    step: { does: 'retry', words: 'Draw it again' },
  }
}

/** An error in words, whether it cost anything, and its next step. */
export function problemCardOf(error: ImageStreamError): Card {
  return {
    ...describeError(error),
    quote: error.code === 'blocked' ? error.detail || null : null,
    note: billedWords[error.billed],
    step: stepOf(error),
  }
}

const billedWords = {
  no: null,
  maybe: 'This try may have been charged.',
  yes: 'This try was charged.',
} as const

/** What the error advises. */
function stepOf(error: ImageStreamError): Step {
  switch (error.advice) {
    case 'edit-prompt':
      return { does: 'edit-prompt', words: 'Change the prompt' }
    case 'change-image':
      return { does: 'change-image', words: 'Use another picture' }
    case 'sign-in':
      return { does: 'retry', words: 'I have signed in' }
    case 'wait':
      return 'retryAt' in error && error.retryAt !== null
        ? { does: 'wait', words: tryAgain, at: error.retryAt }
        : retry
    case 'retry':
      return retry
    case 'keep-partial':
      return error.partial.turn
        ? { does: 'select', words: 'Keep the picture that came', turnId: error.partial.turn.id }
        : { does: 'retry', words: 'Draw it again' }
    case 'contact':
      return { does: 'copy', words: 'Copy the details', text: reportOf(error) }
    default:
      return error.advice satisfies never
  }
}

const tryAgain = 'Try again'
const retry: Step = { does: 'retry', words: tryAgain }

/** What whoever runs the service needs to find this run. */
function reportOf({ code, reason, runId }: ImageStreamError): string {
  return [code, reason, runId && `run ${runId}`].filter(Boolean).join(' ')
}

/** What is done for a step, by whoever shows the card. */
export interface StepActions {
  readonly retry: () => unknown
  readonly select: (turnId: string) => void
  readonly onEditPrompt: () => void
  readonly onChangeImage: () => void
}

/** Does what a step says; copying is the button's own. */
export function takeStep(step: Step, { retry, select, onEditPrompt, onChangeImage }: StepActions): void {
  if (step.does === 'edit-prompt') onEditPrompt()
  else if (step.does === 'change-image') onChangeImage()
  else if (step.does === 'select') select(step.turnId)
  else retry()
}
