import { mix, toRgb, type Colour } from './colour.ts'

/** A colour at a place of a gradient: position 0 to 1, colour, and how opaque (1 when left out). */
export type Stop = readonly [position: number, colour: Colour, alpha?: number]

/** Entries of a gradient's table; the grain hides the steps between them. */
export const INK_STEPS = 160

/**
 * What fills a shape. Gradients are tables of RGBA (0 to 255, alpha 0 to 1) that the canvas reads by
 * position; `grain` is how far, in positions, each pixel may stray, which gives the stippled edge of
 * light and shade that gouache and risograph prints have.
 */
export interface Ink {
  readonly table: Float32Array
  readonly grain: number
  readonly spread:
    | { readonly kind: 'flat' }
    /** From (x0, y0) to (x1, y1), in the units of the drawing. */
    | { readonly kind: 'linear'; readonly line: readonly [number, number, number, number] }
    /** From the centre outwards to `radius`. */
    | { readonly kind: 'radial'; readonly x: number; readonly y: number; readonly radius: number }
    /** Across the filled shape, whatever its size, in a direction of the picture. */
    | { readonly kind: 'across'; readonly dx: number; readonly dy: number }
}

function tableOf(stops: readonly Stop[]): Float32Array {
  const table = new Float32Array(INK_STEPS * 4)
  let right = 0
  for (let index = 0; index < INK_STEPS; index++) {
    const position = index / (INK_STEPS - 1)
    while (right < stops.length - 1 && (stops[right]?.[0] ?? 1) < position) right++
    const to = stops[right] ?? stops[0]
    const from = stops[Math.max(0, right - 1)] ?? to
    if (!from || !to) break
    const span = to[0] - from[0]
    const amount = span <= 0 ? 1 : Math.min(1, Math.max(0, (position - from[0]) / span))
    const alpha = (from[2] ?? 1) + ((to[2] ?? 1) - (from[2] ?? 1)) * amount
    table.set([...toRgb(mix(from[1], to[1], amount)), alpha], index * 4)
  }
  return table
}

export function flat(colour: Colour, alpha = 1): Ink {
  return {
    table: Float32Array.from([...toRgb(colour), alpha]),
    grain: 0,
    spread: { kind: 'flat' },
  }
}

export function linear(
  line: readonly [number, number, number, number],
  stops: readonly Stop[],
  grain = 0.05,
): Ink {
  return { table: tableOf(stops), grain, spread: { kind: 'linear', line } }
}

export function radial(x: number, y: number, radius: number, stops: readonly Stop[], grain = 0.05): Ink {
  return { table: tableOf(stops), grain, spread: { kind: 'radial', x, y, radius } }
}

export function across(dx: number, dy: number, stops: readonly Stop[], grain = 0.2): Ink {
  return { table: tableOf(stops), grain, spread: { kind: 'across', dx, dy } }
}
