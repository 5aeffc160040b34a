/** Choices that are the same for the same seed. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of the list, which is not empty. */
  pick<T>(list: readonly T[]): T
  /** The list in another order. */
  shuffled<T>(list: readonly T[]): T[]
}

/** Two texts or numbers that differ give unrelated sequences. */
export function createRandom(...seed: readonly (string | number)[]): Random {
  const next = mulberry32(hash(seed.join('\n')))
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    chance: (probability) => next() < probability,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('There is nothing to pick from.')
      return list[below(list.length)] as T
    },
    shuffled<T>(list: readonly T[]): T[] {
      const copy = [...list]
      for (let index = copy.length - 1; index > 0; index -= 1) {
        const other = below(index + 1)
        const [a, b] = [copy[index] as T, copy[other] as T]
        copy[index] = b
        copy[other] = a
      }
      return copy
    },
  }
}

/** Small, and the same on every machine. */
function mulberry32(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value
}
