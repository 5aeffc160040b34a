import { hex, lighten, mix, type Colour } from '../colour.ts'
import { linear } from '../ink.ts'
import type { Place } from '../lexicon.ts'
import { drawCypress, drawPine, drawTree } from '../plants.ts'
import type { Random } from '../random.ts'
import { polygon, smooth, type Knot } from '../shape.ts'
import { paintFarBirds, paintSky } from '../sky.ts'
import { brushAt, type Setting, type Spot, type Stage } from '../stage.ts'
import { drawCottage, drawFence } from '../subjects/buildings.ts'
import { drawCactus } from '../subjects/growing.ts'
import { place } from '../transform.ts'
import {
  createRidge,
  foliageOf,
  groundAt,
  paintForeground,
  paintFurrows,
  paintMountains,
  paintPath,
  paintRidge,
  plantRidge,
  type Ridge,
} from './land.ts'

/** Hills, meadows, gardens, mountains, deserts and snow: land in layers, one behind the other. */
export function paintCountry(stage: Stage): Setting {
  const { width, height, unit, horizon } = stage
  paintSky(stage)
  paintDistance(stage)
  paintFarBirds(stage, width * (stage.light.x > width / 2 ? 0.3 : 0.7), horizon * 0.55, 5)
  const front = paintLayers(stage)
  const side = stage.light.x > width / 2 ? -1 : 1
  const leadX = width / 2 + side * Math.min(width * 0.1, unit * 0.16)
  const footY = Math.min(height * 0.92, front.at(leadX) + (height - front.at(leadX)) * 0.48)
  const lead: Spot = { x: leadX, y: footY, size: unit * 0.44 }
  paintFraming(stage, front, side)
  return {
    lead,
    others: [
      { x: leadX + side * unit * 0.36, y: footY - unit * 0.015, size: unit * 0.4 },
      { x: leadX - side * unit * 0.36, y: footY - unit * 0.05, size: unit * 0.36 },
      { x: leadX + side * unit * 0.62, y: footY - unit * 0.08, size: unit * 0.3 },
    ],
    air: { x: leadX, y: horizon * 0.5, size: unit * 0.36 },
    ground: 'land',
    front: () => paintEdge(stage, lead),
  }
}

/** What lies behind the nearest hills: peaks, table mountains or blue ridges. */
function paintDistance(stage: Stage): void {
  const { unit, horizon, brief, random } = stage
  if (brief.place === 'desert') return paintMesas(stage)
  if (brief.place === 'mountains') {
    paintMountains(stage, horizon + unit * 0.05, Math.min(unit * 0.46, horizon * 0.72), 0.3, 'far')
    return paintMountains(stage, horizon + unit * 0.07, Math.min(unit * 0.27, horizon * 0.42), 0.58, 'near')
  }
  for (const [index, depth] of [0, 0.1].entries()) {
    const y = horizon - unit * (0.085 - index * 0.045)
    const line = createRidge(stage, random.fork(`far${index}`), {
      y,
      swing: unit * 0.055,
      pace: 1.9,
      sharp: 0.2,
    })
    paintRidge(stage, line, depth, unit * 0.16)
  }
}

const FIELDS = ['#c8b24a', '#4d8a5c', '#93b250', '#6f9f58'] as const

/** The layers of land from the horizon to our feet; returns the nearest. */
function paintLayers(stage: Stage): Ridge {
  const { height, unit, horizon, brief } = stage
  const random = stage.random.fork('country')
  const room = height - horizon
  const bare = stage.winter || brief.place === 'desert'
  const layers = Math.min(9, Math.max(5, Math.round(3.4 + (room / unit) * 4.4)))
  const hamlet = random.whole(1, 2)
  let line = createRidge(stage, random.fork('first'), { y: horizon, swing: unit * 0.02 })
  for (let index = 0; index < layers; index++) {
    const t = index / (layers - 1)
    const swing = unit * (0.034 + 0.04 * Math.sin(Math.PI * Math.min(1, t + 0.2))) * rollOf(brief.place)
    const y = horizon + room * 0.72 * t ** 1.2
    line = createRidge(stage, random.fork(`layer${index}`), { y, swing, pace: 2.3 - t })
    const tall = room * (0.24 + 0.4 * t)
    paintRidge(
      stage,
      line,
      t,
      tall,
      bare ? undefined : hex(FIELDS[(index + hamlet) % FIELDS.length] ?? FIELDS[0]),
    )
    if (brief.place === 'desert') paintDuneShade(stage, line, t, random.fork(`dune${index}`))
    else
      dressLayer(
        stage,
        line,
        { t, index, tall, last: index === layers - 1, hamlet: index === hamlet },
        random,
      )
  }
  const ahead = height - line.at(stage.width / 2)
  if (brief.place !== 'desert' && ahead > unit * 0.36 && random.chance(0.6)) {
    paintPath(
      stage,
      stage.width * random.between(0.35, 0.65),
      line.at(stage.width / 2) + 2,
      height,
      unit * 0.2,
    )
  }
  return line
}

interface Layer {
  readonly t: number
  readonly index: number
  readonly tall: number
  readonly last: boolean
  readonly hamlet: boolean
}

function dressLayer(stage: Stage, line: Ridge, layer: Layer, random: Random): void {
  const { width, unit } = stage
  const { t, index, tall, last } = layer
  if (!stage.winter && index > 0 && !last && random.chance(0.8)) {
    const from = width * random.between(-0.05, 0.75)
    paintFurrows(stage, line, t, from, from + unit * random.between(0.3, 0.55), tall * 0.7)
  }
  if (layer.hamlet) paintHamlet(stage, line, t)
  if (!last) plantRidge(stage, line, t, unit * (0.036 + 0.1 * t), `trees${index}`, t > 0.7 ? 0.4 : 0.85)
}

/** How much the land rolls. */
function rollOf(placeName: Place | undefined): number {
  if (placeName === 'meadow' || placeName === 'garden') return 0.65
  return placeName === 'hills' ? 1.5 : 1
}

/** Something tall and near at one edge, so that the eye stays in the picture. */
function paintFraming(stage: Stage, front: Ridge, side: number): void {
  const { width, height, unit, brief } = stage
  const random = stage.random.fork('framing')
  const brush = brushAt(stage, 0.96)
  const count = Math.max(1, Math.round(width / unit - 0.4))
  for (let index = 0; index < count; index++) {
    const edge = index % 2 === 0 ? -side : side
    const inset = unit * (0.06 + 0.16 * Math.floor(index / 2)) + random.between(-0.03, 0.03) * unit
    const x = edge < 0 ? inset : width - inset
    const y = Math.min(height * 0.97, front.at(x) + unit * random.between(0.01, 0.06))
    const size = (unit * random.between(0.42, 0.6)) / 100
    brush.within(place(x, y, size), () => drawFraming(stage, brush, random))
    if (stage.winter || brief.place === 'mountains') {
      const near = size * random.between(0.5, 0.7)
      brush.within(place(x + (edge < 0 ? 1 : -1) * unit * 0.12, y - unit * 0.015, near), () =>
        drawFraming(stage, brush, random),
      )
    }
  }
  if (brief.place === 'garden')
    drawFence(
      brush,
      -unit * 0.05,
      front.at(width / 2) + unit * 0.03,
      width + unit * 0.1,
      unit * 0.1,
      hex('#f6efe0'),
    )
}

function drawFraming(stage: Stage, brush: ReturnType<typeof brushAt>, random: Random): void {
  const { brief } = stage
  const foliage = foliageOf(stage)
  if (brief.place === 'desert')
    brush.within(place(0, 0, 0.62), () => drawCactus(brush, { colour: undefined, random }, false))
  else if (stage.winter || brief.place === 'mountains') drawPine(brush, foliage, stage.winter, random)
  else if (brief.place === 'hills' && random.chance(0.4)) drawCypress(brush, foliage)
  else drawTree(brush, foliage, random)
}

/** Grass and flowers along the lower edge; fewer before the lead. */
function paintEdge(stage: Stage, lead: Spot): void {
  const { height, unit, brief } = stage
  const random = stage.random.fork('edge')
  const line = createRidge(stage, random, { y: height - unit * 0.055, swing: unit * 0.012 })
  const lush = brief.place === 'garden' || brief.place === 'meadow' ? 1.7 : 1
  paintForeground(stage, line, {
    name: 'edge',
    amount: brief.place === 'desert' ? 0.6 : lush,
    clear: stage.landLead ? lead.x : undefined,
  })
}

/** The lee sides of dunes: shade behind each crest, with a winding edge. */
function paintDuneShade(stage: Stage, line: Ridge, depth: number, random: Random): void {
  const { canvas, palette, width, unit, light } = stage
  const base = groundAt(stage, depth)
  const dark: Colour = mix(base, mix(palette.ambient, palette.dark, 0.35), 0.34)
  const step = unit * 0.02
  canvas.clip(line.shape, () => {
    for (let x = step; x < width; x += step) {
      if (line.at(x) > line.at(x - step) || line.at(x) > line.at(x + step)) continue
      const reach = unit * (0.22 + 0.3 * depth) * random.between(0.8, 1.3) * light.side
      const drop = unit * (0.05 + 0.13 * depth)
      const crest: Knot[] = [0, 0.25, 0.5, 0.75, 1].map((t): Knot => [
        x + reach * t,
        line.at(x + reach * t) - 1,
      ])
      const edge: Knot[] = [
        [x + reach * 0.8, line.at(x + reach) + drop * 0.7],
        [x + reach * 0.42, line.at(x) + drop * 1.05],
        [x + reach * 0.2, line.at(x) + drop * 0.62],
        [x + reach * 0.1, line.at(x) + drop * 0.3],
      ]
      const ink = linear(
        [x, line.at(x), x + reach * 0.4, line.at(x) + drop * 1.2],
        [
          [0, dark, 0.95],
          [0.6, dark, 0.7],
          [1, dark, 0],
        ],
        0.3,
      )
      canvas.fill(smooth([...crest, ...edge]), ink)
    }
  })
}

/** A few far roofs, so that the land is lived in. */
function paintHamlet(stage: Stage, line: Ridge, depth: number): void {
  const random = stage.random.fork('hamlet')
  const brush = brushAt(stage, 0.4 + depth * 0.6)
  const middle = stage.width * random.between(0.15, 0.85)
  for (let index = 0; index < 3; index++) {
    const x = middle + (index - 1) * stage.unit * 0.05
    const size = (stage.unit * random.between(0.036, 0.055)) / 100
    const wall = hex(random.pick(['#f2e6d0', '#e9d3b4', '#dcc2a8']))
    brush.within(place(x, line.at(x) + size * 14, size), () =>
      drawCottage(brush, wall, stage.palette.accent, { chimney: index === 1, snowy: stage.winter }),
    )
  }
}

/** Table mountains at the end of the desert. */
function paintMesas(stage: Stage): void {
  const { width, unit, horizon, palette } = stage
  const random = stage.random.fork('mesas')
  const brush = brushAt(stage, 0.45)
  const rock = mix(hex('#b4583a'), palette.haze, 0.2)
  const count = Math.max(2, Math.round((width / unit) * 1.6))
  for (let index = 0; index < count; index++) {
    const x = ((index + random.between(0.1, 0.9)) / count) * width
    const half = unit * random.between(0.06, 0.17)
    const tall = unit * random.between(0.06, 0.17)
    const top = horizon - tall
    const shape = polygon([
      [x - half * 1.5, horizon + unit * 0.1],
      [x - half * 1.05, horizon - tall * 0.4],
      [x - half, top + tall * 0.03],
      [x - half * 0.2, top],
      [x - half * 0.1, top + tall * 0.12],
      [x + half * 0.5, top + tall * 0.1],
      [x + half * 0.55, top + tall * 0.3],
      [x + half, horizon - tall * 0.4],
      [x + half * 1.5, horizon + unit * 0.1],
    ])
    const turn = stage.light.side * 0.06
    brush.blend(
      shape,
      [x - half, 0, x + half, 0],
      [
        [0, lighten(rock, turn)],
        [0.5, rock],
        [1, lighten(rock, -turn)],
      ],
      0.2,
    )
  }
}
