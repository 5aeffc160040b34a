import { hex, lighten, mix, type Colour } from '../colour.ts'
import { flat, linear, radial } from '../ink.ts'
import { drawBirch, drawBush, drawFern, drawGrass, drawPine, drawStone } from '../plants.ts'
import { leaf, rectangle, smooth } from '../shape.ts'
import { paintStars } from '../sky.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { place } from '../transform.ts'
import { paintRays } from '../weather.ts'
import { coverOf, createRidge, foliageOf, paintRidge } from './land.ts'

/** A wood: trunks from pale to near, light falling through, ferns and leaves in front. */
export function paintForest(stage: Stage): Setting {
  const { canvas, width, height, unit, palette, light, brief } = stage
  const birches = brief.place === 'birches'
  const random = stage.random.fork('forest')
  const ground = height * (height > width * 1.2 ? 0.74 : 0.7)
  paintDepth(stage, ground)
  const rows = [0.12, 0.3, 0.55] as const
  for (const [index, depth] of rows.entries()) {
    const foot = ground + (height - ground) * (0.02 + 0.1 * index)
    const line = createRidge(stage, random.fork(`floor${index}`), { y: foot, swing: unit * 0.012 })
    if (index > 0) paintRidge(stage, line, 0.25 + depth * 0.7, unit * 0.2)
    plantTrunks(stage, depth, (x) => line.at(x), birches, index)
    if (index < 2) paintMistBand(stage, foot)
  }
  if (!birches)
    paintRays(
      canvas,
      light.x,
      -unit * 0.1,
      Math.hypot(width, height) * 0.95,
      palette.glow,
      random.fork('rays'),
      0.2 * (1 - palette.darkness * 0.5),
    )
  else
    paintRays(
      canvas,
      light.x,
      -unit * 0.1,
      Math.hypot(width, height) * 0.95,
      palette.glow,
      random.fork('rays'),
      0.13 * (1 - palette.darkness * 0.5),
    )
  const floor = createRidge(stage, random.fork('near'), {
    y: ground + (height - ground) * 0.36,
    swing: unit * 0.014,
  })
  paintRidge(stage, floor, 0.95, height - ground)
  const leadX = width * (light.x > width / 2 ? 0.42 : 0.58)
  const footY = ground + (height - ground) * 0.62
  paintClearing(stage, leadX, footY)
  plantNear(stage, leadX, footY, birches)
  return {
    lead: { x: leadX, y: footY, size: unit * 0.46 },
    others: [
      { x: leadX + unit * 0.36, y: footY + unit * 0.03, size: unit * 0.36 },
      { x: leadX - unit * 0.36, y: footY - unit * 0.02, size: unit * 0.34 },
    ],
    air: { x: leadX, y: height * 0.36, size: unit * 0.3 },
    ground: 'land',
    front: () => paintUndergrowth(stage, birches),
  }
}

/** Light between the far trees. */
function paintDepth(stage: Stage, ground: number): void {
  const { canvas, palette, width, height, unit, light } = stage
  const green = mix(palette.haze, foliageOf(stage), 0.3 * (1 - palette.darkness))
  const [top, middle, low] = palette.sky
  canvas.fill(
    rectangle(0, 0, width, height),
    linear(
      [0, 0, 0, ground],
      [
        [0, mix(top, green, 0.45)],
        [0.55, mix(middle, green, 0.3)],
        [1, mix(low, palette.glow, 0.25)],
      ],
      0.06,
    ),
  )
  if (palette.darkness > 0.5) paintStars(stage, ground * 0.7, 0.6)
  const glowY = palette.darkness > 0.5 ? ground * 0.3 : ground * 0.66
  canvas.fill(
    rectangle(0, 0, width, ground),
    radial(
      light.x,
      glowY,
      unit * 0.85,
      [
        [0, palette.disc, 0.9],
        [0.25, palette.glow, 0.6],
        [0.6, palette.glow, 0.2],
        [1, palette.glow, 0],
      ],
      0.08,
    ),
  )
}

function paintMistBand(stage: Stage, y: number): void {
  const { canvas, palette, width, unit } = stage
  const mist = mix(palette.haze, palette.glow, 0.45)
  canvas.fill(
    rectangle(0, y - unit * 0.2, width, unit * 0.3),
    linear(
      [0, y - unit * 0.2, 0, y + unit * 0.1],
      [
        [0, mist, 0],
        [0.62, mist, 0.5 * (1 - palette.darkness * 0.6)],
        [1, mist, 0],
      ],
      0.08,
    ),
  )
}

function plantTrunks(
  stage: Stage,
  depth: number,
  at: (x: number) => number,
  birches: boolean,
  index: number,
): void {
  const { width, height, unit } = stage
  const random = stage.random.fork(`trunks${index}`)
  const brush = brushAt(stage, 0.12 + depth * 0.75)
  const count = Math.round((width / unit) * (15 - depth * 10)) + 2
  for (let tree = 0; tree < count; tree++) {
    const x = ((tree + random.between(0.1, 0.9)) / count) * width
    const thick = unit * (0.012 + 0.04 * depth) * random.between(0.7, 1.3)
    if (birches) brush.within(place(x, at(x)), () => drawBirch(brush, thick * 0.9, height * 1.1, random))
    else if (random.chance(0.45))
      brush.within(
        place(x, at(x) + unit * 0.01, (unit * (0.3 + depth * 0.6) * random.between(0.8, 1.2)) / 100),
        () => drawPine(brush, foliageOf(stage), stage.winter, random),
      )
    else {
      const bark = lighten(hex('#5d4538'), random.between(-0.03, 0.04))
      brush.form(
        smooth([
          [x - thick * 0.9, at(x) + 4, 'corner'],
          [x - thick * 0.5, at(x) - unit * 0.06],
          [x - thick * 0.4, -10, 'corner'],
          [x + thick * 0.4, -10, 'corner'],
          [x + thick * 0.5, at(x) - unit * 0.06],
          [x + thick * 0.9, at(x) + 4, 'corner'],
        ]),
        bark,
        1.1,
      )
    }
  }
  if (birches) paintCanopy(stage, depth, index)
  const bushes = Math.round((width / unit) * 5)
  for (let bush = 0; bush < bushes; bush++) {
    const x = random.next() * width
    brush.within(
      place(x, at(x) + unit * 0.012, (unit * (0.03 + 0.06 * depth) * random.between(0.7, 1.3)) / 60),
      () => drawBush(brush, lighten(foliageOf(stage), 0.04), random),
    )
  }
}

function leafColours(stage: Stage): readonly [Colour, ...Colour[]] {
  if (stage.winter) return [hex('#eef2f5'), hex('#dfe7ee')]
  if (stage.brief.season === 'spring') return [hex('#b5cf6a'), hex('#8fb95b'), hex('#cfe08a')]
  if (stage.brief.season === 'summer') return [hex('#7aa653'), hex('#5f9150'), hex('#a3c25f')]
  return [hex('#e9b13c'), hex('#d98f2f'), hex('#f0cb5c'), hex('#c9742c')]
}

/** Birch leaves: loose strokes hanging from above the picture. */
function paintCanopy(stage: Stage, depth: number, index: number): void {
  const { width, height, unit } = stage
  const random = stage.random.fork(`canopy${index}`)
  const brush = brushAt(stage, 0.25 + depth * 0.75)
  const colours = leafColours(stage)
  const clusters = Math.round((width / unit) * (6 - depth * 2))
  for (let cluster = 0; cluster < clusters; cluster++) {
    const middle = random.next() * width
    const drop = random.next() ** 1.6 * height * 0.3
    const colour = random.pick(colours)
    const reach = unit * random.between(0.06, 0.15)
    for (let index2 = 0; index2 < 26; index2++) {
      const x = middle + random.between(-1, 1) * reach
      const y = drop + random.between(-0.7, 0.7) * reach - unit * 0.03
      const size = unit * (0.009 + 0.016 * depth) * random.between(0.7, 1.3)
      brush.flat(
        leaf([x, y], [x + size * random.between(-0.6, 0.6), y + size], size * 0.75),
        lighten(colour, random.between(-0.06, 0.06)),
        0.92,
      )
    }
  }
}

/** A pool of light on the floor where the lead stands. */
function paintClearing(stage: Stage, x: number, y: number): void {
  const { canvas, palette, unit } = stage
  const warm = mix(palette.glow, coverOf(stage), 0.25)
  canvas.within(place(x, y, 1, 0.2), () =>
    canvas.fill(
      smooth([
        [-unit * 0.6, 0],
        [0, -unit * 0.5],
        [unit * 0.6, 0],
        [0, unit * 0.5],
      ]),
      radial(
        0,
        0,
        unit * 0.58,
        [
          [0, warm, 0.75 * (1 - palette.darkness * 0.7)],
          [0.5, warm, 0.4 * (1 - palette.darkness * 0.7)],
          [1, warm, 0],
        ],
        0.2,
      ),
    ),
  )
}

/** The nearest trunks frame the picture and leave the lead alone. */
function plantNear(stage: Stage, leadX: number, footY: number, birches: boolean): void {
  const { width, height, unit } = stage
  const random = stage.random.fork('near-trunks')
  const brush = brushAt(stage, 1)
  const spots: number[] = []
  for (let x = unit * 0.06; x < width; x += unit * random.between(0.2, 0.34))
    if (Math.abs(x - leadX) > unit * 0.27) spots.push(x)
  for (const x of spots) {
    const thick = unit * random.between(0.05, 0.085)
    const foot = footY - unit * 0.02 + random.between(-0.03, 0.1) * unit
    if (birches) brush.within(place(x, foot), () => drawBirch(brush, thick * 0.9, height * 1.15, random))
    else {
      const bark = lighten(hex('#4d382f'), random.between(-0.02, 0.04))
      const trunk = smooth([
        [x - thick * 1.3, foot + unit * 0.02, 'corner'],
        [x - thick * 0.55, foot - unit * 0.09],
        [x - thick * 0.46, -20, 'corner'],
        [x + thick * 0.46, -20, 'corner'],
        [x + thick * 0.55, foot - unit * 0.09],
        [x + thick * 1.3, foot + unit * 0.02, 'corner'],
      ])
      brush.form(trunk, bark, 1.25)
      brush.canvas.clip(trunk, () => {
        for (let groove = 0; groove < 22; groove++) {
          const gx = x + random.between(-0.5, 0.5) * thick
          const gy = random.next() * foot
          brush.line(
            [
              [gx, gy],
              [gx + thick * 0.05, gy + unit * 0.04],
              [gx, gy + unit * 0.09],
            ],
            (t) => thick * 0.06 * Math.sin(Math.PI * t),
            lighten(bark, random.chance(0.5) ? 0.06 : -0.07),
            0.8,
          )
        }
      })
    }
  }
  if (birches) paintCanopy(stage, 1, 9)
}

function paintUndergrowth(stage: Stage, birches: boolean): void {
  const { canvas, width, height, unit, palette } = stage
  const random = stage.random.fork('undergrowth')
  const brush = brushAt(stage, 1)
  const green = stage.winter ? hex('#8b8f78') : lighten(foliageOf(stage), 0.02)
  const count = Math.round((width / unit) * 13)
  for (let index = 0; index < count; index++) {
    const x = ((index + random.next()) / count) * width
    const y = height + unit * random.between(-0.035, 0.03)
    const size = (unit * random.between(0.08, 0.15)) / 100
    brush.within(place(x, y, size), () => {
      if (random.chance(0.45)) drawFern(brush, random.chance(0.5) ? green : lighten(green, -0.06), random)
      else if (random.chance(0.15)) drawStone(brush, hex('#8d8a80'), random)
      else drawGrass(brush, lighten(green, 0.03), random, 9)
    })
  }
  const fallen = leafColours(stage)
  for (let index = 0; index < (width / unit) * (birches ? 46 : 16); index++) {
    const airborne = random.chance(0.3)
    const x = random.next() * width
    const y = airborne ? random.next() * height * 0.8 : height - unit * random.next() ** 1.4 * 0.24
    const size = unit * random.between(0.007, 0.014)
    const angle = random.next() * 6.3
    canvas.within(place(x, y, size, size * (airborne ? 1 : 0.5), angle), () =>
      canvas.fill(leaf([-1, 0], [1, 0], 1), flat(brush.tone(random.pick(fallen)), 0.95)),
    )
  }
  if (palette.darkness > 0.45) {
    for (let index = 0; index < (width / unit) * 14; index++)
      brush.glow(
        random.next() * width,
        height * random.between(0.45, 0.95),
        unit * 0.018,
        hex('#ffe98a'),
        0.9,
      )
  }
}
