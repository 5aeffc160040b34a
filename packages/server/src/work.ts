/** What goes on apart from requests, so that a process can wait for it before it ends. */
export interface Work {
  add(work: Promise<unknown>): void
  /** True when there is nothing left; false when it takes longer than that. */
  idle(ms: number): Promise<boolean>
}

export function createWork(): Work {
  const going = new Set<Promise<unknown>>()
  const waiting = new Set<() => void>()

  return {
    add(work) {
      // What failed was reported by whoever made it.
      const settled: Promise<unknown> = work
        .catch(() => {})
        .then(() => {
          going.delete(settled)
          if (going.size === 0) for (const goOn of waiting) goOn()
        })
      going.add(settled)
    },
    idle(ms) {
      return new Promise((resolve) => {
        if (going.size === 0) return resolve(true)
        const end = (isIdle: boolean): void => {
          clearTimeout(timer)
          waiting.delete(onIdle)
          resolve(isIdle)
        }
        const onIdle = (): void => end(true)
        const timer = setTimeout(() => end(false), ms)
        waiting.add(onIdle)
      })
    },
  }
}
