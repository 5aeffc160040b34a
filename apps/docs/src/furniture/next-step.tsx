import type { ImageStreamError } from '@image-stream/core'

import { CopyButton } from './copy-button.tsx'
import { useNow } from './elapsed.tsx'

export interface NextSteps {
  readonly retry: () => unknown
  readonly select: (turnId: string) => void
  readonly onEditPrompt: () => void
  readonly onChangeImage: () => void
}

/** One button: what the error advises. */
export function NextStep({ error, ...steps }: NextSteps & { readonly error: ImageStreamError }) {
  switch (error.advice) {
    case 'edit-prompt':
      return <Step onClick={steps.onEditPrompt}>Change the prompt</Step>
    case 'change-image':
      return <Step onClick={steps.onChangeImage}>Use another picture</Step>
    case 'sign-in':
      return <Step onClick={steps.retry}>I have signed in</Step>
    case 'wait':
      return <RetryAt at={'retryAt' in error ? error.retryAt : null} retry={steps.retry} />
    case 'retry':
      return <Step onClick={steps.retry}>Try again</Step>
    case 'keep-partial':
      return <Keep turn={error.partial.turn} {...steps} />
    case 'contact':
      return <CopyButton text={reportOf(error)}>Copy the details</CopyButton>
    default:
      return error.advice satisfies never
  }
}

/** The button of a card. */
export function Step({ onClick, children }: { readonly onClick: () => unknown; readonly children: string }) {
  return (
    <button type="button" className="button" onClick={() => void onClick()}>
      {children}
    </button>
  )
}

function Keep({ turn, select, retry }: NextSteps & { readonly turn: { readonly id: string } | undefined }) {
  return turn ? (
    <Step onClick={() => select(turn.id)}>Keep the picture that came</Step>
  ) : (
    <Step onClick={retry}>Draw it again</Step>
  )
}

const SECOND_MS = 1000

/** Counts down to when asking again helps. */
function RetryAt({ at, retry }: { readonly at: number | null; readonly retry: () => unknown }) {
  const now = useNow(at === null ? null : SECOND_MS)
  const seconds = Math.ceil(((at ?? now) - now) / SECOND_MS)
  if (seconds <= 0) return <Step onClick={retry}>Try again</Step>
  return (
    <button type="button" className="button figures" disabled>
      Try again in {seconds} s
    </button>
  )
}

/** What whoever runs the service needs to find this run. */
function reportOf({ code, reason, runId }: ImageStreamError): string {
  return [code, reason, runId && `run ${runId}`].filter(Boolean).join(' ')
}
