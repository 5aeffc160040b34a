import type { ImageStream, Snapshot, Status } from '@image-stream/core'
import { useEffect, useState } from 'react'

import { duration } from './words.ts'

const TICK_MS = 100

/** Seconds since `since`, in figures of one width. Only this element renders as time goes by. */
export function Elapsed({ since, until }: { readonly since: number; readonly until?: number | undefined }) {
  const now = useNow(until === undefined ? TICK_MS : null)
  return <span className="figures">{duration((until ?? now) - since)}</span>
}

/** The time, renewed at that interval; null stops the clock. */
export function useNow(intervalMs: number | null): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (intervalMs === null) return
    const timer = setInterval(() => setNow(Date.now()), intervalMs)
    return () => clearInterval(timer)
  }, [intervalMs])
  return now
}

export interface RunTimes {
  /** When the run settled, or undefined while it goes on. */
  readonly endedAt: number | undefined
  /** From the first thought to the picture, or null where there was none of either. */
  readonly thoughtMs: number | null
}

type Seen = { readonly startedAt: number | null; readonly status?: Status } & {
  readonly [Name in Status]?: number
}

/** When things happened in the last run. A snapshot says when it started; the rest is for whoever watches. */
export function useRunTimes(stream: ImageStream): RunTimes {
  const [seen, setSeen] = useState<Seen>({ startedAt: null })
  useEffect(() => stream.subscribe((snapshot) => setSeen((before) => note(before, snapshot))), [stream])
  const { thinking, receiving, success, error, stopped } = seen
  return {
    endedAt: success ?? error ?? stopped,
    thoughtMs: thinking && receiving ? receiving - thinking : null,
  }
}

/** When each status was entered: the first thought counts, and the last picture, as drafts come while it still thinks. */
function note(before: Seen, { status, startedAt }: Snapshot): Seen {
  const same = before.startedAt === startedAt ? before : { startedAt }
  if (same.status === status) return before
  const at = status === 'thinking' ? (same.thinking ?? Date.now()) : Date.now()
  return { ...same, status, [status]: at }
}
