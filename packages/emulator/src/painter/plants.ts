import type { Brush } from './brush.ts'
import { hex, lighten, mix, type Colour } from './colour.ts'
import type { Random } from './random.ts'
import { ellipse, join, leaf, polygon, smooth, stroke, type Knot, type Point } from './shape.ts'
import { place } from './transform.ts'

/** Plants, each 100 units tall with its foot at (0, 0), for landscapes and as things asked for. */

const BARK = hex('#5b4336')
export const SNOW: Colour = hex('#f2f4f6')

export function drawPine(brush: Brush, colour: Colour, snowy: boolean, random: Random): void {
  brush.flat(polygon('-2.4,0 2.4,0 1.2,-30 -1.2,-30'), BARK)
  const tiers = random.whole(4, 6)
  for (let tier = 0; tier < tiers; tier++) {
    const t = tier / tiers
    const bottom = -8 - t * 74
    const top = Math.max(-100, bottom - 40 + t * 12)
    const half = (25 - t * 18) * random.between(0.9, 1.1)
    const knots: Knot[] = [
      [0, top, 'corner'],
      [half * 0.42, (top * 1.1 + bottom) / 2.1],
      [half, bottom, 'corner'],
      [half * 0.45, bottom + 2.5],
      [0, bottom + 4],
      [-half * 0.45, bottom + 2.5],
      [-half, bottom, 'corner'],
      [-half * 0.42, (top * 1.1 + bottom) / 2.1],
    ]
    brush.form(smooth(knots), tier % 2 ? colour : lighten(colour, -0.015))
    if (snowy) {
      const lean = brush.side * -half * 0.12
      brush.form(
        smooth([
          [lean, top, 'corner'],
          [half * 0.36 + lean, (top + bottom) / 2 + 1],
          [half * 0.72 + lean, bottom - 3],
          [half * 0.3 + lean, bottom - 8],
          [lean, bottom - 3],
          [lean - half * 0.3, bottom - 9],
          [lean - half * 0.68, bottom - 3],
          [lean - half * 0.36, (top + bottom) / 2 + 1],
        ]),
        SNOW,
        0.7,
      )
    }
  }
}

/** A broad tree: a trunk with two arms under a crown of overlapping rounds. */
export function drawTree(brush: Brush, colour: Colour, random: Random): void {
  const arms = join(
    stroke('0,0 -1,-22 0,-52', (t) => 8 - t * 4),
    stroke('0,-26 -10,-42 -16,-56', (t) => 4 - t * 2),
    stroke('0,-32 9,-46 15,-58', (t) => 4 - t * 2),
  )
  brush.form(arms, BARK)
  const crown: readonly (readonly [number, number, number])[] = [
    [-19, -52, 17],
    [18, -54, 17],
    [0, -50, 18],
    [-11, -72, 19],
    [13, -74, 18],
    [1, -86, 14],
  ]
  const wobble = (value: number): number => value * random.between(0.92, 1.08)
  const rounds = crown.map(([x, y, r]) => ellipse(wobble(x), y, wobble(r), r * 0.92))
  const whole = join(...rounds)
  brush.form(whole, colour)
  brush.canvas.clip(whole, () => {
    for (const [x, y, r] of crown) {
      brush.form(ellipse(x - brush.side * 4, y - 4, r * 0.72, r * 0.6), lighten(colour, 0.035), 0.7)
    }
    for (let index = 0; index < 26; index++) {
      const angle = random.next() * Math.PI * 2
      const reach = Math.sqrt(random.next()) * 34
      const x = Math.cos(angle) * reach
      const y = -66 + Math.sin(angle) * reach * 0.8
      const dark = x * brush.side > 0
      brush.flat(leaf([x, y], [x + 4.5, y - 1.5], 1.8), lighten(colour, dark ? -0.07 : 0.09), 0.6)
    }
  })
}

/** A small round tree or bush for far slopes. */
export function drawBush(brush: Brush, colour: Colour, random: Random): void {
  const lumps = [
    ellipse(-26, -30, 34, 32),
    ellipse(24, -28, 34, 30),
    ellipse(0, -58 + random.between(-6, 4), 34, 40),
  ]
  brush.form(join(...lumps), colour)
}

/** A slim poplar or cypress. */
export function drawCypress(brush: Brush, colour: Colour): void {
  brush.flat(polygon('-2,0 2,0 1.5,-16 -1.5,-16'), BARK)
  brush.form(smooth('0,-100! 8,-70 11,-35 6,-8 -6,-8 -11,-35 -8,-70'), colour)
}

/** Blades from a root at (0, 0), about 100 tall. */
export function drawGrass(brush: Brush, colour: Colour, random: Random, blades = 7): void {
  for (let index = 0; index < blades; index++) {
    const lean = random.between(-46, 46)
    const tall = random.between(50, 100)
    const root = random.between(-12, 12)
    const points: Point[] = [
      [root, 4],
      [root + lean * 0.25, -tall * 0.6],
      [root + lean, -tall],
    ]
    brush.line(points, (t) => 7 * (1 - t) + 0.6, lighten(colour, random.between(-0.05, 0.06)))
  }
}

export function drawReeds(brush: Brush, colour: Colour, random: Random): void {
  for (let index = 0; index < 6; index++) {
    const lean = random.between(-20, 20)
    const tall = random.between(60, 100)
    const root = random.between(-22, 22)
    brush.line(
      [
        [root, 4],
        [root + lean * 0.3, -tall * 0.55],
        [root + lean, -tall],
      ],
      (t) => 2.8 * (1 - t * 0.7),
      colour,
    )
    if (index % 2 === 0) {
      brush.line(
        [
          [root + lean * 0.86, -tall * 0.9],
          [root + lean, -tall],
        ],
        5,
        mix(colour, BARK, 0.7),
      )
    }
  }
}

/** A meadow flower on its stem. */
export function drawBloom(brush: Brush, petal: Colour, heart: Colour, stem: Colour, random: Random): void {
  const lean = random.between(-14, 14)
  brush.line(
    [
      [0, 2],
      [lean * 0.2, -45],
      [lean, -86],
    ],
    (t) => 4.4 - 2 * t,
    stem,
  )
  brush.flat(leaf([lean * 0.1, -18], [lean * 0.1 + 24, -44], 9), stem)
  brush.flat(leaf([lean * 0.12, -26], [lean * 0.1 - 22, -52], 9), lighten(stem, 0.03))
  const tilt = random.between(-0.4, 0.4)
  if (random.chance(0.4)) {
    drawTulip(brush, petal, lean)
    return
  }
  brush.within(place(lean, -88, 1, 0.82, tilt), () => {
    for (let index = 0; index < 6; index++) {
      const angle = (index / 6) * Math.PI * 2
      brush.form(leaf([0, 0], [Math.cos(angle) * 19, Math.sin(angle) * 19], 15), petal, 0.5)
    }
    brush.form(ellipse(0, 0, 6), heart, 0.7)
  })
}

function drawTulip(brush: Brush, petal: Colour, x: number): void {
  brush.form(
    smooth([
      [x - 12, -104, 'corner'],
      [x - 14, -88],
      [x, -76],
      [x + 14, -88],
      [x + 12, -104, 'corner'],
      [x + 5, -96],
      [x, -108, 'corner'],
      [x - 5, -96],
    ]),
    petal,
  )
  brush.flat(leaf([x, -78], [x, -106], 10), lighten(petal, 0.05), 0.7)
}

/** A white trunk with its dark eyes, from the ground up out of the picture. */
export function drawBirch(brush: Brush, width: number, height: number, random: Random): void {
  // As much as a short trunk would lean: a tall one stays upright.
  const lean = random.between(-1, 1) * Math.min(height * 0.04, width * 0.9)
  const flare = width * 0.22
  const trunk = smooth([
    [-width / 2 - flare, 4, 'corner'],
    [-width / 2, -height * 0.06],
    [-width * 0.44 + lean * 0.5, -height * 0.5],
    [-width * 0.36 + lean, -height, 'corner'],
    [width * 0.36 + lean, -height, 'corner'],
    [width * 0.44 + lean * 0.5, -height * 0.5],
    [width / 2, -height * 0.06],
    [width / 2 + flare, 4, 'corner'],
  ])
  brush.form(trunk, hex('#f1ebdd'), 1.15)
  brush.canvas.clip(trunk, () => {
    const marks = Math.round(height / (width * 0.62))
    for (let index = 0; index < marks; index++) {
      const y = -(random.next() ** 0.8) * height
      const middle = lean * (-y / height)
      const left = random.chance(0.5) ? -1 : 1
      const length = width * random.between(0.18, 0.62)
      const from = middle + left * width * 0.52
      const thick = width * random.between(0.03, 0.1)
      brush.line(
        [
          [from, y],
          [from - left * length * 0.5, y + thick * 0.5],
          [from - left * length, y],
        ],
        (t) => thick * (1 - t * 0.8),
        hex('#332f31'),
        0.85,
      )
    }
    for (let index = 0; index < 3; index++) {
      const y = -height * random.between(0.2, 0.9)
      const x = lean * (-y / height) + random.between(-0.12, 0.12) * width
      brush.flat(
        smooth([
          [x - width * 0.16, y],
          [x, y - width * 0.13],
          [x + width * 0.16, y],
          [x, y + width * 0.1],
        ]),
        hex('#332f31'),
        0.85,
      )
    }
    brush.flat(
      polygon([
        [-width, 4],
        [width, 4],
        [width, -width * 0.35],
        [width * 0.3, -width * 0.12],
        [0, -width * 0.5],
        [-width * 0.3, -width * 0.1],
        [-width, -width * 0.4],
      ]),
      hex('#332f31'),
      0.5,
    )
  })
}

export function drawFern(brush: Brush, colour: Colour, random: Random): void {
  for (const [reach, rise] of [
    [-58, -46],
    [-30, -78],
    [4, -92],
    [34, -74],
    [60, -42],
  ] as const) {
    const end: Point = [reach * random.between(0.85, 1.1), rise * random.between(0.85, 1.1)]
    const middle: Point = [end[0] * 0.35, end[1] * 0.75]
    brush.line([[0, 0], middle, end], (t) => 3 * (1 - t * 0.8), colour)
    for (let step = 2; step < 9; step++) {
      const t = step / 9
      const x = 2 * (1 - t) * t * middle[0] + t * t * end[0]
      const y = 2 * (1 - t) * t * middle[1] + t * t * end[1]
      const size = 17 * (1 - t * 0.72)
      const dark = lighten(colour, random.between(-0.04, 0.05))
      brush.flat(leaf([x, y], [x + size * 0.75, y + size * 0.5], size * 0.32), dark)
      brush.flat(leaf([x, y], [x - size * 0.75, y + size * 0.4], size * 0.32), dark)
    }
  }
}

export function drawStone(brush: Brush, colour: Colour, random: Random): void {
  const w = random.between(60, 110)
  brush.form(
    smooth([
      [-w, 4, 'corner'],
      [-w * 0.82, -34],
      [-w * 0.2, -62],
      [w * 0.45, -54],
      [w * 0.9, -22],
      [w, 4, 'corner'],
    ]),
    colour,
  )
}
