import type { CostEstimate, ImageStream, Snapshot, Spent } from '@image-stream/core'

import { announcement, dollars, turnName } from '../../furniture/words.ts'

type Say = (sentence: string) => void

/** Says each new phase of a run, and each other turn that is shown. Gives the way to stop listening. */
export function listenForNews({ subscribe, getSnapshot }: ImageStream, say: Say): () => void {
  let last = getSnapshot()
  return subscribe((now) => {
    const news = newsOf(last, now)
    last = now
    if (news !== null) say(news)
  })
}

function newsOf(last: Snapshot, now: Snapshot): string | null {
  const phase = announcement(now)
  if (phase !== announcement(last)) return phase
  // A turn that has the focus is read out by itself.
  const isFocused = document.activeElement?.matches('[role=treeitem]')
  return now.head && now.head !== last.head && !isFocused ? `Showing “${turnName(now.head)}”.` : null
}

/** Waits for something that may fail, and says how it went. */
export async function sayHow(say: Say, work: Promise<unknown>, done: string): Promise<void> {
  try {
    await work
    say(done)
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
  }
}

export function estimateWords({ minUsd, maxUsd }: CostEstimate): string {
  return `${dollars(minUsd)} to ${dollars(maxUsd)}`
}

export function spentWords({ usd, unknownRuns }: Spent): string {
  return unknownRuns === 0 ? dollars(usd) : `${dollars(usd)} and ${unknownRuns} unknown`
}
