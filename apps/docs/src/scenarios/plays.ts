import type { Outcome } from './outcome.ts'

/** One go at a scenario. */
export interface Play {
  readonly id: number
  /** Of the scenario. */
  readonly name: string
  /** As fast as it can come, one of many; otherwise at a pace to watch. */
  readonly instant: boolean
}

export interface Plays {
  readonly current: Play | null
  /** What "Play all" has yet to come to. */
  readonly queue: readonly string[]
  /** The last outcome of each scenario that was played, by its name. */
  readonly outcomes: Readonly<Record<string, Outcome>>
}

export const noPlays: Plays = { current: null, queue: [], outcomes: {} }

export type PlaysAction =
  | { readonly type: 'play'; readonly name: string }
  | { readonly type: 'play-all'; readonly names: readonly string[] }
  | { readonly type: 'settled'; readonly play: Play; readonly outcome: Outcome }
  /** Plays nothing more; what plays now is stopped by who plays it. */
  | { readonly type: 'enough' }

/** Pure: what is played next. */
export function nextPlays(plays: Plays, action: PlaysAction): Plays {
  switch (action.type) {
    case 'play':
      return {
        ...plays,
        queue: [],
        current: playOf(plays, action.name, false),
        outcomes: without(plays.outcomes, action.name),
      }
    case 'play-all':
      return advance({ ...plays, outcomes: {}, queue: action.names })
    case 'settled': {
      // Somebody has chosen another meanwhile.
      if (plays.current?.id !== action.play.id) return plays
      return advance({ ...plays, outcomes: { ...plays.outcomes, [action.play.name]: action.outcome } })
    }
    case 'enough':
      return { ...plays, queue: [] }
    default:
      return action satisfies never
  }
}

function advance(plays: Plays): Plays {
  const [next, ...queue] = plays.queue
  return next === undefined ? plays : { ...plays, queue, current: playOf(plays, next, true) }
}

function playOf({ current }: Plays, name: string, instant: boolean): Play {
  return { id: (current?.id ?? 0) + 1, name, instant }
}

/** What it came to the last time would look like this time's. */
function without(outcomes: Plays['outcomes'], name: string): Plays['outcomes'] {
  const { [name]: _last, ...others } = outcomes
  return others
}
