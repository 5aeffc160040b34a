import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { ellipse, polygon, rounded, smooth, stroke, without } from '../shape.ts'
import { place } from '../transform.ts'
import { drawOpenBook } from './book.ts'
import type { Look, Repertoire, Subject } from './subject.ts'

const STEEL = hex('#5f6e76')
const INK = hex('#22303a')

/** A can with its spout to the right, the handle's middle at (0, 0). */
export function drawWateringCan(brush: Brush, colour: Colour): void {
  brush.form(
    without(smooth('-26,-4 -22,-22 -4,-28 10,-18 10,-6'), smooth('-19,-4 -16,-17 -4,-21 4,-14 5,-4')),
    lighten(colour, -0.05),
  )
  brush.form(smooth('14,20! 42,-8! 47,-4! 18,32!'), lighten(colour, -0.03))
  brush.form(polygon('36,-9 46,-18 56,-3 47,2'), colour)
  brush.form(smooth('-20,-6! 16,-6! 20,34! -24,34!'), colour, 1.1)
  brush.flat(smooth('-21,2! 17,2! 17.4,7! -21.5,7!'), lighten(colour, 0.09), 0.8)
}

/** Jets from the rose of a can at (52, -11), falling about 50 further on. */
function drawWaterArc(brush: Brush, random: Look['random']): void {
  const water = hex('#c3e8ee')
  for (let jet = 0; jet < 5; jet++) {
    const reach = 34 + jet * 5
    const x = 49 + jet * 1.3
    const y = -15 + jet * 2.6
    brush.line(
      [
        [x, y],
        [x + reach * 0.4, y - 9 + jet],
        [x + reach * 0.78, y + 2],
        [x + reach, y + 22 - jet],
      ],
      (t) => 1.5 - t * 0.6,
      water,
      0.9,
    )
  }
  for (let drop = 0; drop < 8; drop++)
    brush.flat(ellipse(random.between(80, 106), random.between(-2, 14), 1.1, 1.7), water, 0.95)
}

const robot: Subject = {
  tall: 0.95,
  half: 36,
  home: 'ground',
  draw: (brush, look) => {
    const shell = look.colour ?? hex(look.random.pick(['#7fb3ae', '#e3dccb', '#e8a04a']))
    const trim = mix(shell, hex('#c9502f'), 0.85)
    for (const x of [-13, 13]) {
      brush.form(rounded(x - 4, -26, 8, 22, 3), STEEL)
      for (const y of [-20, -14])
        brush.line(
          [
            [x - 4, y],
            [x + 4, y],
          ],
          1,
          lighten(STEEL, -0.1),
        )
      brush.form(
        smooth([
          [x - 10, 0, 'corner'],
          [x - 9, -7],
          [x + 2, -9],
          [x + 12, -4],
          [x + 12, 0, 'corner'],
        ]),
        trim,
      )
    }
    brush.line('0,-92 2,-104', 1.6, STEEL)
    brush.form(ellipse(2, -107, 3.6), trim)
    if (brush.lit) brush.glow(2, -107, 22, hex('#ff9a6a'), 0.7)
    brush.form(rounded(-27, -58, 54, 36, 11), shell, 1.1)
    drawChest(brush, shell, trim)
    brush.form(rounded(-9, -64, 18, 8, 3), STEEL)
    brush.form(rounded(-32, -94, 64, 33, 13), shell, 1.1)
    for (const x of [-36, 32]) brush.form(rounded(x, -84, 5, 13, 2.4), trim)
    drawScreen(brush, look)
    drawArms(brush, look, shell)
  },
}

function drawChest(brush: Brush, shell: ReturnType<typeof hex>, trim: ReturnType<typeof hex>): void {
  brush.form(rounded(-17, -51, 22, 18, 4), lighten(shell, 0.08), 0.5)
  brush.line('-13,-40 -8,-44 -4,-38 1,-45', 1.3, trim)
  for (const [y, colour] of [
    [-47, '#e8b93f'],
    [-40, '#c9502f'],
    [-33, '#f4efe2'],
  ] as const)
    brush.form(ellipse(15, y, 2.7), hex(colour))
  for (const [x, y] of [
    [-23, -54],
    [23, -54],
    [-23, -27],
    [23, -27],
  ] as const)
    brush.flat(ellipse(x, y, 1.3), lighten(shell, -0.16))
}

function drawScreen(brush: Brush, look: Look): void {
  brush.form(rounded(-25, -88, 50, 22, 9), INK, 0.5)
  const light = hex('#ffe9a8')
  for (const x of [-11, 12]) {
    if (look.pose === 'asleep')
      brush.line(
        [
          [x - 5, -78],
          [x, -75],
          [x + 5, -78],
        ],
        1.8,
        light,
      )
    else {
      brush.glow(x, -78, 12, light, 0.5)
      brush.shine(ellipse(x, -78, 4.2, 5), light)
    }
  }
  brush.line('-4,-72 0.5,-70 5,-72', 1.4, light)
  brush.flat(smooth('-22,-84 -10,-87 2,-86 -16,-74 -22,-74'), hex('#ffffff'), 0.08)
}

function drawArms(brush: Brush, look: Look, shell: ReturnType<typeof hex>): void {
  brush.form(stroke('-28,-52 -38,-42 -36,-28', 5.6), STEEL)
  brush.form(ellipse(-36, -27, 5), lighten(shell, -0.04))
  if (look.pose === 'watering') {
    brush.within(place(56, -56, 0.62, 0.62, 0.22), () => drawWateringCan(brush, hex('#dca03a')))
    brush.within(place(40, -47, 0.9), () => drawWaterArc(brush, look.random))
    brush.form(stroke('28,-52 38,-54 50,-62', 5.6), STEEL)
    brush.form(ellipse(50, -64, 5), lighten(shell, -0.04))
    return
  }
  brush.form(stroke('28,-52 38,-42 36,-28', 5.6), STEEL)
  brush.form(ellipse(36, -27, 5), lighten(shell, -0.04))
  if (look.pose === 'reading') brush.within(place(0, -20, 0.5), () => drawOpenBook(brush, hex('#a63f34')))
}

const wateringCan: Subject = {
  tall: 0.5,
  half: 45,
  home: 'table',
  draw: (brush, look) => {
    brush.within(place(0, -50, 1.45), () => drawWateringCan(brush, look.colour ?? hex('#5f8f86')))
  },
}

export const ROBOTS: Repertoire = { robot, 'watering-can': wateringCan }
