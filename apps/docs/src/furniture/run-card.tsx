import type { ImageStreamError, Snapshot } from '@image-stream/core'
import { useState } from 'react'

import { cardOf, problemCardOf, type Card, type StepActions } from './card.ts'
import { Icon } from './icon.tsx'
import { NextStep } from './next-step.tsx'

/** What to know, and what to do, when a run did not end in a picture. */
export function RunCard({ snapshot, ...actions }: StepActions & { readonly snapshot: Snapshot }) {
  const card = cardOf(snapshot)
  // One for each run: a card that was closed stays closed until the next.
  return card && <ClosableCard key={snapshot.startedAt} card={card} {...actions} />
}

/** An error in words, whether it cost anything, and its next step. */
export function ProblemCard({ error, ...actions }: StepActions & { readonly error: ImageStreamError }) {
  return <ClosableCard card={problemCardOf(error)} {...actions} />
}

/** Lies over the frame until it is closed, so that what is behind it can be seen. */
function ClosableCard({ card, ...actions }: StepActions & { readonly card: Card }) {
  const [open, setOpen] = useState(true)
  if (!open) return null
  const { title, body, quote, note, step } = card
  return (
    <div className="card" role="group" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      <p>{body}</p>
      {quote && <blockquote>{quote}</blockquote>}
      {note && <p className="note">{note}</p>}
      <div className="card-step">
        <NextStep step={step} {...actions} />
      </div>
      <button
        type="button"
        className="icon-button card-close"
        aria-label="Close"
        onClick={() => setOpen(false)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}
