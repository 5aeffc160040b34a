import type { ResolvedInput } from './input.ts'
import type { Turn } from './turns.ts'

/** One thing that was asked of a session. */
export interface Submission {
  readonly input: ResolvedInput
  /** The turn that an edit continues from; null for a generation. */
  readonly parent: Turn | null
  /** Its pictures, or the turn that it edits, are with a page that is gone: it can be followed, and not asked for again. */
  readonly isPartial?: boolean
}

/** Pictures are compared by identity, everything else by value: a double click is one intent. */
export function isSame(a: Submission, b: Submission): boolean {
  const { images: imagesA, ...restA } = a.input
  const { images: imagesB, ...restB } = b.input
  return (
    !a.isPartial &&
    a.parent === b.parent &&
    imagesA.length === imagesB.length &&
    imagesA.every(
      (each, index) => each.image === imagesB[index]?.image && each.label === imagesB[index]?.label,
    ) &&
    JSON.stringify(restA) === JSON.stringify(restB)
  )
}
