import { hex, lighten, mix, type Colour } from '../colour.ts'
import { flat, linear, type Stop } from '../ink.ts'
import { drawGrass, drawReeds, drawStone } from '../plants.ts'
import { createWave } from '../random.ts'
import { mirror } from '../reflect.ts'
import { polygon, rectangle, smooth, stroke, type Knot, type Point } from '../shape.ts'
import { paintFarBirds, paintSky } from '../sky.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { place } from '../transform.ts'
import {
  coverOf,
  createRidge,
  groundAt,
  paintForeground,
  paintMountains,
  paintRidge,
  plantRidge,
} from './land.ts'

/** The water's own colour at a depth of the picture: 0 at the horizon, 1 at our feet. */
export function waterAt(stage: Stage, depth: number): Colour {
  return mix(stage.palette.water[0], stage.palette.water[1], depth ** 0.8)
}

/** A sheet of water from `top` down: colour, mirror image, ripples and the path of light. */
export function paintWater(stage: Stage, top: number, calm: number): void {
  const { canvas, width, height, unit, palette } = stage
  const random = stage.random.fork('water')
  const stops: Stop[] = [
    [0, waterAt(stage, 0)],
    [0.35, waterAt(stage, 0.4)],
    [1, waterAt(stage, 1)],
  ]
  canvas.fill(rectangle(0, top, width, height - top), linear([0, top, 0, height], stops, 0.06))
  mirror(canvas.picture, {
    waterline: top,
    bottom: height,
    ripple: unit * 0.012,
    strength: 0.35 + 0.4 * calm,
    random,
  })
  const rows = Math.round(((height - top) / unit) * 44)
  for (let row = 0; row < rows; row++) {
    const t = (row + random.next()) / rows
    const y = top + (height - top) * t ** 1.5
    const count = Math.round((width / unit) * (3.5 - t * 1.5))
    for (let index = 0; index < count; index++) {
      const length = unit * (0.02 + 0.16 * t) * random.between(0.4, 1.2)
      const x = random.next() * width
      const pale = random.chance(0.5)
      const tint = pale
        ? mix(waterAt(stage, t * 0.5), palette.glow, 0.4)
        : lighten(waterAt(stage, Math.min(1, t + 0.2)), -0.03)
      canvas.fill(lens(x, y, length, unit * (0.0012 + 0.0042 * t)), flat(tint, pale ? 0.34 : 0.4))
    }
  }
  if (stage.light.kind === 'sun' || stage.light.kind === 'moon') paintGlitter(stage, top)
}

/** A flat lens of light or shade lying on the water. */
export function lens(x: number, y: number, length: number, thick: number): ReturnType<typeof stroke> {
  return stroke(
    [
      [x - length / 2, y],
      [x, y + thick * 0.4],
      [x + length / 2, y],
    ],
    (t) => thick * 2 * Math.sin(Math.PI * t),
    5,
  )
}

/** The broken path that sun or moon lays over the water. */
function paintGlitter(stage: Stage, top: number): void {
  const { canvas, height, unit, palette, light } = stage
  const random = stage.random.fork('glitter')
  const rows = Math.round(((height - top) / unit) * 60)
  for (let row = 0; row < rows; row++) {
    const t = (row + random.next() * 0.8) / rows
    const y = top + unit * 0.004 + (height - top) * t ** 1.35
    const spread = unit * (0.035 + 0.13 * t)
    const pieces = random.whole(1, 3)
    for (let piece = 0; piece < pieces; piece++) {
      const x = light.x + random.between(-1, 1) * spread * random.next()
      const length = unit * (0.018 + 0.1 * t) * random.between(0.5, 1.5)
      canvas.fill(lens(x, y, length, unit * (0.0016 + 0.0042 * t)), flat(palette.disc, 0.72 * (1 - t * 0.75)))
    }
  }
}

/** Rolling waves with pointed crests and foam, one row in front of the other. */
export function paintWaves(stage: Stage, top: number, bottom: number, name = 'waves'): void {
  const { canvas, width, unit, palette } = stage
  const random = stage.random.fork(name)
  const rows = Math.max(3, Math.round(((bottom - top) / unit) * 11))
  for (let row = 0; row < rows; row++) {
    const t = (row + 0.5) / rows
    const y = top + (bottom - top) * t ** 1.35
    const length = unit * (0.1 + 0.3 * t)
    const rise = unit * (0.007 + 0.042 * t) * (stage.brief.weather === 'storm' ? 1.6 : 1)
    const shift = random.next() * length
    const swell = createWave(random)
    const crest: Point[] = []
    for (let u = -Math.PI * 4; u < (width / length + 2) * Math.PI * 2; u += Math.PI / 10) {
      const size = 0.7 + 0.45 * swell(u * 0.11)
      // A trochoid: crests sharpen and lean as wind drives them.
      crest.push([
        shift + (u / (Math.PI * 2)) * length - Math.sin(u + 0.5) * length * 0.13 * size,
        y - (Math.cos(u) + 0.25 * Math.cos(2 * u + 0.4)) * rise * size,
      ])
    }
    const deep = waterAt(stage, 0.25 + 0.75 * t)
    const thin = mix(waterAt(stage, t * 0.5), palette.glow, 0.22)
    const [firstX] = crest[0] ?? [0]
    const [lastX] = crest.at(-1) ?? [width]
    const body = polygon([...crest, [lastX, y + length], [firstX, y + length]])
    canvas.fill(
      body,
      linear(
        [0, y - rise * 1.3, 0, y + rise * 3.2],
        [
          [0, thin],
          [0.22, mix(thin, deep, 0.55)],
          [0.55, deep],
          [1, lighten(deep, -0.05)],
        ],
        0.16,
      ),
    )
    paintFoam(stage, crest, rise, t)
  }
}

function paintFoam(stage: Stage, crest: readonly Point[], rise: number, t: number): void {
  const { canvas, palette } = stage
  const foam = mix(palette.light, waterAt(stage, 0.2), 0.12 + 0.3 * palette.darkness)
  const base = crest.reduce((sum, [, y]) => sum + y, 0) / crest.length
  const height = (y: number): number => Math.min(1, Math.max(0, (base - y) / rise))
  const upper: Point[] = []
  const lower: Point[] = []
  for (const [x, y] of crest) {
    const thick = rise * (0.1 + 0.42 * height(y) ** 2)
    upper.push([x, y - rise * 0.05])
    lower.push([x - rise * 0.1, y + thick])
  }
  canvas.fill(polygon([...upper, ...lower.toReversed()]), flat(foam, 0.92))
  for (const [drop, strength] of [
    [0.95, 0.45],
    [1.6, 0.3],
  ] as const) {
    const line = crest
      .filter((_, index) => index % 2 === 0)
      .map(([x, y]): Point => [x + rise * drop * 0.7, y + rise * drop])
    canvas.fill(
      stroke(line, (along) => rise * 0.13 * Math.abs(Math.sin(along * line.length * 0.7)) * (0.5 + t), 2),
      flat(foam, strength),
    )
  }
}

/** Sea, lake, river and beach. */
export function paintWaterside(stage: Stage): Setting {
  const { width, height, unit, horizon, brief } = stage
  const random = stage.random.fork('waterside')
  const inland = brief.place === 'lake' || brief.place === 'river'
  paintSky(stage)
  if (inland || stage.winter) paintFarShore(stage)
  else if (random.chance(0.7)) paintHeadland(stage)
  paintFarBirds(stage, width * (stage.light.x > width / 2 ? 0.28 : 0.72), horizon * 0.5, 6)
  paintWater(stage, horizon, inland ? 1 : 0.45)
  if (brief.place === 'beach') paintBeach(stage)
  const leadX = width * (stage.light.x > width / 2 ? 0.4 : 0.6)
  const rough =
    !inland &&
    (brief.weather === 'storm' ||
      brief.weather === 'wind' ||
      brief.words.some((word) => /^(?:waves?|surf|rough)$/.test(word)))
  const floatY = horizon + (height - horizon) * 0.52
  const air = { x: leadX, y: horizon * 0.52, size: unit * 0.34 }
  if (stage.landLead) {
    const lead = paintCape(stage, leadX, rough)
    return {
      lead,
      others: [
        { ...lead, x: lead.x + unit * 0.2, size: lead.size * 0.8 },
        { x: width - lead.x, y: floatY, size: unit * 0.24 },
      ],
      air,
      ground: 'land',
      front: () => finishShore(stage, rough),
    }
  }
  if (rough) paintWaves(stage, horizon + (height - horizon) * 0.12, floatY - unit * 0.02, 'back')
  return {
    lead: { x: leadX, y: floatY, size: unit * 0.46 },
    others: [
      { x: width - leadX, y: horizon + (height - horizon) * 0.24, size: unit * 0.2 },
      { x: leadX + unit * 0.42, y: floatY + unit * 0.09, size: unit * 0.32 },
      { x: leadX - unit * 0.46, y: floatY - unit * 0.06, size: unit * 0.24 },
    ],
    air,
    ground: 'water',
    front: () => finishShore(stage, rough),
  }
}

function finishShore(stage: Stage, rough: boolean): void {
  const { height, horizon, unit, brief } = stage
  if (brief.place === 'beach') return
  if (rough) return paintWaves(stage, horizon + (height - horizon) * 0.6, height + unit * 0.1, 'front')
  if (!stage.landLead && (brief.place === 'lake' || brief.place === 'river')) paintBank(stage, 0.03)
}

/** Hills and firs across a lake; the mirror doubles them. */
function paintFarShore(stage: Stage): void {
  const { unit, horizon, random } = stage
  paintMountains(stage, horizon + unit * 0.01, Math.min(unit * 0.26, horizon * 0.5), 0.32, 'far')
  for (const [index, t] of [0.25, 0.55].entries()) {
    const line = createRidge(stage, random.fork(`shore${index}`), {
      y: horizon - unit * (0.05 - index * 0.035),
      swing: unit * 0.022,
    })
    paintRidge(stage, line, t, unit * 0.12)
    plantRidge(stage, line, t, unit * (0.05 + 0.03 * index), `shore${index}`, 1.5)
  }
}

/** A far cape, lying low on the sea. */
function paintHeadland(stage: Stage): void {
  const { canvas, palette, width, unit, horizon, light } = stage
  const from = light.x > width / 2 ? 0 : width
  const towards = from === 0 ? 1 : -1
  for (const [reach, tall, depth] of [
    [0.62, 0.075, 0.12],
    [0.36, 0.12, 0.3],
  ] as const) {
    const points: Knot[] = [
      [from - towards * 9, horizon + 3, 'corner'],
      [from - towards * 9, horizon - unit * tall],
    ]
    for (const [t, h] of [
      [0.2, 0.92],
      [0.38, 0.98],
      [0.55, 0.62],
      [0.72, 0.46],
      [0.86, 0.18],
    ] as const)
      points.push([from + towards * unit * reach * t, horizon - unit * tall * h])
    points.push([from + towards * unit * reach, horizon + 3, 'corner'])
    const rock = mix(palette.haze, groundAt(stage, 0.6), depth * 2)
    canvas.fill(
      smooth(points),
      linear(
        [0, horizon - unit * tall, 0, horizon],
        [
          [0, rock],
          [1, mix(rock, palette.haze, 0.5)],
        ],
        0.15,
      ),
    )
  }
}

/** A rocky cape with grass on top, for what stands by the sea. Returns where to stand. */
function paintCape(stage: Stage, leadX: number, rough: boolean): Setting['lead'] {
  const { width, height, unit, horizon, brief } = stage
  const random = stage.random.fork('cape')
  const brush = brushAt(stage, 1)
  const side = leadX < width / 2 ? -1 : 1
  const top = Math.min(height * 0.7, horizon + (height - horizon) * 0.16)
  if (rough) paintWaves(stage, horizon + (height - horizon) * 0.1, top + (height - top) * 0.55, 'back')
  if (brief.place === 'lake' || brief.place === 'river') paintBank(stage, 0.17)
  if (brief.place === 'lake' || brief.place === 'river' || brief.place === 'beach') {
    return { x: leadX, y: height - unit * 0.12, size: unit * 0.42 }
  }
  const edge = leadX - side * unit * 0.34
  const out = side > 0 ? width + unit * 0.1 : -unit * 0.1
  const ledge: Point[] = [
    [out, top - unit * 0.06],
    [leadX + side * unit * 0.26, top - unit * 0.016],
    [leadX, top],
    [leadX - side * unit * 0.2, top + unit * 0.016],
    [edge, top + unit * 0.05],
  ]
  paintRocks(stage, ledge, side, height + unit * 0.05)
  paintTurf(stage, ledge, side)
  for (let tuft = 0; tuft < 9; tuft++) {
    const x = leadX + side * unit * random.between(-0.28, 0.7)
    brush.within(
      place(x, top + unit * (0.012 - 0.05 * Math.max(0, ((x - leadX) * side) / unit)), unit * 0.0004),
      () => drawGrass(brush, lighten(coverOf(stage), -0.08), random),
    )
  }
  return { x: leadX, y: top + unit * 0.012, size: unit * 0.4 }
}

/** The cliff under a ledge: leaning blocks, each with a lit and a shaded face. */
function paintRocks(stage: Stage, ledge: readonly Point[], side: number, bottom: number): void {
  const { unit, light } = stage
  const random = stage.random.fork('rocks')
  const brush = brushAt(stage, 1)
  const [edgeX, edgeY] = ledge.at(-1) ?? [0, 0]
  const [outX] = ledge[0] ?? [0]
  const rock = hex('#857569')
  const span = Math.abs(outX - edgeX)
  const heightAt = (x: number): number => {
    const t = Math.min(1, Math.max(0, Math.abs(x - edgeX) / span))
    return edgeY - unit * 0.11 * t ** 0.5 + unit * 0.02
  }
  const columns = Math.max(5, Math.round(span / (unit * 0.13)))
  for (let row = 0; row < 4; row++) {
    for (let column = columns; column >= -1; column--) {
      const x =
        edgeX +
        side * ((column + (row % 2) * 0.5 + random.between(-0.15, 0.15)) / columns) * span -
        side * unit * 0.035 * row
      const top = heightAt(x) + (bottom - edgeY) * (row / 4) * 0.92 + random.between(-0.01, 0.02) * unit
      const w = (span / columns) * random.between(0.75, 1.1)
      const tall = (bottom - edgeY) * random.between(0.34, 0.48)
      const tone = lighten(rock, random.between(-0.05, 0.03) - row * 0.02)
      const block = (grow: number): Point[] => [
        [x - w * 0.62, top + tall * 0.1],
        [x - w * 0.2, top - unit * 0.006],
        [x + w * 0.42, top + unit * 0.008],
        [x + w * (0.66 + grow), top + tall * 0.4],
        [x + w * 0.6, top + tall * 1.3],
        [x - w * 0.74, top + tall * 1.3],
        [x - w * (0.72 + grow), top + tall * 0.5],
      ]
      brush.form(polygon(block(0.06)), tone, 1.1)
      const face = light.side > 0 ? -1 : 1
      brush.flat(
        polygon([
          [x + face * w * 0.62, top + tall * 0.1],
          [x + face * w * 0.2, top],
          [x + face * w * 0.08, top + tall * 0.34],
          [x + face * w * 0.3, top + tall * 0.9],
          [x + face * w * 0.7, top + tall * 0.6],
        ]),
        lighten(tone, 0.065),
        0.8,
      )
    }
  }
}

/** Grass hanging over the ledge. */
function paintTurf(stage: Stage, ledge: readonly Point[], side: number): void {
  const { unit } = stage
  const random = stage.random.fork('turf')
  const brush = brushAt(stage, 1)
  const lower: Knot[] = []
  for (let index = ledge.length - 1; index > 0; index--) {
    const [x, y] = ledge[index] ?? [0, 0]
    const [nextX, nextY] = ledge[index - 1] ?? [0, 0]
    for (const t of [0, 0.25, 0.5, 0.75]) {
      const hang = unit * (t % 0.5 === 0 ? 0.03 : 0.058) * random.between(0.8, 1.3)
      lower.push([
        x + (nextX - x) * t - side * unit * 0.012 * (index === ledge.length - 1 && t === 0 ? 1 : 0),
        y + (nextY - y) * t + hang,
      ])
    }
  }
  const [outX, outY] = ledge[0] ?? [0, 0]
  lower.push([outX, outY + unit * 0.05])
  const upper = ledge.map(([x, y]): Knot => [x, y - unit * 0.004])
  brush.form(smooth([...upper, ...lower], 0.8), coverOf(stage), 1)
}

function paintBeach(stage: Stage): void {
  const { canvas, width, height, unit, palette } = stage
  const sand = groundAt(stage, 1)
  const swing = createWave(stage.random.fork('beach'))
  const line = (lift: number): Point[] =>
    Array.from({ length: 41 }, (_, index): Point => {
      const x = (index / 40) * width
      return [x, height - unit * (0.2 + lift) + swing((x / unit) * 2) * unit * 0.02]
    })
  const down: Point[] = [
    [width, height + 2],
    [0, height + 2],
  ]
  canvas.fill(polygon([...line(0.035), ...down]), flat(palette.light, 0.5))
  canvas.fill(polygon([...line(0.018), ...down]), flat(palette.light, 0.85))
  canvas.fill(polygon([...line(0.008), ...down]), flat(lighten(sand, -0.07)))
  canvas.fill(
    polygon([...line(-0.02), ...down]),
    linear(
      [0, height - unit * 0.2, 0, height],
      [
        [0, lighten(sand, 0.02)],
        [1, lighten(sand, -0.03)],
      ],
      0.2,
    ),
  )
  const random = stage.random.fork('shells')
  const brush = brushAt(stage, 1)
  for (let index = 0; index < (width / unit) * 7; index++)
    brush.within(
      place(random.next() * width, height - unit * random.between(0.02, 0.15), unit * 0.00014),
      () => drawStone(brush, mix(sand, palette.accent, random.next() * 0.5), random),
    )
}

/** Reeds and a grassy bank along the lower edge. */
function paintBank(stage: Stage, lift: number): void {
  const { width, height, unit } = stage
  const random = stage.random.fork('bank')
  const line = createRidge(stage, random, { y: height - unit * lift, swing: unit * 0.03, pace: 2.2 })
  paintRidge(stage, line, 1, unit * 0.1)
  paintForeground(stage, line, { name: 'bank', amount: 0.7 })
  const brush = brushAt(stage, 1)
  for (const x of [0.03, 0.1, 0.9, 0.97]) {
    brush.within(
      place(width * x, line.at(width * x) + unit * 0.02, (unit * random.between(0.14, 0.22)) / 100),
      () => drawReeds(brush, stage.winter ? hex('#a08d6b') : hex('#5f7a48'), random),
    )
  }
}
