import type { Turn } from '@image-stream/core'

export interface StripItem {
  readonly turn: Turn
  /** How it hangs on the one to its left: a new beginning, its edit, or another edit of an earlier one. */
  readonly link: 'root' | 'next' | 'branch'
}

/** The tree in one row: each turn is followed by what was made from it, the oldest first. */
export function toStrip(turns: readonly Turn[]): readonly StripItem[] {
  const known = new Set(turns.map(({ id }) => id))
  const childrenOf = (id: string | null) => turns.filter(({ parentId }) => parentId === id)
  const follow = (turn: Turn): readonly StripItem[] =>
    childrenOf(turn.id).flatMap((child, index) => [
      { turn: child, link: index === 0 ? ('next' as const) : ('branch' as const) },
      ...follow(child),
    ])
  // A parent that was dropped from a long session leaves its children as beginnings.
  const roots = turns.filter(({ parentId }) => parentId === null || !known.has(parentId))
  return roots.flatMap((turn) => [{ turn, link: 'root' as const }, ...follow(turn)])
}
