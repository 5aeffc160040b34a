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
    ...(scenario && { timeout: patienceFor(scenario) }),
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

const SILENCE_MS = 4_000
const ENDLESS_MS = 9_000

/** What never ends by itself would be borne for 45 seconds, or for minutes: more than anyone wants to watch. */
function patienceFor({ options: { silence, thoughts } }: NamedScenario): Partial<TimeLimits> {
  if (thoughts === 'endless') return { totalMs: ENDLESS_MS }
  // A whole answer that stays open is taken as ended by the library itself, after five seconds.
  const isForGood = silence && silence.ms === undefined && silence.at !== 'after-finish'
  return isForGood ? { idleMs: SILENCE_MS } : {}
}
