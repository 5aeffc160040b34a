/** Something that can be given up to make room. */
export interface Holding {
  readonly byteLength: number
  /** Something that is in use cannot be. */
  readonly isInUse: () => boolean
  readonly giveUp: () => void
}

/** So many bytes, shared by what is live, which only grows, and by what is idle, which is given up oldest first. */
export interface MemorySpace {
  readonly usedBytes: number
  /** Takes bytes; false when that cannot be, and then nothing was given up that was needed less. */
  take(bytes: number): boolean
  give(bytes: number): void
  /** Holds what was taken already. From now on it may be given up, in the order of these calls. */
  hold(name: string, holding: Holding): void
  /** Now the newest. */
  touch(name: string): void
  /** Its bytes are free. */
  letGo(name: string): void
}

export function createMemorySpace(maxBytes: number): MemorySpace {
  const holdings = new Map<string, Holding>()
  let usedBytes = 0

  function letGo(name: string): void {
    const holding = holdings.get(name)
    if (!holding) return
    holdings.delete(name)
    usedBytes -= holding.byteLength
    holding.giveUp()
  }

  /** What has to go, oldest first, for so many bytes; null when all of it is not enough. */
  function victimsFor(bytes: number): readonly string[] | null {
    let free = maxBytes - usedBytes
    const victims: string[] = []
    for (const [name, holding] of holdings) {
      if (free >= bytes) break
      if (holding.isInUse()) continue
      victims.push(name)
      free += holding.byteLength
    }
    return free >= bytes ? victims : null
  }

  return {
    get usedBytes() {
      return usedBytes
    },
    take(bytes) {
      const victims = victimsFor(bytes)
      if (!victims) return false
      for (const name of victims) letGo(name)
      usedBytes += bytes
      return true
    },
    give(bytes) {
      usedBytes -= bytes
    },
    hold(name, holding) {
      letGo(name)
      holdings.set(name, holding)
    },
    touch(name) {
      const holding = holdings.get(name)
      if (!holding) return
      holdings.delete(name)
      holdings.set(name, holding)
    },
    letGo,
  }
}
