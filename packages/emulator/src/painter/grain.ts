import { createRandom } from './random.ts'

/** Side of the noise tile in pixels; a power of two, so that wrapping is a mask. */
export const GRAIN_SIZE = 256

function createGrain(): Float32Array {
  const random = createRandom(20_260_117)
  const size = GRAIN_SIZE
  const white = Float32Array.from({ length: size * size }, () => random.next() - 0.5)
  const at = (x: number, y: number): number => white[((y + size) % size) * size + ((x + size) % size)] ?? 0
  const tile = new Float32Array(size * size)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      // Taking away the neighbourhood leaves even, fine grain without clumps.
      const around = at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1)
      tile[y * size + x] = Math.max(-1, Math.min(1, at(x, y) * 1.25 - around * 0.14))
    }
  }
  return tile
}

let tile: Float32Array | undefined

/** One tile of fine noise, about -0.75 to 0.75, always the same; made at first use (about 5 ms). */
export function grainTile(): Float32Array {
  tile ??= createGrain()
  return tile
}

/** Pixels a grain is wide: coarser on big pictures, so that they look like the small ones. */
export function grainScale(width: number, height: number): number {
  return Math.max(1, Math.round(Math.sqrt(width * height) / 1100))
}
