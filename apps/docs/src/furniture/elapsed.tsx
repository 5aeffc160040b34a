import type { ImageStream } from '@image-stream/core'
import { useEffect, useState } from 'react'

import { noTimes, watchRunTimes, type RunTimes } from './run-times.ts'
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

/** When things happened in the last run of a stream. */
export function useRunTimes(stream: ImageStream): RunTimes {
  const [times, setTimes] = useState(noTimes)
  useEffect(() => watchRunTimes(stream, setTimes), [stream])
  return times
}
