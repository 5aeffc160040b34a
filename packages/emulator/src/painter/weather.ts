import type { Canvas } from './canvas.ts'
import { mix, type Colour } from './colour.ts'
import { flat, linear, radial } from './ink.ts'
import type { Random } from './random.ts'
import { ellipse, join, polygon, rectangle, stroke, type Point } from './shape.ts'
import { place } from './transform.ts'

/** Flakes in three depths: small and many far off, few and soft near by. */
export function paintSnowfall(canvas: Canvas, random: Random, light: Colour, unit: number, amount = 1): void {
  const { width, height } = canvas.picture
  const area = (width * height) / (unit * unit)
  const layers = [
    [170, 0.0016, 0.75],
    [80, 0.0032, 0.85],
    [26, 0.0062, 0.9],
    [6, 0.0125, 0.5],
  ] as const
  for (const [count, radius, alpha] of layers) {
    for (let index = 0; index < count * area * amount; index++) {
      const x = random.next() * width
      const y = random.next() * height
      const r = unit * radius * random.between(0.7, 1.3)
      if (radius > 0.01)
        canvas.fill(
          ellipse(x, y, r * 1.4),
          radial(x, y, r * 1.4, [
            [0, light, alpha],
            [0.4, light, alpha * 0.7],
            [1, light, 0],
          ]),
        )
      else canvas.fill(ellipse(x, y, r, r * 1.1), flat(light, alpha))
    }
  }
}

/** Slanting streaks and a veil of wet air. */
export function paintRainfall(
  canvas: Canvas,
  random: Random,
  light: Colour,
  air: Colour,
  unit: number,
): void {
  const { width, height } = canvas.picture
  canvas.fill(
    rectangle(0, 0, width, height),
    linear(
      [0, 0, 0, height],
      [
        [0, air, 0.1],
        [0.6, air, 0.3],
        [1, air, 0.12],
      ],
      0.1,
    ),
  )
  const area = (width * height) / (unit * unit)
  for (const [count, length, thick, alpha] of [
    [150, 0.035, 0.0011, 0.4],
    [70, 0.07, 0.0018, 0.5],
    [18, 0.12, 0.0026, 0.42],
  ] as const) {
    for (let index = 0; index < count * area; index++) {
      const x = random.next() * width * 1.1
      const y = random.between(-0.05, 1) * height
      const reach = unit * length * random.between(0.7, 1.2)
      canvas.fill(
        stroke(
          [
            [x, y],
            [x - reach * 0.24, y + reach],
          ],
          unit * thick,
        ),
        flat(light, alpha),
      )
    }
  }
}

/** Banks of fog lying over the land, thickest around `horizon`. */
export function paintFogBanks(
  canvas: Canvas,
  random: Random,
  air: Colour,
  unit: number,
  horizon: number,
): void {
  const { width, height } = canvas.picture
  const top = Math.max(0, horizon - height * 0.35)
  const bottom = Math.min(height, horizon + height * 0.42)
  canvas.fill(
    rectangle(0, top, width, bottom - top),
    linear(
      [0, top, 0, bottom],
      [
        [0, air, 0],
        [0.45, air, 0.62],
        [0.75, air, 0.3],
        [1, air, 0],
      ],
      0.06,
    ),
  )
  const count = Math.round(5 * (width / unit)) + 3
  for (let index = 0; index < count; index++) {
    const x = random.next() * width
    const y = horizon + random.between(-0.16, 0.3) * unit
    const rx = unit * random.between(0.3, 0.65)
    canvas.within(place(x, y, 1, 0.13), () =>
      canvas.fill(
        ellipse(0, 0, rx),
        radial(
          0,
          0,
          rx,
          [
            [0, air, 0.6],
            [0.5, air, 0.36],
            [1, air, 0],
          ],
          0.08,
        ),
      ),
    )
  }
}

/** One bolt from a cloud, with its glow. */
export function paintLightning(
  canvas: Canvas,
  random: Random,
  light: Colour,
  unit: number,
  horizon: number,
): void {
  const x = canvas.picture.width * random.between(0.2, 0.8)
  const fork = (fromX: number, fromY: number, toY: number, thick: number): void => {
    const points: Point[] = [[fromX, fromY]]
    const steps = 7
    for (let step = 1; step <= steps; step++) {
      const [lastX] = points.at(-1) ?? [fromX]
      points.push([lastX + random.between(-0.05, 0.05) * unit, fromY + ((toY - fromY) * step) / steps])
    }
    for (let index = 1; index < points.length; index++) {
      const [a, b] = [points[index - 1], points[index]]
      if (a && b) canvas.fill(stroke([a, b], thick * (1 - index / (points.length + 2))), flat(light))
    }
    const [branchX, branchY] = points[3] ?? [fromX, fromY]
    if (thick > unit * 0.005) fork(branchX, branchY, branchY + (toY - branchY) * 0.6, thick * 0.5)
  }
  canvas.fill(
    ellipse(x, horizon * 0.4, unit * 0.6),
    radial(x, horizon * 0.4, unit * 0.6, [
      [0, light, 0.4],
      [1, light, 0],
    ]),
  )
  fork(x, 0, horizon, unit * 0.009)
}

/** Rays fanning down from a light. */
export function paintRays(
  canvas: Canvas,
  x: number,
  y: number,
  reach: number,
  colour: Colour,
  random: Random,
  strength = 0.16,
): void {
  const count = 9
  for (let index = 0; index < count; index++) {
    const angle = Math.PI * (0.12 + (0.76 * (index + random.between(0.15, 0.85))) / count)
    const spread = random.between(0.015, 0.05)
    const end = (turn: number): Point => [
      x + Math.cos(angle + turn) * reach,
      y + Math.sin(angle + turn) * reach,
    ]
    canvas.fill(
      polygon([[x, y], end(-spread), end(spread)]),
      radial(
        x,
        y,
        reach,
        [
          [0, colour, strength],
          [0.6, colour, strength * 0.5],
          [1, colour, 0],
        ],
        0.08,
      ),
    )
  }
}

/** Leaves or petals on the wind. */
export function paintDrift(
  canvas: Canvas,
  random: Random,
  colours: readonly [Colour, ...Colour[]],
  unit: number,
  amount = 1,
): void {
  const { width, height } = canvas.picture
  const count = Math.round(((width * height) / (unit * unit)) * 16 * amount)
  for (let index = 0; index < count; index++) {
    const size = unit * random.between(0.006, 0.013)
    const colour = mix(random.pick(colours), random.pick(colours), random.next() * 0.4)
    canvas.within(
      place(
        random.next() * width,
        random.next() * height,
        size,
        size * random.between(0.4, 0.9),
        random.next() * 6.3,
      ),
      () => canvas.fill(join(ellipse(0, 0, 1, 0.55)), flat(colour, 0.9)),
    )
  }
}
