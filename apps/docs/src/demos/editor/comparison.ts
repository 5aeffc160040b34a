import { compareTurns, type Snapshot, type TurnComparison } from '@image-stream/core'

/** The shown turn beside the one chosen, else beside what it was made from, else beside any; null when there is no other. */
export function comparisonOf({ turns, head }: Snapshot, chosenId: string | null): TurnComparison | null {
  const others = turns.filter((turn) => turn !== head)
  const before =
    others.find(({ id }) => id === chosenId) ?? others.find(({ id }) => id === head?.parentId) ?? others[0]
  return head && before ? compareTurns(turns, before, head) : null
}

/** The shape of a frame for both: of one picture where they lie on one another, else of both side by side, equally high. */
export function frameStyle({ before, after, fit }: TurnComparison, percent: number) {
  const [left, right] = [before, after].map(({ images }) => {
    const { width, height } = images.at(-1) ?? { width: 0, height: 0 }
    // A size of 0 is one that is not known.
    return width / height || 1
  })
  const ratios = [left ?? 1, right ?? 1] as const
  return {
    '--width': fit === 'different' ? ratios[0] + ratios[1] : ratios[1],
    '--height': 1,
    '--columns': ratios.map((ratio) => `${ratio}fr`).join(' '),
    '--percent': `${percent}%`,
  }
}
