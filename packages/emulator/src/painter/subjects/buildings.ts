import { groundShadow, type Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { linear } from '../ink.ts'
import { SNOW } from '../plants.ts'
import { ellipse, join, polygon, rectangle, rounded, smooth, stroke, without } from '../shape.ts'
import { LAMP } from '../sky.ts'
import { place } from '../transform.ts'
import type { Repertoire, Subject } from './subject.ts'

const PANE = hex('#3c4a5c')

/** A window that shines when lamps are lit. */
export function drawWindow(
  brush: Brush,
  x: number,
  y: number,
  width: number,
  height: number,
  frame: Colour,
  shining: boolean = brush.lit,
): void {
  brush.flat(rounded(x - width * 0.14, y - height * 0.1, width * 1.28, height * 1.2, width * 0.08), frame)
  if (shining) {
    brush.glow(x + width / 2, y + height / 2, width * 2.3, LAMP, 0.4)
    brush.shine(rectangle(x, y, width, height), LAMP)
    brush.shine(rectangle(x, y + height * 0.5, width, height * 0.5), hex('#f6a94a'), 0.45)
  } else {
    brush.blend(
      rectangle(x, y, width, height),
      [x, y, x + width, y + height],
      [
        [0, lighten(PANE, 0.2)],
        [0.45, PANE],
        [1, PANE],
      ],
      0.1,
    )
  }
  brush.flat(
    join(
      rectangle(x + width * 0.46, y, width * 0.08, height),
      rectangle(x, y + height * 0.46, width, height * 0.07),
    ),
    frame,
  )
}

export interface CottageOptions {
  readonly chimney: boolean
  readonly snowy: boolean
}

/** A gabled house, its long side to us; 100 tall with the chimney. */
export function drawCottage(brush: Brush, wall: Colour, roof: Colour, options: CottageOptions): void {
  const { chimney, snowy } = options
  if (chimney) {
    brush.form(rectangle(24, -98, 13, 34), mix(wall, roof, 0.55))
    brush.flat(rectangle(22, -101, 17, 6), lighten(roof, -0.08))
  }
  brush.form(rectangle(-58, -46, 116, 48), wall, 0.9)
  brush.form(polygon('-58,-46 -58,2 -14,2 -14,-46 -36,-84'), lighten(wall, 0.025), 0.7)
  brush.shade(rectangle(-58, -46, 116, 48), rectangle(-60, -48, 122, 11), 0.4)
  brush.form(polygon('-36,-88 42,-88 66,-40 -12,-40'), roof)
  for (let row = 1; row < 4; row++) {
    brush.line(
      [
        [-36 + row * 6, -88 + row * 12],
        [42 + row * 6, -88 + row * 12],
      ],
      1,
      lighten(roof, -0.07),
      0.7,
    )
  }
  brush.flat(polygon('-66,-38 -36,-92 -7,-38 -13,-38 -36,-82 -60,-38'), lighten(roof, -0.06))
  if (snowy) {
    brush.form(smooth('-38,-92! 42,-92 50,-80 58,-58 44,-62 34,-55 20,-62 6,-57 -8,-60 -20,-72'), SNOW, 0.8)
    brush.flat(polygon('-68,-40 -36,-97 -6,-40 -11,-40 -36,-88 -63,-40'), SNOW)
  }
  drawWindow(brush, -44, -34, 14, 16, lighten(wall, 0.08))
  drawWindow(brush, 34, -32, 14, 15, lighten(wall, 0.08))
  brush.form(rounded(2, -32, 16, 34, 3), lighten(roof, -0.04), 0.7)
  brush.flat(ellipse(15, -14, 1.3), hex('#f0cf82'))
}

const cottage: Subject = {
  tall: 1,
  half: 66,
  home: 'ground',
  draw: (brush, look) => {
    groundShadow(brush, 140, 0.3)
    const wall = look.colour ?? hex('#efe2c9')
    const roof = look.colour ? hex('#5a4b55') : hex('#b4492f')
    if (look.word === 'barn')
      drawCottage(brush, hex('#a63f2e'), hex('#5a4b55'), { chimney: false, snowy: look.snowy })
    else drawCottage(brush, wall, roof, { chimney: true, snowy: look.snowy })
    for (let puff = 0; puff < 5; puff++) {
      brush.flat(
        ellipse(32 + puff * 7, -112 - puff * 13, 5 + puff * 2.6, 4 + puff * 2.2),
        hex('#f2ede4'),
        0.55 - puff * 0.09,
      )
    }
  },
}

/** Tower, gallery, lantern; 100 units to the tip. */
export function drawLighthouse(brush: Brush, band: Colour): void {
  const white = hex('#f8f0e0')
  const tower = polygon('-13,2 13,2 7.6,-72 -7.6,-72')
  brush.form(tower, white, 1.2)
  brush.canvas.clip(tower, () => {
    for (const [top, bottom] of [
      [-72, -58],
      [-44, -30],
      [-16, -2],
    ] as const) {
      brush.form(
        smooth([
          [-20, top, 'corner'],
          [0, top + 2.6],
          [20, top, 'corner'],
          [20, bottom, 'corner'],
          [0, bottom + 2.6],
          [-20, bottom, 'corner'],
        ]),
        band,
        1.2,
      )
    }
  })
  for (const y of [-52, -24]) brush.flat(rounded(-2, y, 4, 7, 2), hex('#33404f'))
  brush.form(rounded(-3.6, -10, 7.2, 12, 3.6), hex('#33404f'), 0.6)
  brush.flat(polygon('-11,-72 11,-72 9.5,-75 -9.5,-75'), hex('#2f3440'))
  brush.flat(
    join(rectangle(-11, -80, 22, 0.9), ...[-10.4, -6, -2, 2, 6, 9.6].map((x) => rectangle(x, -80, 0.9, 6))),
    hex('#2f3440'),
  )
  const glass = rectangle(-5.6, -87, 11.2, 12)
  if (brush.lit) {
    brush.shine(glass, hex('#ffe9ae'))
    brush.glow(0, -81, 34, hex('#ffdf92'), 0.85)
  } else brush.form(glass, hex('#bcd3d6'), 0.7)
  brush.flat(join(...[-5.6, -1.9, 1.5, 4.8].map((x) => rectangle(x, -87, 0.9, 12))), hex('#2f3440'))
  brush.form(smooth('-7.4,-86.5! -5.6,-92 0,-95.5 5.6,-92 7.4,-86.5!'), band)
  brush.flat(join(rectangle(-0.5, -100, 1, 6), ellipse(0, -97, 1.4)), hex('#2f3440'))
}

/** The beam: two cones of light from the lantern at (0, -81). */
export function drawBeam(brush: Brush, strength = 0.55): void {
  const warm = hex('#ffe6a6')
  for (const side of [-1, 1]) {
    const cone = polygon([
      [0, -82],
      [side * 420, -138],
      [side * 420, -66],
      [0, -80],
    ])
    const power = side > 0 ? strength : strength * 0.6
    brush.canvas.fill(
      cone,
      linear(
        [0, -81, side * 400, -100],
        [
          [0, warm, power],
          [0.35, warm, power * 0.4],
          [1, warm, 0],
        ],
        0.1,
      ),
    )
  }
}

const lighthouse: Subject = {
  tall: 1.5,
  half: 30,
  home: 'ground',
  draw: (brush, look) => {
    if (brush.lit) drawBeam(brush)
    groundShadow(brush, 90, 0.3)
    brush.within(place(22, -2, 0.22), () =>
      drawCottage(brush, hex('#f3ead8'), hex('#8c4a3a'), { chimney: true, snowy: look.snowy }),
    )
    drawLighthouse(brush, look.colour ?? hex('#c9402f'))
  },
}

const castle: Subject = {
  tall: 1.25,
  half: 70,
  home: 'ground',
  draw: (brush, look) => {
    const stone = look.colour ?? hex('#b9a892')
    const roof = hex('#7a4a5c')
    const tower = (x: number, width: number, height: number, pointed: boolean): void => {
      brush.form(rectangle(x - width / 2, -height, width, height + 2), stone, 1.2)
      if (pointed) {
        brush.form(
          polygon([
            [x - width * 0.66, -height + 1],
            [x + width * 0.66, -height + 1],
            [x, -height - width * 1.35],
          ]),
          roof,
        )
        brush.line(
          [
            [x, -height - width * 1.3],
            [x, -height - width * 1.3 - 9],
          ],
          1,
          hex('#3a2f3a'),
        )
        brush.flat(
          polygon([
            [x, -height - width * 1.3 - 9],
            [x + 9, -height - width * 1.3 - 6],
            [x, -height - width * 1.3 - 3],
          ]),
          hex('#d9502f'),
        )
      } else {
        const step = width / 5
        brush.form(
          join(
            rectangle(x - width * 0.56, -height - 1, width * 1.12, 5),
            ...[0, 2, 4].map((i) => rectangle(x - width / 2 + i * step, -height - 6, step, 7)),
          ),
          lighten(stone, 0.02),
        )
      }
      drawWindow(brush, x - 2, -height * 0.72, 4, 8, lighten(stone, -0.15))
      if (height > 50) drawWindow(brush, x - 2, -height * 0.42, 4, 8, lighten(stone, -0.15))
    }
    groundShadow(brush, 150, 0.3)
    tower(0, 22, 72, true)
    tower(-36, 17, 56, true)
    tower(37, 17, 60, true)
    tower(-18, 30, 40, false)
    tower(19, 30, 40, false)
    tower(-56, 15, 36, false)
    tower(57, 15, 36, false)
    brush.form(smooth('-9,2! -9,-14 0,-23 9,-14 9,2!'), hex('#4a3834'))
  },
}

const windmill: Subject = {
  tall: 1.2,
  half: 45,
  home: 'ground',
  draw: (brush, look) => {
    groundShadow(brush, 70, 0.3)
    const wall = look.colour ?? hex('#efe3cd')
    brush.form(polygon('-20,2 20,2 12,-58 -12,-58'), wall, 1.2)
    brush.form(smooth('-14,-57! -10,-69 0,-73 10,-69 14,-57!'), hex('#8a4b3a'))
    brush.form(rounded(-5, -18, 10, 20, 5), hex('#6a4436'), 0.7)
    drawWindow(brush, -3.5, -42, 7, 9, lighten(wall, -0.12))
    for (let sail = 0; sail < 4; sail++) {
      brush.within(place(0, -64, 1, 1, sail * (Math.PI / 2) + 0.42), () => {
        brush.line('0,0 0,-46', 1.8, hex('#5b4336'))
        brush.flat(polygon('1,-10 11,-12 11,-45 1,-45'), hex('#fbf3e2'), 0.95)
        brush.flat(
          join(...[-18, -26, -34, -42].map((y) => rectangle(0, y, 11, 0.8)), rectangle(5.5, -45, 0.8, 34)),
          hex('#7a5c48'),
        )
      })
    }
    brush.flat(ellipse(0, -64, 3), hex('#5b4336'))
  },
}

const bridge: Subject = {
  tall: 0.6,
  half: 150,
  home: 'ground',
  draw: (brush, look) => {
    const stone = look.colour ?? hex('#b3a08a')
    let span = smooth('-160,4! -150,-44 -80,-72 0,-82 80,-72 150,-44 160,4!')
    for (const [x, width, height] of [
      [-86, 48, 44],
      [0, 60, 60],
      [86, 48, 44],
    ] as const) {
      span = without(
        span,
        smooth([
          [x - width / 2, 4, 'corner'],
          [x - width / 2, -height * 0.5],
          [x, -height],
          [x + width / 2, -height * 0.5],
          [x + width / 2, 4, 'corner'],
        ]),
      )
    }
    brush.form(span, stone)
    brush.line('-152,-48 -80,-77 0,-87 80,-77 152,-48', 7, lighten(stone, 0.05))
  },
}

const tent: Subject = {
  tall: 0.7,
  half: 70,
  home: 'ground',
  draw: (brush, look) => {
    const cloth = look.colour ?? hex('#e0953f')
    groundShadow(brush, 140, 0.3)
    if (brush.lit) brush.glow(-10, -30, 110, LAMP, 0.5)
    brush.form(polygon('-62,2 0,-84 74,2'), lighten(cloth, -0.06))
    brush.form(polygon('-62,2 0,-84 14,2'), cloth)
    brush.form(polygon('-34,2 0,-84 -8,2'), brush.lit ? hex('#ffdf95') : hex('#54382f'))
    brush.line('-3,-88 0,-84 78,4', 1.6, hex('#6a4a38'))
  },
}

export const BUILDINGS: Repertoire = { cottage, lighthouse, castle, windmill, bridge, tent }

export function drawFence(
  brush: Brush,
  x: number,
  y: number,
  length: number,
  height: number,
  colour: Colour,
): void {
  brush.flat(
    join(
      stroke(
        [
          [x, y - height * 0.7],
          [x + length, y - height * 0.66],
        ],
        height * 0.1,
      ),
      stroke(
        [
          [x, y - height * 0.35],
          [x + length, y - height * 0.33],
        ],
        height * 0.1,
      ),
    ),
    colour,
  )
  for (let post = 0; post <= length; post += height * 0.55) {
    brush.form(
      polygon([
        [x + post - height * 0.1, y],
        [x + post - height * 0.1, y - height * 0.88],
        [x + post, y - height],
        [x + post + height * 0.1, y - height * 0.88],
        [x + post + height * 0.1, y],
      ]),
      colour,
      0.6,
    )
  }
}
