import type { ImageStream, Snapshot, Usage } from '@image-stream/core'

import { CopyButton } from './copy-button.tsx'
import { Elapsed, useNow, useRunTimes } from './elapsed.tsx'
import { figuresOf, showsRun, tokensByKind } from './run-figures.ts'
import { FoldedText } from './thoughts.tsx'
import { count, dollars, fileSize, phaseWords, thoughtFor } from './words.ts'

interface StatusLineProps {
  readonly snapshot: Snapshot
  readonly stream: ImageStream
}

/** What the run does now, what it has used, and Stop while there is something to stop. */
export function StatusLine({ snapshot, stream }: StatusLineProps) {
  return (
    <section className="status-line" aria-label="Run">
      <Now snapshot={snapshot} stream={stream} />
      <Used snapshot={snapshot} />
      <div className="stop-place">
        {snapshot.busy && (
          <button type="button" className="button" aria-keyshortcuts="Escape" onClick={stream.stop}>
            Stop
          </button>
        )}
      </div>
    </section>
  )
}

function Now({ snapshot, stream }: StatusLineProps) {
  const { status, busy, incoming, image, thoughts, text, retryAt } = snapshot
  const { endedAt, thoughtMs } = useRunTimes(stream)
  const bytes = status === 'success' ? image.byteLength : incoming?.receivedBytes
  const isRun = showsRun(snapshot)
  const startedAt = isRun ? snapshot.startedAt : null
  return (
    <div className="now">
      <span className="phase" data-status={status}>
        {phaseWords(snapshot)}
      </span>
      {retryAt !== null && <AsksAgain at={retryAt} />}
      {startedAt !== null && <Elapsed since={startedAt} until={endedAt} />}
      {bytes !== undefined && <span className="figures size">{fileSize(bytes)}</span>}
      {!busy && isRun && thoughts && <FoldedText title={thoughtFor(thoughtMs)} text={thoughts} />}
      {!busy && isRun && text.trim() && <FoldedText title="Words" text={text} />}
    </div>
  )
}

const SECOND_MS = 1000

/** The run is not lost: the model is busy, or a quota is used up for the minute, and is asked again by itself. */
function AsksAgain({ at }: { readonly at: number }) {
  const seconds = Math.max(0, Math.ceil((at - useNow(SECOND_MS)) / SECOND_MS))
  return <span className="figures">busy, asks again in {seconds} s</span>
}

/** In the order in which it becomes known, so that what is there stays where it is. */
function Used({ snapshot }: { readonly snapshot: Snapshot }) {
  const { runId, usage, cost } = figuresOf(snapshot)
  return (
    <div className="used figures">
      {runId && (
        <CopyButton className="run-id" text={runId}>
          <span className="visually-hidden">Copy the id of </span>run {runId.slice(0, 6)}
        </CopyButton>
      )}
      {usage && <Tokens usage={usage} />}
      {cost && (
        <span className="cost" title={`At the prices of ${cost.pricesAsOf}`}>
          {dollars(cost.usd)}
        </span>
      )}
    </div>
  )
}

function Tokens({ usage }: { readonly usage: Usage }) {
  return (
    <dl className="tokens" aria-label="Tokens">
      {tokensByKind(usage).map(([kind, tokens]) => (
        <div key={kind}>
          <dt>{kind}</dt> <dd>{count(tokens)}</dd>
        </div>
      ))}
    </dl>
  )
}
