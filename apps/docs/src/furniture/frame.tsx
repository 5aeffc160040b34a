import type { Snapshot } from '@image-stream/core'
import type { CSSProperties, ReactNode } from 'react'

import { Elapsed } from './elapsed.tsx'
import { frameSize, type Reservation } from './frame-size.ts'
import { picturesOf, progressOf, reachOf } from './frame-view.ts'
import { Thoughts } from './thoughts.tsx'
import { fileSize } from './words.ts'

interface FrameProps {
  readonly snapshot: Snapshot
  readonly reservation: Reservation
  /** Shown inside while there is nothing else to see. */
  readonly invitation: ReactNode
  /** Shown over it when a run did not end in a picture. */
  readonly card: ReactNode
}

/** The one large frame: it has its shape before a byte of the picture has come, so that nothing ever moves. */
export function Frame({ snapshot, reservation, invitation, card }: FrameProps) {
  const { status, busy, image, drafts } = snapshot
  const { width, height } = frameSize(snapshot, reservation)
  return (
    <section className="stage" aria-label="Picture" tabIndex={-1}>
      <figure
        className="frame"
        data-status={status}
        data-has-picture={image !== null || undefined}
        aria-busy={busy}
        style={{ '--width': width, '--height': height } as CSSProperties}
      >
        {picturesOf(snapshot).map((picture) => (
          <img
            key={picture.url}
            className="picture"
            data-arriving={picture.isArriving || undefined}
            src={picture.url}
            width={picture.width}
            height={picture.height}
            alt={picture.alt}
            decoding="sync"
          />
        ))}
        {!image && status === 'idle' ? invitation : <Progress snapshot={snapshot} />}
        {busy && <Drafts images={drafts} />}
      </figure>
      {card}
    </section>
  )
}

/** What there is to see until the picture is. */
function Progress({ snapshot }: { readonly snapshot: Snapshot }) {
  const { thoughts, incoming, startedAt } = snapshot
  const progress = progressOf(snapshot)
  if (progress === null) return null
  if (progress === 'waiting')
    return (
      <div className="veil waiting">
        <p className="waiting-time">{startedAt !== null && <Elapsed since={startedAt} />}</p>
        <p>Waiting for the model. This can take 20 seconds.</p>
      </div>
    )
  return (
    <div className="veil">
      {thoughts && <Thoughts text={thoughts} />}
      {progress === 'thoughts' && incoming && <Bytes received={incoming.receivedBytes} />}
    </div>
  )
}

function Bytes({ received }: { readonly received: number }) {
  return (
    <div className="bytes">
      <span className="bytes-line" style={{ transform: `scaleX(${reachOf(received).toFixed(3)})` }} />
      <span className="bytes-text figures">{fileSize(received)}</span>
    </div>
  )
}

function Drafts({ images }: { readonly images: Snapshot['drafts'] }) {
  return (
    <div className="drafts">
      {images.map((draft) => (
        <div key={draft.id} className="draft">
          <img src={draft.url} width={draft.width} height={draft.height} alt="Draft" />
          <span aria-hidden="true">Draft</span>
        </div>
      ))}
    </div>
  )
}
