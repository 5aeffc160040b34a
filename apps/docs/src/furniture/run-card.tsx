import { describeError, type ImageStreamError, type Snapshot } from '@image-stream/core'
import { useState, type ReactNode } from 'react'

import { NextStep, Step, type NextSteps } from './next-step.tsx'

/** What to know, and what to do, when a run did not end in a picture. */
export function RunCard({ snapshot, ...steps }: NextSteps & { readonly snapshot: Snapshot }) {
  const { status, error, startedAt, runId } = snapshot
  // One for each run: a card that was closed stays closed until the next.
  if (status === 'error') return <ProblemCard key={startedAt} error={error} {...steps} />
  if (status !== 'stopped') return null
  return (
    <Card
      key={startedAt}
      title="Stopped. Nothing was lost."
      step={<Step onClick={steps.retry}>Draw it again</Step>}
    >
      <p>{runId ? 'What the model had begun may still be charged.' : 'It had not reached the model.'}</p>
    </Card>
  )
}

/** An error in words, whether it cost anything, and its next step. */
export function ProblemCard({ error, ...steps }: NextSteps & { readonly error: ImageStreamError }) {
  const { title, body } = describeError(error)
  return (
    <Card title={title} step={<NextStep error={error} {...steps} />}>
      <p>{body}</p>
      {error.code === 'blocked' && error.detail && <blockquote>{error.detail}</blockquote>}
      {error.billed !== 'no' && <p className="note">{billedWords[error.billed]}</p>}
    </Card>
  )
}

const billedWords = { maybe: 'This try may have been charged.', yes: 'This try was charged.' } as const

interface CardProps {
  readonly title: string
  readonly children: ReactNode
  readonly step: ReactNode
}

/** Lies over the frame until it is closed, so that what is behind it can be seen. */
function Card({ title, children, step }: CardProps) {
  const [open, setOpen] = useState(true)
  if (!open) return null
  return (
    <div className="card" role="group" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      {children}
      <div className="card-step">{step}</div>
      <button
        type="button"
        className="icon-button card-close"
        aria-label="Close"
        onClick={() => setOpen(false)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </button>
    </div>
  )
}
