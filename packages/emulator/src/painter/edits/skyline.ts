import type { Picture } from '../picture.ts'
import { resample } from '../resample.ts'

/** What is sky and what is not, in any picture: a guess from colour alone. */
export interface Skyline {
  /** Row where land, water or a table begins. */
  readonly horizon: number
  /** How unlike a pixel is to what lies at both ends of its row, and behind the things between. */
  unlike(y: number, red: number, green: number, blue: number): number
  /** How surely a pixel is open sky, 0 to 1. */
  skyness(y: number, red: number, green: number, blue: number): number
}

type Rgb = readonly [number, number, number]

const COLUMNS = 64
const ROWS = 96

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

function distance(a: Rgb, red: number, green: number, blue: number): number {
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
  const medians = (from: number, to: number): Rgb[] =>
    Array.from({ length: ROWS }, (_, y): Rgb => {
      const channel = (offset: number): number =>
        medianOf(
          Array.from(
            { length: to - from },
            (__, x) => small.pixels[(y * COLUMNS + from + x) * 4 + offset] ?? 0,
          ),
        )
      return [channel(0), channel(1), channel(2)]
    })
  const rows = medians(0, COLUMNS)
  const left = medians(0, COLUMNS / 8)
  const right = medians(COLUMNS - COLUMNS / 8, COLUMNS)
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
  const rowOf = (y: number): number => Math.min(ROWS - 1, Math.max(0, Math.floor(y / scale)))
  const backdrop = (y: number): Rgb => rows[rowOf(y)]!
  return {
    horizon,
    unlike: (y, red, green, blue) => {
      const row = rowOf(y)
      const ends = Math.min(distance(left[row]!, red, green, blue), distance(right[row]!, red, green, blue))
      // A wide thing is most of its rows: then their usual colour is its own and says nothing.
      const usual = rows[row]!
      const apart = Math.min(distance(left[row]!, ...usual), distance(right[row]!, ...usual))
      return apart < 70 ? Math.min(ends, distance(usual, red, green, blue)) : ends
    },
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

/** A round light in the sky. */
export interface Disc {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** The sun or moon of a picture, if it has one: the densest patch of nearly white above the horizon. */
export function findDisc(picture: Picture, horizon: number): Disc | undefined {
  const { width, height, pixels } = picture
  const unit = Math.min(width, height)
  const step = Math.max(1, Math.round(unit / 220))
  const cell = unit * 0.08
  const bright: (readonly [x: number, y: number])[] = []
  const cells = new Map<string, number>()
  for (let y = 0; y < horizon; y += step) {
    for (let x = 0; x < width; x += step) {
      const at = (y * width + x) * 4
      if (pixels[at]! + pixels[at + 1]! + pixels[at + 2]! < 700) continue
      bright.push([x, y])
      const key = `${Math.floor(x / cell)},${Math.floor(y / cell)}`
      cells.set(key, (cells.get(key) ?? 0) + 1)
    }
  }
  const [densest] = [...cells].toSorted((a, b) => b[1] - a[1])
  if (!densest || densest[1] < (cell / step) ** 2 * 0.3) return undefined
  const [column = 0, row = 0] = densest[0].split(',').map(Number)
  let middle = { x: (column + 0.5) * cell, y: (row + 0.5) * cell }
  let near = bright
  for (let look = 0; look < 3; look++) {
    near = bright.filter(([x, y]) => Math.hypot(x - middle.x, y - middle.y) < cell * 1.3)
    const mean = (axis: 0 | 1): number => near.reduce((sum, point) => sum + point[axis], 0) / near.length
    middle = { x: mean(0), y: mean(1) }
  }
  return { ...middle, radius: Math.sqrt((near.length * step * step) / Math.PI) }
}
