import { pairedRatio, spreadOf } from '../statistics.ts'
import { toNumber, toRatio } from '../table.ts'

export type Verdict = 'met' | 'not met'

export interface Goal {
  readonly what: string
  readonly goal: string
  readonly ours: string
  /** Who it is compared with, and what they need. */
  readonly others: string
  readonly ratio: string
  readonly verdict: Verdict
}

export interface Comparison {
  readonly what: string
  readonly goal: string
  /** What the ratio, or the value itself, may be at most. */
  readonly limit: number
  readonly unit: string
  readonly ours: readonly number[]
  readonly others: readonly number[]
  readonly label: string
}

/** Judged by the ratio. Nothing where one of the two was not measured. */
export function compared(comparison: Comparison): Goal[] {
  const { ours, others, limit } = comparison
  if (ours.length === 0 || ours.length !== others.length) return []
  return [row(comparison, pairedRatio(ours, others).median <= limit)]
}

/** Judged by the value. Nothing where it was not measured. */
export function absolute(comparison: Comparison): Goal[] {
  const { ours, limit } = comparison
  return ours.length === 0 ? [] : [row(comparison, spreadOf(ours).median <= limit)]
}

function row({ what, goal, unit, ours, others, label }: Comparison, isMet: boolean): Goal {
  const isComparable = others.length === ours.length && others.every((value) => value > 0)
  return {
    what,
    goal,
    ours: `${toNumber(spreadOf(ours).median)} ${unit}`.trim(),
    others: others.length === 0 ? '' : `${toNumber(spreadOf(others).median)} ${unit} ${label}`,
    ratio: isComparable ? toRatio(pairedRatio(ours, others).median) : '',
    verdict: isMet ? 'met' : 'not met',
  }
}
