import { hex, lighten, mix } from '../colour.ts'
import { polygon } from '../shape.ts'
import { paintFarBirds, paintSky } from '../sky.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { place } from '../transform.ts'
import { drawCottage } from '../subjects/buildings.ts'
import {
  createRidge,
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
  const { width, height, unit, horizon, brief } = stage
  const random = stage.random.fork('country')
  paintSky(stage)
  const depthOfLand = height - horizon
  const desert = brief.place === 'desert'
  const high = brief.place === 'mountains'
  if (high) {
    paintMountains(stage, horizon + unit * 0.04, Math.min(unit * 0.36, horizon * 0.62), 0.3, 'far')
    paintMountains(stage, horizon + unit * 0.06, Math.min(unit * 0.25, horizon * 0.4), 0.55, 'near')
  } else if (desert) paintMesas(stage)
  else if (random.chance(0.6))
    paintMountains(stage, horizon + unit * 0.03, unit * random.between(0.1, 0.17), 0.22, 'far')

  const layers = Math.max(4, Math.round(2.4 + (depthOfLand / unit) * 4.2))
  let line: Ridge = createRidge(stage, random.fork('first'), { y: horizon, swing: unit * 0.02 })
  const lines: Ridge[] = []
  for (let index = 0; index < layers; index++) {
    const t = index / (layers - 1)
    const y = horizon + depthOfLand * 0.74 * t ** 1.25
    const swing =
      unit *
      (0.03 + 0.035 * Math.sin(Math.PI * Math.min(1, t + 0.2))) *
      (brief.place === 'meadow' || brief.place === 'garden' ? 0.55 : 1)
    line = createRidge(stage, random.fork(`layer${index}`), { y, swing, pace: 1.9 - t * 0.9 })
    lines.push(line)
    const tall = depthOfLand * (0.3 + 0.4 * t)
    paintRidge(stage, line, t, tall)
    if (desert) continue
    if (!stage.winter && index > 0 && index < layers - 1 && random.chance(0.75)) {
      const from = width * random.between(0, 0.7)
      paintFurrows(stage, line, t, from, from + unit * random.between(0.3, 0.6), tall * 0.6)
    }
    if (index === 2) paintHamlet(stage, line, t)
    if (index < layers - 1)
      plantRidge(
        stage,
        line,
        t,
        unit * (0.03 + 0.085 * t),
        `trees${index}`,
        index === layers - 2 ? 0.35 : 0.7,
      )
  }
  const front = lines.at(-1) ?? line
  if (!desert && random.chance(0.55))
    paintPath(stage, width * random.between(0.35, 0.65), front.at(width / 2) + 2, height, unit * 0.2)
  paintFarBirds(stage, width * (stage.light.x > width / 2 ? 0.3 : 0.7), horizon * 0.55, 5)
  const leadX = stage.light.x > width / 2 ? width * 0.42 : width * 0.58
  const footY = Math.min(height * 0.93, front.at(leadX) + (height - front.at(leadX)) * 0.42)
  return {
    lead: { x: leadX, y: footY, size: unit * 0.4 },
    others: [
      { x: leadX + unit * 0.34, y: footY + unit * 0.02, size: unit * 0.36 },
      { x: leadX - unit * 0.38, y: footY - unit * 0.05, size: unit * 0.32 },
      { x: leadX + unit * 0.62, y: footY - unit * 0.08, size: unit * 0.28 },
    ],
    air: { x: leadX, y: horizon * 0.5, size: unit * 0.3 },
    front: () =>
      paintForeground(
        stage,
        createRidge(stage, random.fork('edge'), { y: height - unit * 0.06, swing: unit * 0.012 }),
        'edge',
        desert ? 0.6 : 1,
      ),
  }
}

/** A few far roofs, so that the land is lived in. */
function paintHamlet(stage: Stage, line: Ridge, depth: number): void {
  const random = stage.random.fork('hamlet')
  const brush = brushAt(stage, 0.35 + depth * 0.6)
  const middle = stage.width * random.between(0.15, 0.85)
  for (let index = 0; index < 3; index++) {
    const x = middle + (index - 1) * stage.unit * 0.045
    const size = (stage.unit * random.between(0.035, 0.05)) / 100
    brush.within(place(x, line.at(x) + size * 6, size), () =>
      drawCottage(brush, hex(random.pick(['#f2e6d0', '#e9d3b4', '#dcc2a8'])), stage.palette.accent, {
        chimney: index === 1,
        snowy: stage.winter,
      }),
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
      [x - half * 1.5, horizon + unit * 0.03],
      [x - half * 1.05, horizon - tall * 0.4],
      [x - half, top + tall * 0.03],
      [x - half * 0.2, top],
      [x - half * 0.1, top + tall * 0.12],
      [x + half * 0.5, top + tall * 0.1],
      [x + half * 0.55, top + tall * 0.3],
      [x + half, horizon - tall * 0.4],
      [x + half * 1.5, horizon + unit * 0.03],
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
