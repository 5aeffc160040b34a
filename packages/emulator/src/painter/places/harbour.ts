import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { flat, linear } from '../ink.ts'
import type { Random } from '../random.ts'
import { mirror } from '../reflect.ts'
import { ellipse, join, polygon, rectangle, rounded, smooth, stroke } from '../shape.ts'
import { LAMP, paintFarBirds, paintSky } from '../sky.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { drawWindow } from '../subjects/buildings.ts'
import { subjectOf } from '../subjects/index.ts'
import { place } from '../transform.ts'
import { createRidge, paintRidge } from './land.ts'
import { lens, waterAt } from './water.ts'

const WALLS = [
  '#d9a441',
  '#c65a3b',
  '#e9d9b8',
  '#7f9fa6',
  '#b5483a',
  '#8f9a6a',
  '#e3b48a',
  '#5f7f8f',
  '#f0e4cb',
] as const
const ROOFS = ['#6a4038', '#4c4552', '#8a4632', '#3f4653'] as const

/** A narrow house with its gable to the water; its foot's left corner at (0, 0). Returns its lit windows. */
function drawGable(brush: Brush, width: number, height: number, random: Random): void {
  const wall = hex(random.pick(WALLS))
  const roof = hex(random.pick(ROOFS))
  const trim = lighten(mix(wall, hex('#fff6e4'), 0.6), 0.02)
  const peak = width * random.between(0.42, 0.72)
  const style = random.whole(0, 2)
  brush.form(rectangle(0, -height, width, height), wall, 0.7)
  if (style === 0) {
    brush.form(
      polygon([
        [-width * 0.07, -height],
        [width / 2, -height - peak],
        [width * 1.07, -height],
      ]),
      roof,
    )
    brush.form(
      polygon([
        [width * 0.06, -height],
        [width / 2, -height - peak * 0.8],
        [width * 0.94, -height],
      ]),
      wall,
      0.6,
    )
  } else if (style === 1) {
    const steps = [0, 0.16, 0.32].map((t, index) =>
      rectangle(
        width * t,
        -height - peak * 0.3 * (index + 1),
        width * (1 - 2 * t),
        peak * 0.32 * (index + 1),
      ),
    )
    brush.form(join(...steps), wall, 0.7)
    for (const [index, t] of [0, 0.16, 0.32].entries())
      brush.flat(
        rectangle(width * t - 1, -height - peak * 0.3 * (index + 1), width * (1 - 2 * t) + 2, width * 0.035),
        trim,
      )
  } else {
    brush.form(
      polygon([
        [-width * 0.05, -height + 1],
        [width * 0.14, -height - peak * 0.72],
        [width * 0.86, -height - peak * 0.72],
        [width * 1.05, -height + 1],
      ]),
      roof,
    )
    brush.form(rounded(width * 0.34, -height - peak * 0.58, width * 0.32, peak * 0.6, 2), trim, 0.5)
    drawWindow(brush, width * 0.4, -height - peak * 0.46, width * 0.2, peak * 0.3, trim)
  }
  const columns = width > 46 ? 3 : 2
  const pane = (width / columns) * 0.46
  const floors = Math.max(2, Math.round(height / (pane * 2.6)))
  for (let floor = 0; floor < floors; floor++) {
    const y = -height + (height / floors) * (floor + 0.2)
    for (let column = 0; column < columns; column++) {
      const x = (width / columns) * (column + 0.5) - pane / 2
      const ground = floor === floors - 1
      if (ground && column === 0) {
        brush.form(
          rounded(x - pane * 0.1, (-height / floors) * 0.82, pane * 1.2, (height / floors) * 0.82, 2),
          lighten(roof, 0.08),
          0.5,
        )
        continue
      }
      drawWindow(
        brush,
        x,
        y,
        pane,
        Math.min(pane * 1.35, (height / floors) * 0.62),
        trim,
        brush.lit && random.chance(0.62),
      )
    }
  }
  if (style === 0)
    drawWindow(
      brush,
      width / 2 - pane * 0.35,
      -height - peak * 0.42,
      pane * 0.7,
      pane * 0.8,
      trim,
      brush.lit && random.chance(0.4),
    )
}

function paintHouses(stage: Stage, quay: number): void {
  const { width, unit } = stage
  for (const [depth, lift, size] of [
    [0.45, 0.035, 0.72],
    [1, 0, 1],
  ] as const) {
    const random = stage.random.fork(`houses${depth}`)
    const brush = brushAt(stage, depth)
    let x = -unit * 0.05
    while (x < width) {
      const w = unit * random.between(0.085, 0.14) * size
      const h = unit * random.between(0.13, 0.24) * (depth < 1 ? 1.15 : 1)
      const scale = w / 50
      brush.within(place(x, quay - unit * lift, scale), () => drawGable(brush, 50, h / scale, random))
      if (depth === 1 && random.chance(0.35)) {
        brush.form(rectangle(x + w * 0.7, quay - h - w * 0.45, w * 0.14, w * 0.5), hex('#7a4a3c'))
      }
      x += w + (random.chance(0.16) ? unit * 0.03 : 0)
    }
  }
}

/** The quay wall and its lamps. */
function paintQuay(stage: Stage, quay: number, waterline: number): void {
  const { width, unit } = stage
  const brush = brushAt(stage, 1)
  const random = stage.random.fork('quay')
  const stone = hex('#8f867c')
  brush.blend(
    rectangle(-2, quay - unit * 0.006, width + 4, waterline - quay + unit * 0.006),
    [0, quay, 0, waterline],
    [
      [0, lighten(stone, 0.05)],
      [1, lighten(stone, -0.16)],
    ],
    0.25,
  )
  brush.flat(rectangle(-2, quay - unit * 0.01, width + 4, unit * 0.008), lighten(stone, 0.1))
  for (let x = unit * 0.02; x < width; x += unit * random.between(0.04, 0.09))
    brush.flat(
      rectangle(x, quay + unit * random.between(0.004, 0.018), unit * 0.025, unit * 0.0022),
      lighten(stone, -0.14),
      0.7,
    )
  const lamps = Math.max(2, Math.round((width / unit) * 2.6))
  for (let index = 0; index < lamps; index++) {
    const x = ((index + 0.5) / lamps) * width
    brush.within(place(x, quay, (unit * 0.11) / 100), () =>
      subjectOf('lamp').draw(brush, {
        colour: undefined,
        pose: undefined,
        word: 'lamp',
        snowy: false,
        random,
      }),
    )
  }
}

/** Streaks of lamplight that hang down into the water. */
function paintStreaks(stage: Stage, waterline: number): void {
  const { canvas, width, height, unit } = stage
  if (stage.palette.darkness < 0.35) return
  const random = stage.random.fork('streaks')
  const lamps = Math.max(2, Math.round((width / unit) * 2.6))
  for (let index = 0; index < lamps * 3; index++) {
    const lamp = index % 3 === 0
    const x = lamp ? ((Math.floor(index / 3) + 0.5) / lamps) * width : random.next() * width
    const reach = Math.min(height - waterline, unit * (lamp ? 0.42 : random.between(0.12, 0.26)))
    for (let row = 0; row < reach / (unit * 0.011); row++) {
      const t = (row * unit * 0.011) / reach
      const y = waterline + row * unit * 0.011 + random.between(0, unit * 0.004)
      const w = unit * (lamp ? 0.03 : 0.018) * random.between(0.5, 1.3) * (0.7 + t)
      canvas.fill(
        lens(x + random.between(-1, 1) * unit * 0.006 * (1 + 2 * t), y, w, unit * 0.0026),
        flat(LAMP, (lamp ? 0.75 : 0.5) * (1 - t)),
      )
    }
  }
}

/** A wooden landing stage in the foreground, with bollard and rope. */
function paintLanding(stage: Stage, x: number, y: number, towards: 1 | -1): void {
  const { height, unit } = stage
  const brush = brushAt(stage, 1)
  const wood: Colour = hex('#8a6548')
  const edge = towards > 0 ? -unit * 0.1 : stage.width + unit * 0.1
  const plank = unit * 0.05
  for (const post of [0.1, 0.3]) {
    const px = x - towards * unit * post
    brush.form(
      rounded(px - unit * 0.014, y - unit * 0.06, unit * 0.028, height - y + unit * 0.1, unit * 0.006),
      lighten(wood, -0.12),
      1.2,
    )
  }
  brush.form(
    polygon([
      [edge, y],
      [x, y],
      [x + towards * unit * 0.05, y + plank],
      [edge, y + plank],
    ]),
    lighten(wood, 0.04),
    0.7,
  )
  brush.form(
    polygon([
      [edge, y + plank],
      [x + towards * unit * 0.05, y + plank],
      [x + towards * unit * 0.05, y + plank * 1.7],
      [edge, y + plank * 1.7],
    ]),
    lighten(wood, -0.1),
  )
  for (let step = 1; step < 12; step++) {
    const px = x - towards * step * unit * 0.075
    brush.line(
      [
        [px, y],
        [px + towards * unit * 0.03, y + plank],
      ],
      unit * 0.0028,
      lighten(wood, -0.12),
    )
  }
  const bollard = x - towards * unit * 0.05
  brush.form(
    smooth([
      [bollard - unit * 0.016, y + plank * 0.5, 'corner'],
      [bollard - unit * 0.013, y - unit * 0.03],
      [bollard - unit * 0.02, y - unit * 0.045],
      [bollard, y - unit * 0.055],
      [bollard + unit * 0.02, y - unit * 0.045],
      [bollard + unit * 0.013, y - unit * 0.03],
      [bollard + unit * 0.016, y + plank * 0.5, 'corner'],
    ]),
    hex('#3f4450'),
  )
  brush.canvas.fill(
    stroke(
      [
        [bollard, y - unit * 0.02],
        [bollard + towards * unit * 0.08, y + unit * 0.05],
        [bollard + towards * unit * 0.2, y + unit * 0.02],
      ],
      unit * 0.006,
    ),
    flat(brush.tone(hex('#d9bf92'))),
  )
}

export function paintHarbour(stage: Stage): Setting {
  const { width, height, unit, canvas, light } = stage
  const random = stage.random.fork('harbour')
  const quay = Math.round(stage.horizon + unit * 0.02)
  const waterline = Math.round(quay + unit * 0.035)
  paintSky(stage, quay)
  const hill = createRidge(stage, random, { y: quay - unit * 0.22, swing: unit * 0.05, pace: 1.2 })
  paintRidge(stage, hill, 0.32, unit * 0.3)
  paintHillLights(stage, hill)
  paintFarBirds(stage, width * (light.x > width / 2 ? 0.25 : 0.7), quay * 0.42, 4)
  paintHouses(stage, quay)
  paintQuay(stage, quay, waterline)
  canvas.fill(
    rectangle(0, waterline, width, height - waterline),
    linear(
      [0, waterline, 0, height],
      [
        [0, waterAt(stage, 0.35)],
        [1, waterAt(stage, 1)],
      ],
      0.06,
    ),
  )
  mirror(canvas.picture, {
    waterline,
    bottom: height,
    ripple: unit * 0.012,
    strength: 0.72,
    squash: 1.05,
    random,
  })
  paintStreaks(stage, waterline)
  paintRipples(stage, waterline)
  const leadX = width * (light.x > width / 2 ? 0.36 : 0.64)
  const towards = leadX < width / 2 ? 1 : -1
  const floatY = waterline + (height - waterline) * 0.45
  const [lead] = stage.brief.nouns
  if (!lead || stage.landLead) moorBoats(stage, waterline, stage.landLead)
  const landingY = height - unit * 0.13
  if (stage.landLead) paintLanding(stage, leadX + towards * unit * 0.3, landingY, towards)
  return {
    lead: stage.landLead
      ? { x: leadX, y: landingY + unit * 0.025, size: unit * 0.36 }
      : { x: leadX, y: floatY, size: unit * 0.42 },
    others: [
      { x: width - leadX, y: waterline + (height - waterline) * 0.3, size: unit * 0.24 },
      {
        x: leadX - towards * unit * 0.25,
        y: stage.landLead ? landingY + unit * 0.02 : floatY + unit * 0.12,
        size: unit * 0.26,
      },
    ],
    air: { x: leadX, y: quay * 0.4, size: unit * 0.25 },
    ground: stage.landLead ? 'land' : 'water',
    front: () => {
      if (!stage.landLead)
        paintLanding(
          stage,
          towards > 0 ? width - unit * 0.34 : unit * 0.34,
          height - unit * 0.09,
          towards > 0 ? -1 : 1,
        )
    },
  }
}

function paintHillLights(stage: Stage, hill: ReturnType<typeof createRidge>): void {
  const { canvas, width, unit, palette } = stage
  if (palette.darkness < 0.35) return
  const random = stage.random.fork('hill-lights')
  for (let index = 0; index < (width / unit) * 22; index++) {
    const x = random.next() * width
    canvas.fill(
      ellipse(x, hill.at(x) + unit * random.between(0.02, 0.14), unit * 0.0022),
      flat(LAMP, random.between(0.35, 0.9)),
    )
  }
}

function paintRipples(stage: Stage, waterline: number): void {
  const { canvas, width, height, unit, palette } = stage
  const random = stage.random.fork('ripples')
  for (let index = 0; index < ((width * (height - waterline)) / (unit * unit)) * 150; index++) {
    const t = random.next()
    const tint = random.chance(0.4)
      ? mix(waterAt(stage, 0.2), palette.glow, 0.4)
      : lighten(waterAt(stage, 1), -0.02)
    canvas.fill(
      lens(
        random.next() * width,
        waterline + (height - waterline) * t,
        unit * (0.02 + 0.1 * t) * random.between(0.5, 1.4),
        unit * (0.001 + 0.0028 * t),
      ),
      flat(tint, 0.42),
    )
  }
}

/** Boats at their moorings, so that an empty prompt still has a harbour full of life. */
function moorBoats(stage: Stage, waterline: number, few: boolean): void {
  const { width, height, unit } = stage
  const random = stage.random.fork('moorings')
  const room = height - waterline
  const count = Math.max(3, Math.round((width / unit) * 2.2))
  const hulls = ['#b5483a', '#2f5f78', '#e3b04a', '#3f7a6a', '#efe4cf'] as const
  for (let index = 0; index < count; index++) {
    const t = few ? random.between(0.08, 0.3) : 0.08 + 0.62 * ((index * 0.618) % 1)
    const x = ((index + random.between(0.25, 0.75)) / count) * width
    const size = (unit * (0.13 + 0.3 * t)) / 100
    const kind = index % 2 ? 'sailboat' : 'boat'
    const subject = subjectOf(kind)
    const brush = brushAt(stage, 0.8 + 0.2 * t, index % 3 === 0)
    const look = { colour: hex(random.pick(hulls)), pose: undefined, word: kind, snowy: false, random }
    const y = waterline + room * t + unit * 0.03
    const turn = index % 3 === 0 ? -1 : 1
    const scale = kind === 'boat' ? size : size * 1.25
    brush.within(place(x, y, scale * turn, -scale * 0.75), () =>
      subject.draw(brush.veiled(waterAt(stage, 0.8), 0.55), look),
    )
    for (let ring = 0; ring < 9; ring++)
      stage.canvas.fill(
        lens(
          x + random.between(-0.8, 0.8) * subject.half * scale,
          y + unit * random.between(0.012, 0.12),
          unit * 0.07,
          unit * 0.0022,
        ),
        flat(waterAt(stage, 0.8), 0.6),
      )
    brush.within(place(x, y, scale * turn, scale), () => subject.draw(brush, look))
    stage.canvas.fill(
      lens(x, y + size * 8, subject.half * scale * 2.2, unit * 0.0022),
      flat(mix(waterAt(stage, 0.3), stage.palette.glow, 0.5), 0.6),
    )
  }
}
