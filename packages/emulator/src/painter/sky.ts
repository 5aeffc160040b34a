import { hex, lighten, mix, type Colour } from './colour.ts'
import { flat, linear, radial, type Stop } from './ink.ts'
import { ellipse, join, rectangle, smooth, stroke, type Knot, type Point } from './shape.ts'
import type { Random } from './random.ts'
import type { Stage } from './stage.ts'
import { place } from './transform.ts'

/** Sky, its light, its clouds or stars, down to `bottom`. */
export function paintSky(stage: Stage, bottom: number = stage.horizon): void {
  const { canvas, palette, width, unit } = stage
  const [top, middle, low] = palette.sky
  const stops: Stop[] = [
    [0, top],
    [0.52, middle],
    [0.94, low],
    [1, low],
  ]
  canvas.fill(rectangle(0, 0, width, bottom + unit * 0.12), linear([0, 0, 0, bottom], stops, 0.05))
  if (palette.darkness > 0.35) paintStars(stage, bottom)
  if (stage.light.kind !== 'hidden') paintDisc(stage)
  paintClouds(stage, bottom)
}

function paintDisc(stage: Stage): void {
  const { canvas, palette, unit, light } = stage
  const moon = light.kind === 'moon'
  const big = stage.brief.place === 'desert' ? 2 : 1
  const radius = unit * (moon ? 0.062 : 0.075 * big)
  const far = radius * (moon ? 6 : 8 / big)
  const halo: Stop[] = [
    [0, palette.glow, moon ? 0.55 : 0.8],
    [0.18, palette.glow, moon ? 0.32 : 0.5],
    [0.5, palette.glow, 0.14],
    [1, palette.glow, 0],
  ]
  canvas.fill(ellipse(light.x, light.y, far), radial(light.x, light.y, far, halo, 0.05))
  for (const ring of [2.1, 1.5]) {
    canvas.fill(ellipse(light.x, light.y, radius * ring), flat(palette.disc, 0.1))
  }
  canvas.fill(ellipse(light.x, light.y, radius), flat(palette.disc))
  if (!moon) return
  const grey = mix(palette.disc, palette.glow, 0.4)
  for (const [x, y, r] of [
    [-0.3, -0.25, 0.26],
    [0.28, 0.1, 0.34],
    [-0.15, 0.45, 0.18],
    [0.2, -0.5, 0.14],
  ] as const) {
    canvas.fill(ellipse(light.x + x * radius, light.y + y * radius, r * radius), flat(grey, 0.45))
  }
}

export function paintStars(stage: Stage, bottom: number, density = 1): void {
  const { canvas, palette, unit, width } = stage
  const random = stage.random.fork('stars')
  const strength = Math.min(1, (palette.darkness - 0.25) * 1.6)
  const count = Math.round(((width * bottom) / (unit * unit)) * 130 * strength * density)
  for (let index = 0; index < count; index++) {
    const x = random.next() * width
    // Squared: stars thin out towards the horizon.
    const y = random.next() ** 1.5 * bottom * 0.96
    const bright = random.next() ** 4
    const radius = unit * (0.0009 + 0.0026 * bright)
    const alpha = (0.35 + 0.6 * random.next()) * (1 - (y / bottom) * 0.7) * strength
    canvas.fill(ellipse(x, y, radius), flat(palette.light, alpha))
    if (bright > 0.75) {
      const reach = radius * 4.5
      const cross = join(
        stroke(
          [
            [x - reach, y],
            [x + reach, y],
          ],
          (t) => radius * 0.9 * (1 - Math.abs(t * 2 - 1)),
        ),
      )
      canvas.fill(cross, flat(palette.light, alpha * 0.8))
      canvas.within(place(x, y, 1, 1, Math.PI / 2), () =>
        canvas.fill(
          stroke(
            [
              [-reach, 0],
              [0, 0],
              [reach, 0],
            ],
            (t) => radius * 0.9 * (1 - Math.abs(t * 2 - 1)),
          ),
          flat(palette.light, alpha * 0.8),
        ),
      )
    }
  }
}

/** One cloud around (0, 0), `length` long: flat below, billows above. */
export function cloudShape(random: Random, length: number, height: number): ReturnType<typeof smooth> {
  const bumps = random.whole(4, 6)
  const shapes = []
  for (let index = 0; index < bumps; index++) {
    const t = (index + 0.5) / bumps
    const rise = Math.sin(Math.PI * t) ** 0.8 * random.between(0.6, 1)
    const radius = height * (0.3 + 0.5 * rise)
    shapes.push(
      ellipse((t - 0.5) * length * 0.82, -radius * 0.55, (length / bumps) * random.between(0.7, 1), radius),
    )
  }
  const base: Knot[] = [
    [-length / 2, 0],
    [-length * 0.3, -height * 0.32],
    [length * 0.3, -height * 0.32],
    [length / 2, 0],
    [length * 0.3, height * 0.1],
    [-length * 0.3, height * 0.1],
  ]
  return join(smooth(base), ...shapes)
}

function paintClouds(stage: Stage, bottom: number): void {
  const { brief, palette, random: all } = stage
  if (brief.weather === 'clear' || brief.weather === 'fog') return
  const random = all.fork('clouds')
  const heavy = brief.weather === 'rain' || brief.weather === 'storm'
  const billowing =
    !heavy &&
    palette.darkness < 0.2 &&
    (brief.place === 'clouds' || brief.weather === 'wind' || random.chance(0.55))
  if (heavy) paintOvercast(stage, bottom, random)
  else if (billowing) paintBillows(stage, bottom, random)
  else paintBands(stage, bottom, random)
}

/** Long thin bands, lit from below: the sky of mornings and evenings. */
function paintBands(stage: Stage, bottom: number, random: Random): void {
  const { canvas, palette, unit, width } = stage
  const count = Math.round((width / unit) * random.between(3, 5)) + Math.round((bottom / unit) * 2)
  for (let index = 0; index < count; index++) {
    const y = bottom * random.between(0.16, 0.9)
    const x = random.next() * width
    const length = unit * random.between(0.3, 1) * (0.5 + 0.5 * (y / bottom))
    const thick = unit * random.between(0.006, 0.017)
    const pale = random.chance(0.6)
    const tint = pale
      ? mix(skyAt(palette.sky, y / bottom), palette.glow, 0.45)
      : mix(skyAt(palette.sky, y / bottom), palette.haze, 0.5)
    const points: Point[] = [
      [x - length / 2, y],
      [x - length * 0.2, y - thick * 0.5],
      [x + length * 0.15, y + thick * 0.2],
      [x + length / 2, y],
    ]
    canvas.fill(
      stroke(points, (t) => thick * Math.sin(Math.PI * t) ** 0.6),
      flat(tint, 0.5),
    )
  }
}

function paintBillows(stage: Stage, bottom: number, random: Random): void {
  const { canvas, palette, unit, width } = stage
  const count = Math.max(2, Math.round((width / unit) * 1.8 + (bottom / unit) * 1.2))
  for (let index = 0; index < count; index++) {
    const t = (index + random.between(0.2, 0.8)) / count
    const y = bottom * (0.14 + 0.72 * ((index * 0.618) % 1))
    const length = unit * random.between(0.22, 0.5) * (0.55 + 0.6 * (1 - y / bottom))
    const height = length * random.between(0.2, 0.3)
    const light = mix(palette.light, palette.glow, 0.18)
    const under = mix(skyAt(palette.sky, y / bottom), light, 0.4)
    canvas.within(place(t * width, y), () => {
      const stops: Stop[] = [
        [0, light, 0.95],
        [0.55, light, 0.85],
        [1, under, 0.55],
      ]
      canvas.fill(
        cloudShape(random, length, height),
        linear([0, -height * 1.1, 0, height * 0.12], stops, 0.14),
      )
    })
  }
}

/** Rain clouds: rows of heavy bellies. */
function paintOvercast(stage: Stage, bottom: number, random: Random): void {
  const { canvas, palette, unit, width } = stage
  for (let row = 0; row < 4; row++) {
    const y = bottom * (0.02 + row * 0.14)
    const colour = mix(lighten(palette.sky[0], -0.05), palette.sky[1], row / 4)
    const step = unit * 0.36
    for (let x = -step; x < width + step; x += step * random.between(0.6, 1.1)) {
      const length = unit * random.between(0.5, 0.9)
      const height = unit * random.between(0.1, 0.17)
      canvas.within(place(x, y, 1, -1), () => {
        const stops: Stop[] = [
          [0, colour, 0.9],
          [0.6, mix(colour, palette.light, 0.1), 0.55],
          [1, colour, 0.1],
        ]
        canvas.fill(cloudShape(random, length, height), linear([0, -height, 0, height * 0.1], stops, 0.12))
      })
    }
  }
}

/** The sky's own colour at a height, 0 at the zenith. */
export function skyAt(sky: readonly [Colour, Colour, Colour], height: number): Colour {
  return height < 0.52
    ? mix(sky[0], sky[1], height / 0.52)
    : mix(sky[1], sky[2], Math.min(1, (height - 0.52) / 0.42))
}

/** A few far birds, as two strokes each. */
export function paintFarBirds(stage: Stage, x: number, y: number, count: number): void {
  const { canvas, palette, unit } = stage
  const random = stage.random.fork('birds')
  const ink = flat(mix(palette.dark, palette.haze, 0.25), 0.8)
  for (let index = 0; index < count; index++) {
    const span = unit * random.between(0.011, 0.022)
    const bx = x + random.between(-0.16, 0.16) * unit
    const by = y + random.between(-0.07, 0.07) * unit
    const lift = random.between(0.25, 0.6)
    const wing = (t: number): number => span * 0.16 * (1 - t * 0.75)
    canvas.fill(
      stroke(
        [
          [bx, by],
          [bx + span * 0.45, by - span * lift],
          [bx + span, by - span * lift * 0.5],
        ],
        wing,
      ),
      ink,
    )
    canvas.fill(
      stroke(
        [
          [bx, by],
          [bx - span * 0.45, by - span * lift],
          [bx - span, by - span * lift * 0.4],
        ],
        wing,
      ),
      ink,
    )
  }
}

export const LAMP: Colour = hex('#ffd27a')
