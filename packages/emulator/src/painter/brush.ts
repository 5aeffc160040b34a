import type { Canvas } from './canvas.ts'
import { lighten, mix, type Colour } from './colour.ts'
import { across, flat, linear, radial, type Stop } from './ink.ts'
import type { Palette } from './palette.ts'
import { ellipse, stroke, type Line, type Shape } from './shape.ts'
import { place, type Transform } from './transform.ts'

/**
 * Draws things as they look in the picture's light. Colours are given as they are at noon; the brush
 * darkens, tints and veils them. Names of strokes follow what a painter would say.
 */
export interface Brush {
  readonly canvas: Canvas
  readonly palette: Palette
  /** True when lamps and windows shine. */
  readonly lit: boolean
  /** 1 when light comes from the drawing's left. */
  readonly side: 1 | -1
  /** The colour as it looks here. */
  tone(colour: Colour): Colour
  /** An even area. */
  flat(shape: Shape, colour: Colour, alpha?: number): void
  /** A rounded thing: light on one side, stippled shade on the other. `depth` is how strong, 0 to 1. */
  form(shape: Shape, colour: Colour, depth?: number): void
  /** From one colour to another along a line. */
  blend(
    shape: Shape,
    line: readonly [number, number, number, number],
    stops: readonly Stop[],
    grain?: number,
  ): void
  line(points: Line, width: number | ((along: number) => number), colour: Colour, alpha?: number): void
  /** Shade that falls on `shape` only: `cast` is drawn inside it, dark and soft. */
  shade(shape: Shape, cast: Shape, strength?: number): void
  /** Light that the thing itself gives, untouched by the hour. */
  shine(shape: Shape, colour: Colour, alpha?: number): void
  glow(x: number, y: number, radius: number, colour: Colour, strength?: number): void
  within(transform: Transform, draw: () => void): void
  /** The same brush, seen through `veil` of `colour`: for reflections and things behind glass. */
  veiled(colour: Colour, veil: number): Brush
}

export interface BrushOptions {
  readonly side: 1 | -1
  readonly depth: number
  readonly lit: boolean
  /** The drawing is mirrored, so its own left is the picture's right. */
  readonly flipped?: boolean
  readonly veil?: { readonly colour: Colour; readonly amount: number }
}

export function createBrush(canvas: Canvas, palette: Palette, options: BrushOptions): Brush {
  const { side, depth, lit, veil } = options
  const far = (1 - depth) * 0.85

  const tone = (colour: Colour): Colour => {
    const dimmed = { ...colour, l: colour.l * (1 - 0.34 * palette.darkness) }
    const aired = mix(dimmed, palette.ambient, palette.veil)
    const hazed = far > 0 ? mix(aired, palette.haze, far) : aired
    return veil ? mix(hazed, veil.colour, veil.amount) : hazed
  }
  const shadeOf = (colour: Colour, strength: number): Colour => {
    const deep = mix(palette.ambient, palette.dark, 0.55)
    return lighten(mix(colour, deep, 0.5 * strength * (1 - far)), -0.05 * strength)
  }
  const liftOf = (colour: Colour, strength: number): Colour =>
    lighten(mix(colour, palette.glow, 0.22 * strength * (1 - far)), 0.045 * strength)

  const brush: Brush = {
    canvas,
    palette,
    lit,
    side: options.flipped ? (-side as 1 | -1) : side,
    tone,
    flat: (shape, colour, alpha = 1) => canvas.fill(shape, flat(tone(colour), alpha)),
    form: (shape, colour, strength = 1) => {
      const base = tone(colour)
      const stops: Stop[] = [
        [0.02, liftOf(base, strength)],
        [0.3, base],
        [0.55, base],
        [1, shadeOf(base, strength)],
      ]
      canvas.fill(shape, across(side * 0.8, 0.6, stops, 0.16))
    },
    blend: (shape, line, stops, grain = 0.12) => {
      const toned = stops.map(([at, colour, alpha]): Stop => [at, tone(colour), alpha ?? 1])
      canvas.fill(shape, linear(line, toned, grain))
    },
    line: (points, width, colour, alpha = 1) => canvas.fill(stroke(points, width), flat(tone(colour), alpha)),
    shade: (shape, cast, strength = 0.5) => {
      const deep = mix(palette.ambient, palette.dark, 0.6)
      canvas.clip(shape, () =>
        canvas.fill(
          cast,
          across(
            side * 0.8,
            0.6,
            [
              [0, deep, strength * 0.45],
              [1, deep, strength],
            ],
            0.3,
          ),
        ),
      )
    },
    shine: (shape, colour, alpha = 1) =>
      canvas.fill(shape, flat(veil ? mix(colour, veil.colour, veil.amount) : colour, alpha)),
    glow: (x, y, radius, colour, strength = 0.6) => {
      const power = veil ? strength * (1 - veil.amount) : strength
      const stops: Stop[] = [
        [0, colour, power],
        [0.3, colour, power * 0.42],
        [0.65, colour, power * 0.1],
        [1, colour, 0],
      ]
      canvas.fill(ellipse(x, y, radius), radial(x, y, radius, stops, 0.06))
    },
    within: (transform, draw) => canvas.within(transform, draw),
    veiled: (colour, amount) => createBrush(canvas, palette, { ...options, veil: { colour, amount } }),
  }
  return brush
}

/** A shadow on the ground under a foot `width` wide, leaning away from the light. */
export function groundShadow(brush: Brush, width: number, strength = 0.35): void {
  const deep = mix(brush.palette.ambient, brush.palette.dark, 0.65)
  const reach = width * 0.5
  brush.within(place(brush.side * width * 0.18, 0, 1, 0.16), () => {
    const stops: Stop[] = [
      [0, deep, strength],
      [0.55, deep, strength * 0.7],
      [1, deep, 0],
    ]
    brush.canvas.fill(ellipse(0, 0, reach * 1.25), radial(0, 0, reach * 1.25, stops, 0.12))
  })
}
