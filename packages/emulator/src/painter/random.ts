/** A seeded source of chance: everything that varies in a picture comes from one of these. */
export interface Random {
  /** A number from 0 up to 1. */
  next(): number
  /** A number from `low` up to `high`. */
  between(low: number, high: number): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  pick<const T extends readonly [unknown, ...unknown[]]>(items: T): T[number]
  chance(probability: number): boolean
  /** An independent source, so that a change in one part of a picture leaves the others alone. */
  fork(name: string): Random
}

/** FNV-1a over UTF-16 units, well mixed: similar words give unrelated seeds. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  value = Math.imul(value ^ (value >>> 16), 0x7feb352d)
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b)
  return (value ^ (value >>> 16)) >>> 0
}

/** mulberry32: small, fast, and good enough for leaves and stars. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    chance: (probability) => next() < probability,
    fork: (name) => createRandom(hash(`${seed}/${name}`)),
  }
}

/** Smooth noise along a line, about -1 to 1: ridges, coasts, the wobble of a hand-drawn edge. */
export function createWave(random: Random): (position: number) => number {
  const offsets = Array.from({ length: 5 }, () => random.next() * Math.PI * 2)
  const stretch = Array.from({ length: 5 }, () => random.between(0.8, 1.25))
  return (position) => {
    let sum = 0
    for (let octave = 0; octave < 5; octave++) {
      const frequency = 2 ** octave * (stretch[octave] ?? 1)
      sum += Math.sin(position * frequency + (offsets[octave] ?? 0)) / 1.85 ** octave
    }
    return sum / 2
  }
}
