/** The same bytes as a network may bring them: whole, byte by byte, cut anywhere. */

/** Mulberry32: small, and the same everywhere. Numbers from 0 to below 1. */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Pieces of `bytes`, cut before each of these offsets. */
export function cutAt<T extends Uint8Array>(bytes: T, offsets: readonly number[]): readonly T[] {
  const edges = [0, ...offsets.toSorted((a, b) => a - b), bytes.length]
  return edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge) as T)
}

/** Cut at 1 to 20 places; some pieces may be empty. */
export function cutAtRandom<T extends Uint8Array>(bytes: T, random: () => number): readonly T[] {
  const count = 1 + Math.floor(random() * 20)
  return cutAt(
    bytes,
    Array.from({ length: count }, () => Math.floor(random() * bytes.length)),
  )
}

export interface CutPlan {
  readonly seed: number
  /** How many times it is cut at random places. */
  readonly randomCuts: number
  /** Up to this length, each cut in two. In bytes. */
  readonly everyCutUpTo?: number
}

/** Whole, byte by byte, cut in two at each place, and at random. */
export function* cutEveryWay(
  bytes: Uint8Array,
  { seed, randomCuts, everyCutUpTo = Infinity }: CutPlan,
): Generator<readonly Uint8Array[]> {
  yield [bytes]
  yield cutAt(bytes, [...bytes.keys()])
  if (bytes.length <= everyCutUpTo)
    for (let offset = 1; offset < bytes.length; offset += 1) yield cutAt(bytes, [offset])
  const random = seededRandom(seed)
  for (let round = 0; round < randomCuts; round += 1) yield cutAtRandom(bytes, random)
}
