import type { GeneratedImage, Snapshot } from '@image-stream/core'
import type { CSSProperties, ReactNode } from 'react'

import { Elapsed } from './elapsed.tsx'
import { frameSize, type Reservation } from './frame-size.ts'
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
    <section className="stage" aria-label="Picture">
      <figure
        className="frame"
        data-status={status}
        data-has-picture={image !== null || undefined}
        aria-busy={busy}
        style={{ '--width': width, '--height': height } as CSSProperties}
      >
        <Pictures snapshot={snapshot} />
        {!image && status === 'idle' ? invitation : <Progress snapshot={snapshot} />}
        {busy && <Drafts images={drafts} />}
      </figure>
      {card}
    </section>
  )
}

/** The head's picture, and over it the one that has just come. Each keeps its element from arrival to head. */
function Pictures({ snapshot }: { readonly snapshot: Snapshot }) {
  const { image, head, incoming, input } = snapshot
  const arriving = incoming?.url !== undefined
  const shown = image ?? cameWhole(snapshot)
  return (
    <>
      {shown && (
        <img
          key={shown.url}
          className="picture"
          src={shown.url}
          width={shown.width}
          height={shown.height}
          alt={arriving ? '' : ((image ? head : input)?.prompt ?? '') || 'Your picture'}
          decoding="sync"
        />
      )}
      {arriving && (
        <img
          key={incoming.url}
          className="picture"
          data-arriving
          src={incoming.url}
          width={incoming.width}
          height={incoming.height}
          alt={input?.prompt ?? ''}
        />
      )}
    </>
  )
}

/** A run that broke off may have brought a picture before that: it is seen behind the card that offers to keep it. */
function cameWhole({ status, error }: Snapshot): GeneratedImage | undefined {
  return status === 'error' ? error.partial.images.at(-1) : undefined
}

/** What there is to see until the picture is: waiting, thoughts, bytes. */
function Progress({ snapshot }: { readonly snapshot: Snapshot }) {
  const { status, thoughts, incoming, image, startedAt } = snapshot
  if (status === 'submitted')
    return (
      <div className="veil waiting">
        <p className="waiting-time">
          <Elapsed since={startedAt} />
        </p>
        <p>Waiting for the model. This can take 20 seconds.</p>
      </div>
    )
  if (status === 'thinking' || (status === 'receiving' && incoming?.url === undefined))
    return (
      <div className="veil">
        <Thoughts text={thoughts} />
        {incoming && <Bytes received={incoming.receivedBytes} />}
      </div>
    )
  // A run that did not end well leaves its thoughts in view, unless a picture is there to be seen.
  const ended = status === 'stopped' || status === 'error'
  return (
    ended &&
    !image &&
    !cameWhole(snapshot) && <div className="veil">{thoughts && <Thoughts text={thoughts} />}</div>
  )
}

const USUAL_BYTES = 700 * 1024

/** Grows with what has come and slows down as it does: how much there will be, nobody knows. */
function Bytes({ received }: { readonly received: number }) {
  const reach = 1 - Math.exp(-received / USUAL_BYTES)
  return (
    <div className="bytes">
      <span className="bytes-line" style={{ transform: `scaleX(${reach.toFixed(3)})` }} />
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
