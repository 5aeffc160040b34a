import { toNumber } from '@image-stream/bench/table'

/** One line of the result. */
export interface LoadGoal {
  readonly what: string
  readonly goal: string
  readonly measured: string
  /** Null for what is told beside a goal, and for what cannot be measured yet. */
  readonly isMet: boolean | null
}

/** A value that may be `limit` at most. */
export function atMost(what: string, value: number, limit: number, unit = ''): LoadGoal {
  return {
    what,
    goal: `≤ ${toNumber(limit)} ${unit}`.trim(),
    measured: `${toNumber(value)} ${unit}`.trim(),
    isMet: value <= limit,
  }
}

/** Nothing of these may have happened: the first few are shown. */
export function none(what: string, failures: readonly string[]): LoadGoal {
  const kinds = [...new Set(failures)].slice(0, 3).join('; ')
  return {
    what,
    goal: '0',
    measured: failures.length === 0 ? '0' : `${failures.length}: ${kinds}`,
    isMet: failures.length === 0,
  }
}

/** What helps to judge the goals, and is none. */
export function beside(what: string, measured: string): LoadGoal {
  return { what, goal: '', measured, isMet: null }
}
