import { useImageStream, type TimeLimits, type UseImageStream } from '@image-stream/react'
import { useEffect, useRef, useState } from 'react'

import { openBooks } from './ledger.ts'
import { withEvent, type LogLine } from './log.ts'
import { toOutcome, type Outcome } from './outcome.ts'
import type { Play } from './plays.ts'
import type { NamedScenario } from './themes.ts'

const api = '/api/scenarios'
const subject = 'A red fox asleep in the snow at dusk'

/** The shape that every scenario is asked for. */
export const ratio = '3:2'

/** What asks the emulator for a scenario, anywhere a prompt is written. */
export function tagOf(name: string): string {
  return `[scenario: ${name}]`
}

export interface Played {
  readonly session: UseImageStream
  /** Every event of the run, as it came. */
  readonly log: readonly LogLine[]
  /** Null until it is over. */
  readonly outcome: Outcome | null
}

/**
 * Plays a scenario once, with a stream of its own, as soon as it is shown; without one it shows an idle stream.
 * Leaving it stops it.
 */
export function usePlay(
  play: Play | null,
  scenario: NamedScenario | null,
  onSettled: (play: Play, outcome: Outcome) => void,
): Played {
  const [log, setLog] = useState<readonly LogLine[]>([])
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const askedAt = useRef(0)
  const session = useImageStream({
    api: play?.instant ? `${api}/instant` : api,
    onUnmount: 'stop',
    onEvent: (event) => setLog((before) => withEvent(before, event, performance.now() - askedAt.current)),
    ...(scenario && { timeout: patienceFor(scenario, play?.instant ?? false) }),
  })
  const { generate, stream } = session

  useEffect(() => {
    if (!play) return
    let isLeft = false
    const playThrough = async (): Promise<void> => {
      const closeBooks = await openBooks()
      if (isLeft) return
      askedAt.current = performance.now()
      await generate({ prompt: `${tagOf(play.name)} ${subject}`, aspectRatio: ratio })
      const settled = toOutcome(stream.getSnapshot(), await closeBooks())
      if (isLeft) return
      setOutcome(settled)
      onSettled(play, settled)
    }
    void playThrough()
    return () => {
      isLeft = true
    }
  }, [play, generate, stream, onSettled])

  return { session, log, outcome }
}

/** More than the five seconds after which a whole answer that stays open is taken as ended. */
const IDLE_MS = 7_000
const TOTAL_MS = 30_000
const TOTAL_INSTANT_MS = 10_000

/**
 * Nobody wants to watch 45 seconds of silence, which is what the library bears: here it is a few. A scenario that is slow
 * on purpose, or may have to wait for the API, gets all the time that it has anywhere.
 */
function patienceFor({ options }: NamedScenario, instant: boolean): Partial<TimeLimits> {
  const { silence, pace, error } = options
  if (silence?.ms !== undefined) return {}
  if (instant) return { idleMs: IDLE_MS, totalMs: TOTAL_INSTANT_MS }
  return pace || error ? {} : { idleMs: IDLE_MS, totalMs: TOTAL_MS }
}
