import type { Brush } from '../brush.ts'
import { hex, lighten, mix } from '../colour.ts'
import { flat, linear } from '../ink.ts'
import type { Random } from '../random.ts'
import { mirror } from '../reflect.ts'
import { ellipse, polygon, rectangle, rounded, smooth, stroke } from '../shape.ts'
import { LAMP, paintFarBirds, paintSky } from '../sky.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { drawWindow } from '../subjects/buildings.ts'
import { subjectOf } from '../subjects/index.ts'
import { place } from '../transform.ts'

const WALLS = [
  '#c9745a',
  '#e3c79a',
  '#8fa3a0',
  '#d9b08c',
  '#b5655a',
  '#ece0c8',
  '#9a8fa0',
  '#c9a35a',
] as const

/** A street: skyline, a row of fronts with shops, lamps, pavement and road. */
export function paintCity(stage: Stage): Setting {
  const { width, height, unit, canvas, light, palette } = stage
  const random = stage.random.fork('city')
  const pavement = Math.round(height - unit * 0.24)
  const road = Math.round(height - unit * 0.15)
  paintSky(stage, pavement)
  paintFarBirds(stage, width * (light.x > width / 2 ? 0.3 : 0.7), pavement * 0.22, 5)
  for (const [depth, tall] of [
    [0.15, 0.62],
    [0.38, 0.5],
  ] as const)
    paintSkyline(stage, pavement, depth, tall)
  paintFronts(stage, pavement)
  const brush = brushAt(stage, 1)
  const stone = hex('#b9ada0')
  brush.blend(
    rectangle(0, pavement, width, road - pavement),
    [0, pavement, 0, road],
    [
      [0, lighten(stone, 0.02)],
      [1, lighten(stone, 0.06)],
    ],
    0.16,
  )
  for (let x = -unit; x < width + unit; x += unit * 0.13)
    brush.line(
      [
        [x, pavement],
        [x + (x - width / 2) * 0.08, road],
      ],
      unit * 0.0022,
      lighten(stone, -0.08),
      0.8,
    )
  brush.flat(rectangle(0, road - unit * 0.012, width, unit * 0.014), lighten(stone, -0.12))
  brush.blend(
    rectangle(0, road, width, height - road),
    [0, road, 0, height],
    [
      [0, hex('#6a6a70')],
      [1, hex('#55555e')],
    ],
    0.2,
  )
  for (let x = -unit * 0.1; x < width; x += unit * 0.26)
    brush.flat(
      polygon([
        [x, height - unit * 0.06],
        [x + unit * 0.13, height - unit * 0.06],
        [x + unit * 0.12, height - unit * 0.045],
        [x - unit * 0.015, height - unit * 0.045],
      ]),
      hex('#efe6d2'),
      0.75,
    )
  const wet = stage.brief.weather === 'rain' || stage.brief.weather === 'storm'
  if (wet)
    mirror(canvas.picture, {
      waterline: pavement,
      bottom: height,
      ripple: unit * 0.02,
      strength: 0.55,
      squash: 1.3,
      random,
    })
  const lamps = Math.max(2, Math.round((width / unit) * 1.6))
  for (let index = 0; index < lamps; index++) {
    const x = ((index + 0.5 + random.between(-0.12, 0.12)) / lamps) * width
    brush.within(place(x, pavement + unit * 0.035, (unit * 0.36) / 100), () =>
      subjectOf('lamp').draw(brush, {
        colour: undefined,
        pose: undefined,
        word: 'lamp',
        snowy: stage.winter,
        random,
      }),
    )
    if (palette.darkness > 0.3) {
      canvas.within(place(x, pavement + unit * 0.05, 1, 0.2), () => brush.glow(0, 0, unit * 0.26, LAMP, 0.42))
    }
  }
  const leadX = width * (light.x > width / 2 ? 0.4 : 0.6)
  const [lead] = stage.brief.nouns
  const onRoad = lead !== undefined && /car|bicycle|train|horse/.test(lead.kind)
  const y = onRoad ? road + unit * 0.07 : road - unit * 0.025
  return {
    lead: { x: leadX, y, size: unit * 0.42 },
    others: [
      { x: leadX + unit * 0.3, y: y + unit * 0.01, size: unit * 0.36 },
      { x: leadX - unit * 0.32, y: y - unit * 0.02, size: unit * 0.34 },
    ],
    air: { x: leadX, y: pavement * 0.3, size: unit * 0.28 },
    ground: 'land',
    drawn: ['lamp'],
  }
}

function paintSkyline(stage: Stage, base: number, depth: number, tall: number): void {
  const { canvas, width, unit, palette } = stage
  const random = stage.random.fork(`skyline${depth}`)
  const brush = brushAt(stage, depth)
  const tone = mix(palette.haze, palette.ambient, depth)
  let x = -unit * 0.05
  while (x < width) {
    const w = unit * random.between(0.06, 0.15)
    const h = unit * tall * random.between(0.7, 1.25)
    const roof = random.whole(0, 3)
    canvas.fill(
      rectangle(x, base - h, w, h),
      linear(
        [0, base - h, 0, base],
        [
          [0, tone],
          [1, mix(tone, palette.haze, 0.5)],
        ],
        0.1,
      ),
    )
    if (roof === 0)
      canvas.fill(
        polygon([
          [x, base - h],
          [x + w / 2, base - h - w * 0.7],
          [x + w, base - h],
        ]),
        flat(tone),
      )
    if (roof === 1)
      canvas.fill(
        smooth([
          [x + w * 0.1, base - h, 'corner'],
          [x + w * 0.2, base - h - w * 0.42],
          [x + w * 0.5, base - h - w * 0.62],
          [x + w * 0.8, base - h - w * 0.42],
          [x + w * 0.9, base - h, 'corner'],
        ]),
        flat(tone),
      )
    if (roof === 2)
      canvas.fill(
        polygon([
          [x + w * 0.42, base - h],
          [x + w * 0.49, base - h - w * 1.4],
          [x + w * 0.56, base - h],
        ]),
        flat(tone),
      )
    if (palette.darkness > 0.35) {
      for (let light = 0; light < 9; light++)
        if (random.chance(0.5))
          brush.shine(
            rectangle(
              x + w * random.between(0.12, 0.8),
              base - h * random.between(0.3, 0.95),
              unit * 0.006,
              unit * 0.009,
            ),
            LAMP,
            0.3 + depth,
          )
    }
    x += w * random.between(0.85, 1.2)
  }
}

function paintFronts(stage: Stage, base: number): void {
  const { width, unit } = stage
  const random = stage.random.fork('fronts')
  const brush = brushAt(stage, 0.94)
  let x = -unit * random.between(0.02, 0.12)
  while (x < width) {
    const w = unit * random.between(0.22, 0.32)
    const h = unit * random.between(0.34, 0.52)
    const start = x
    brush.within(place(start, base), () => drawFront(brush, w, h, unit, random))
    x += w
    // Gaps let the skyline breathe.
    if (random.chance(0.25)) x += unit * 0.07
  }
}

function drawFront(brush: Brush, width: number, height: number, unit: number, random: Random): void {
  const wall = hex(random.pick(WALLS))
  const trim = lighten(mix(wall, hex('#fff4e0'), 0.6), 0.02)
  brush.form(rectangle(0, -height, width, height), wall, 0.6)
  brush.flat(rectangle(-unit * 0.006, -height - unit * 0.014, width + unit * 0.012, unit * 0.018), trim)
  if (random.chance(0.5))
    brush.form(
      polygon([
        [0, -height - unit * 0.012],
        [width * 0.1, -height - unit * 0.085],
        [width * 0.9, -height - unit * 0.085],
        [width, -height - unit * 0.012],
      ]),
      hex('#5a5260'),
    )
  const shop = unit * 0.16
  const columns = Math.round(width / (unit * 0.085))
  const floors = Math.max(1, Math.round((height - shop) / (unit * 0.12)))
  for (let floor = 0; floor < floors; floor++) {
    for (let column = 0; column < columns; column++) {
      const pane = unit * 0.036
      const px = (width / columns) * (column + 0.5) - pane / 2
      const py = -height + ((height - shop) / floors) * (floor + 0.22)
      drawWindow(brush, px, py, pane, unit * 0.056, trim, brush.lit && random.chance(0.55))
      if (random.chance(0.22)) {
        brush.form(rounded(px - pane * 0.15, py + unit * 0.06, pane * 1.3, unit * 0.014, 2), hex('#8a4f3a'))
        for (let bloom = 0; bloom < 5; bloom++)
          brush.flat(
            ellipse(px + pane * (bloom / 4), py + unit * 0.056, unit * 0.007),
            hex(random.pick(['#e2604a', '#6a9150', '#f2c14a'])),
          )
      }
    }
  }
  drawShop(brush, width, shop, unit, random)
}

function drawShop(brush: Brush, width: number, height: number, unit: number, random: Random): void {
  const paint = hex(random.pick(['#2f5f66', '#7a3f3a', '#4a5a3a', '#3f4660']))
  const cloth = hex(random.pick(['#c9472f', '#2f7076', '#d99a2f', '#5f8a5a']))
  brush.form(rectangle(width * 0.04, -height, width * 0.92, height), paint, 0.5)
  const glass = rectangle(width * 0.09, -height * 0.72, width * 0.52, height * 0.56)
  if (brush.lit) {
    brush.glow(width * 0.35, -height * 0.4, width * 0.6, LAMP, 0.4)
    brush.shine(glass, hex('#ffd88a'))
  } else
    brush.blend(
      glass,
      [0, -height, width, 0],
      [
        [0, hex('#bcd3d3')],
        [1, hex('#6f8a93')],
      ],
      0.12,
    )
  brush.form(rectangle(width * 0.68, -height * 0.72, width * 0.22, height * 0.72), lighten(paint, 0.07), 0.5)
  brush.flat(
    rectangle(width * 0.71, -height * 0.66, width * 0.16, height * 0.34),
    brush.lit ? hex('#e8b96a') : hex('#9fb6b8'),
  )
  const stripes = 8
  for (let stripe = 0; stripe < stripes; stripe++) {
    const left = width * 0.02 + (width * 0.96 * stripe) / stripes
    const right = left + (width * 0.96) / stripes
    const drop = unit * 0.012
    brush.form(
      smooth([
        [left + width * 0.01, -height * 1.02, 'corner'],
        [right + width * 0.01, -height * 1.02, 'corner'],
        [right, -height * 0.78, 'corner'],
        [(left + right) / 2, -height * 0.78 + drop],
        [left, -height * 0.78, 'corner'],
      ]),
      stripe % 2 ? hex('#f6ead4') : cloth,
      0.7,
    )
  }
  brush.canvas.fill(
    stroke(
      [
        [0, -1],
        [width, -1],
      ],
      unit * 0.004,
    ),
    flat(brush.tone(lighten(paint, -0.1))),
  )
}
