import type { Picture } from '../picture.ts'
import { resample } from '../resample.ts'

/** What is sky and what is not, in any picture: a guess from colour alone. */
export interface Skyline {
  /** Row where land, water or a table begins. */
  readonly horizon: number
  /** The usual colour of a row: what lies behind the things that cross it. */
  backdrop(y: number): readonly [number, number, number]
  /** How surely a pixel is open sky, 0 to 1. */
  skyness(y: number, red: number, green: number, blue: number): number
}

const COLUMNS = 64
const ROWS = 96

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

function distance(a: readonly [number, number, number], red: number, green: number, blue: number): number {
  return Math.abs(a[0] - red) + Math.abs(a[1] - green) + Math.abs(a[2] - blue)
}

/** The first row with a clear edge, or else the one with the most change. */
function findEdge(
  change: (row: number) => number,
  agreeing: (row: number) => number,
): { readonly edge: number; readonly clear: boolean } {
  let best = Math.round(ROWS * 0.5)
  let most = 8
  for (let y = Math.round(ROWS * 0.16); y < ROWS * 0.86; y++) {
    if (change(y) > 44 || agreeing(y) < 0.42) return { edge: y - 1, clear: true }
    if (y > ROWS * 0.3 && change(y) > most) {
      best = y - 1
      most = change(y)
    }
  }
  return { edge: best, clear: most > 24 }
}

/**
 * Takes the median colour of every row of a small copy: things in front are in the minority there. The
 * horizon is the first row where that colour jumps or most of the row no longer agrees with it.
 */
export function findSkyline(picture: Picture): Skyline {
  const { width, height } = picture
  const small = resample(picture, { x: 0, y: 0, width, height }, COLUMNS, ROWS)
  const rows = Array.from({ length: ROWS }, (_, y): readonly [number, number, number] => {
    const channel = (offset: number): number =>
      medianOf(Array.from({ length: COLUMNS }, (_, x) => small.pixels[(y * COLUMNS + x) * 4 + offset] ?? 0))
    return [channel(0), channel(1), channel(2)]
  })
  const agreeing = (y: number): number => {
    let count = 0
    for (let x = 0; x < COLUMNS; x++) {
      const at = (y * COLUMNS + x) * 4
      if (distance(rows[y]!, small.pixels[at]!, small.pixels[at + 1]!, small.pixels[at + 2]!) < 46) count++
    }
    return count / COLUMNS
  }
  const { edge, clear } = findEdge((y) => distance(rows[y - 2]!, ...rows[y]!), agreeing)
  const scale = height / ROWS
  const horizon = edge * scale
  // Where haze hides the edge, a hard line would be an invention.
  const softness = height * (clear ? 0.02 : 0.12)
  const backdrop = (y: number): readonly [number, number, number] =>
    rows[Math.min(ROWS - 1, Math.max(0, Math.floor(y / scale)))]!
  return {
    horizon,
    backdrop,
    skyness: (y, red, green, blue) => {
      const above = (horizon - y) / softness + 0.5
      if (above <= 0) return 0
      // Clouds and discs are lighter than the sky around them, and belong to it.
      const lighter = Math.min(1, Math.max(0, (red + green + blue - 600) / 100)) * 60
      const alike = 1.6 - (distance(backdrop(y), red, green, blue) - lighter) / 75
      return Math.min(1, above) * Math.min(1, Math.max(0, alike))
    },
  }
}
