import type { LogEntry } from './store/run-store.ts'

/** Hands the entries of a run to one reader, without a log: the next one is made when it is asked for. */
export interface Handoff {
  /** Resolves when the reader wants more, so that a slow reader slows whoever makes the run. */
  readonly put: (entry: LogEntry) => Promise<void>
  /** The last one, which nobody waits for. */
  readonly end: (entry: LogEntry) => void
  /** From now on nothing waits for the reader: the run is coming to its end. */
  readonly hurry: () => void
  /** The reader is gone: what is put goes nowhere. */
  readonly leave: () => void
  readonly entries: AsyncIterable<readonly LogEntry[]>
}

export function createHandoff(): Handoff {
  const held: LogEntry[] = []
  let hasEnded = false
  let hasLeft = false
  let isHurried = false
  let wake = (): void => {}
  let letGo = (): void => {}

  async function* read(): AsyncGenerator<readonly LogEntry[], void, undefined> {
    for (;;) {
      while (held.length === 0 && !hasEnded && !hasLeft)
        await new Promise<void>((resolve) => (wake = resolve))
      if (held.length === 0) return
      yield held.splice(0)
      letGo()
    }
  }

  function push(entry: LogEntry): void {
    if (!hasLeft) held.push(entry)
    wake()
  }

  return {
    async put(entry) {
      const isTaken = new Promise<void>((resolve) => (letGo = resolve))
      push(entry)
      if (!isHurried && !hasLeft) await isTaken
    },
    end(entry) {
      hasEnded = true
      push(entry)
    },
    hurry() {
      isHurried = true
      letGo()
    },
    leave() {
      hasLeft = true
      held.length = 0
      letGo()
      wake()
    },
    entries: { [Symbol.asyncIterator]: read },
  }
}
