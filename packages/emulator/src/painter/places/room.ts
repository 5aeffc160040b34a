import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { linear } from '../ink.ts'
import type { SubjectKind } from '../lexicon.ts'
import { ellipse, join, leaf, polygon, rectangle, rounded, smooth, stroke } from '../shape.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { subjectOf } from '../subjects/index.ts'
import { place } from '../transform.ts'
import { createRidge, paintRidge, plantRidge } from './land.ts'
import { paintSky } from '../sky.ts'

/** The colour of the wall: plaster that goes with the light outside. */
function wallOf(stage: Stage): Colour {
  const walls = ['#e9d8bd', '#dcc7a9', '#c9d3c3', '#e3c3ad', '#b9c6c9'] as const
  return hex(stage.random.fork('wall').pick(walls))
}

/** A sill before a window with a view. */
export function paintWindowsill(stage: Stage): Setting {
  const { canvas, width, height, unit, light } = stage
  const brush = brushAt(stage, 1)
  const wall = wallOf(stage)
  const sill = height - unit * 0.24
  brush.blend(
    rectangle(0, 0, width, height),
    [0, 0, width, height],
    [
      [0, lighten(wall, -0.04)],
      [1, lighten(wall, -0.09)],
    ],
    0.1,
  )
  paintWallpaper(stage, brush, wall)
  const frame = windowFrame(stage, sill)
  canvas.clip(rectangle(frame.x, frame.y, frame.width, frame.height), () =>
    paintView(stage, frame.y + frame.height),
  )
  paintPanes(stage, brush, frame)
  paintCurtains(stage, brush, frame)
  paintSill(stage, brush, sill)
  paintLightShafts(stage, frame, sill)
  const leadX = width * (light.side > 0 ? 0.44 : 0.56)
  const away = light.side
  const y = sill + unit * 0.07
  const front = sill + unit * 0.1
  return {
    lead: { x: leadX, y, size: unit * 0.52 },
    others: [
      { x: leadX + away * unit * 0.42, y: front, size: unit * 0.48 },
      { x: leadX - away * unit * 0.4, y, size: unit * 0.46 },
      { x: leadX - away * unit * 0.62, y, size: unit * 0.4 },
    ],
    air: { x: leadX, y: height * 0.34, size: unit * 0.2 },
    ground: 'table',
    front: () => dressTable(stage, brush, leadX, y, front),
  }
}

interface Frame {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

function windowFrame(stage: Stage, sill: number): Frame {
  const { width, unit } = stage
  const w = Math.min(width * 0.82, unit * 1.12)
  const y = sill > unit * 1.5 ? sill - Math.max(unit * 1.4, sill * 0.86) : -unit * 0.05
  return { x: (width - w) / 2, y, width: w, height: sill - y }
}

/** A small landscape of its own behind the glass. */
function paintView(stage: Stage, bottom: number): void {
  const { unit, random, brief, canvas, palette, width } = stage
  const horizon = bottom - unit * 0.3
  const view: Stage = {
    ...stage,
    horizon,
    brief: { ...brief, place: 'hills' },
    random: random.fork('view'),
    light: { ...stage.light, kind: palette.darkness > 0.7 ? 'moon' : 'sun', y: horizon - unit * 0.26 },
  }
  paintSky(view, horizon + unit * 0.05)
  for (const [index, depth] of [0.12, 0.35, 0.6].entries()) {
    const line = createRidge(view, view.random.fork(`view${index}`), {
      y: horizon + unit * 0.085 * index,
      swing: unit * 0.035,
      pace: 2.4,
    })
    paintRidge(view, line, depth, unit * 0.2)
    plantRidge(view, line, depth, unit * (0.04 + 0.05 * index), `view${index}`, 1.2)
  }
  // Glass takes a little colour away.
  canvas.fill(
    rectangle(0, 0, width, bottom),
    linear(
      [0, 0, width, bottom],
      [
        [0, palette.light, 0.2],
        [0.5, palette.light, 0.08],
        [1, palette.light, 0.16],
      ],
      0.05,
    ),
  )
}

function paintPanes(stage: Stage, brush: Brush, frame: Frame): void {
  const { unit } = stage
  const white = hex('#f5ecdb')
  const bar = unit * 0.014
  const outer = unit * 0.032
  const { x, y, width, height } = frame
  const columns = 3
  const rows = Math.max(2, Math.round(height / (width / columns) / 1.25))
  for (let column = 1; column < columns; column++)
    brush.form(rectangle(x + (width * column) / columns - bar / 2, y, bar, height), white, 0.6)
  for (let row = 1; row < rows; row++)
    brush.form(rectangle(x, y + (height * row) / rows - bar / 2, width, bar), white, 0.6)
  for (const side of [x - outer, x + width])
    brush.form(rectangle(side, y - outer, outer, height + outer), white, 0.8)
  brush.form(rectangle(x - outer, y - outer, width + outer * 2, outer), white, 0.8)
  for (const side of [x, x + width - unit * 0.006])
    brush.flat(rectangle(side, y, unit * 0.006, height), lighten(white, -0.16), 0.6)
}

function paintWallpaper(stage: Stage, brush: Brush, wall: Colour): void {
  const { width, height, unit } = stage
  const step = unit * 0.085
  const motif = lighten(wall, -0.105)
  for (let row = 0; row * step < height; row++) {
    for (let column = -1; column * step < width; column++) {
      const x = (column + (row % 2) / 2) * step
      const y = row * step
      for (const turn of [-1, 1])
        brush.flat(leaf([x, y], [x + turn * step * 0.16, y - step * 0.22], step * 0.12), motif, 0.55)
      brush.flat(ellipse(x, y - step * 0.3, step * 0.045), motif, 0.55)
    }
  }
}

function paintCurtains(stage: Stage, brush: Brush, frame: Frame): void {
  const { unit, palette, height } = stage
  const cloth = mix(palette.accent, hex('#f0dcc0'), 0.55)
  for (const side of [-1, 1] as const) {
    const outer = side < 0 ? frame.x - unit * 0.16 : frame.x + frame.width + unit * 0.16
    const inner = side < 0 ? frame.x + unit * 0.13 : frame.x + frame.width - unit * 0.13
    const tie = frame.y + frame.height * 0.62
    const drape = smooth([
      [outer, frame.y - unit * 0.1, 'corner'],
      [inner, frame.y - unit * 0.1, 'corner'],
      [inner - side * -unit * 0.0, frame.y + frame.height * 0.3],
      [outer - side * unit * 0.12, tie],
      [outer - side * unit * 0.15, height * 0.94],
      [outer + side * unit * 0.05, height * 0.95],
    ])
    brush.form(drape, cloth, 1)
    brush.canvas.clip(drape, () => {
      for (let fold = 0; fold < 6; fold++) {
        const t = (fold + 0.5) / 6
        const top = outer + (inner - outer) * t
        const waist = outer - side * unit * 0.12 * t
        brush.line(
          [
            [top, frame.y - unit * 0.1],
            [top * 0.7 + waist * 0.3, frame.y + frame.height * 0.34],
            [waist, tie],
            [waist + side * unit * 0.004, height],
          ],
          (along) => unit * 0.016 * (1 - 0.5 * along),
          lighten(cloth, fold % 2 ? -0.05 : 0.045),
          0.55,
        )
      }
    })
    brush.form(
      rounded(
        Math.min(outer, outer - side * unit * 0.14),
        tie - unit * 0.014,
        unit * 0.14,
        unit * 0.028,
        unit * 0.01,
      ),
      lighten(cloth, -0.1),
    )
  }
}

function paintSill(stage: Stage, brush: Brush, sill: number): void {
  const { width, height, unit } = stage
  const wood = hex('#b98a5c')
  brush.blend(
    rectangle(0, sill, width, height - sill),
    [0, sill, 0, height],
    [
      [0, lighten(wood, 0.09)],
      [0.7, lighten(wood, 0.02)],
      [1, lighten(wood, -0.05)],
    ],
    0.16,
  )
  const random = stage.random.fork('grain')
  for (let index = 0; index < 26; index++) {
    const y = sill + unit * 0.006 + random.next() * (height - sill)
    const x = random.next() * width
    const length = unit * random.between(0.15, 0.6)
    brush.line(
      [
        [x, y],
        [x + length / 2, y + unit * 0.003],
        [x + length, y],
      ],
      (t) => unit * 0.0022 * Math.sin(Math.PI * t),
      lighten(wood, -0.08),
      0.6,
    )
  }
  brush.flat(rectangle(0, sill - unit * 0.006, width, unit * 0.008), lighten(wood, 0.16))
  brush.blend(
    rectangle(0, height - unit * 0.045, width, unit * 0.05),
    [0, height - unit * 0.045, 0, height],
    [
      [0, lighten(wood, -0.1)],
      [1, lighten(wood, -0.2)],
    ],
    0.2,
  )
}

/** Light falling in through the panes and lying on the sill. */
function paintLightShafts(stage: Stage, frame: Frame, sill: number): void {
  const { canvas, palette, unit, height, light } = stage
  if (palette.darkness > 0.6) return
  const strength = 0.5 * (1 - palette.darkness)
  for (let pane = 0; pane < 3; pane++) {
    const from = frame.x + (frame.width * (pane + 0.08)) / 3
    const to = frame.x + (frame.width * (pane + 0.92)) / 3
    const lean = light.side * unit * 0.2
    canvas.fill(
      polygon([
        [from, sill],
        [to, sill],
        [to + lean, height - unit * 0.045],
        [from + lean, height - unit * 0.045],
      ]),
      linear(
        [0, sill, 0, height],
        [
          [0, palette.disc, strength],
          [1, palette.glow, strength * 0.5],
        ],
        0.2,
      ),
    )
  }
  const beam = polygon([
    [frame.x + (light.side > 0 ? 0 : frame.width), 0],
    [frame.x + (light.side > 0 ? frame.width * 0.55 : frame.width * 0.45), 0],
    [frame.x + frame.width * 0.5 + light.side * unit * 0.75, height],
    [frame.x + frame.width * 0.5 - light.side * unit * 0.1, height],
  ])
  canvas.fill(
    beam,
    linear(
      [0, 0, 0, height],
      [
        [0, palette.disc, 0.2 * strength * 2],
        [1, palette.disc, 0],
      ],
      0.1,
    ),
  )
}

/** A few quiet companions for the lead, where the prompt leaves room. */
function dressTable(stage: Stage, brush: Brush, leadX: number, y: number, front: number): void {
  const { brief, unit, width, random, light } = stage
  const named = new Set(brief.nouns.map((noun) => noun.kind))
  const side = light.side
  const add = (kind: SubjectKind, x: number, foot: number, size: number, word: string = kind): void => {
    if (named.has(kind) || x < unit * 0.08 || x > width - unit * 0.08) return
    const subject = subjectOf(kind)
    const scale = (unit * size * subject.tall) / 100
    castShadow(brush, x, foot, scale, subject.half, side)
    brush.within(place(x, foot, scale), () =>
      subject.draw(brush, {
        colour: undefined,
        pose: undefined,
        word,
        snowy: false,
        random: random.fork(kind),
      }),
    )
  }
  const lead = brief.nouns[0]
  if (!lead)
    add(
      random.fork('centre').pick(['fruit-bowl', 'teapot', 'vase', 'candle', 'book']),
      leadX,
      y + unit * 0.04,
      0.56,
    )
  if (brief.nouns.length < 2) {
    if (lead?.kind !== 'vase') add('vase', leadX - side * unit * 0.38, y - unit * 0.02, 0.42)
    add('cup', leadX + side * unit * 0.37, front, 0.42)
    add('apple', leadX + side * unit * 0.13, front + unit * 0.055, 0.26, 'lemon')
    if (width > unit * 1.4) {
      add('book', leadX - side * unit * 0.68, y, 0.3)
      add('fruit-bowl', leadX + side * unit * 0.72, y, 0.3)
    }
  }
}

/** A long shadow on a table top, away from the window. */
export function castShadow(
  brush: Brush,
  x: number,
  y: number,
  scale: number,
  half: number,
  side: number,
): void {
  const deep = mix(brush.palette.ambient, brush.palette.dark, 0.6)
  const reach = half * scale
  const shadow = smooth([
    [x - reach * 0.7, y],
    [x, y - reach * 0.13],
    [x + reach * 0.7, y],
    [x + side * reach * 1.3, y + reach * 0.42],
    [x + side * reach * 0.5, y + reach * 0.36],
  ])
  brush.canvas.fill(
    shadow,
    linear(
      [x, y, x + side * reach * 1.2, y + reach * 0.42],
      [
        [0, deep, 0.5],
        [1, deep, 0.05],
      ],
      0.3,
    ),
  )
}

/** A table by a wall: the still life. */
export function paintTable(stage: Stage): Setting {
  const { canvas, width, height, unit, palette, light } = stage
  const brush = brushAt(stage, 1)
  const wall = wallOf(stage)
  const edge = height - unit * 0.36
  brush.blend(
    rectangle(0, 0, width, edge + 4),
    [0, 0, 0, edge],
    [
      [0, lighten(wall, -0.05)],
      [1, lighten(wall, 0.02)],
    ],
    0.12,
  )
  paintWallLight(stage)
  paintShelf(stage, brush, edge)
  const cloth = mix(mix(palette.second, hex('#f1e4cc'), 0.62), palette.light, 0.1)
  const top = smooth([
    [-unit * 0.1, edge, 'corner'],
    [width + unit * 0.1, edge, 'corner'],
    [width + unit * 0.1, height + 9, 'corner'],
    [-unit * 0.1, height + 9, 'corner'],
  ])
  brush.blend(
    top,
    [0, edge, 0, height],
    [
      [0, lighten(cloth, 0.05)],
      [1, lighten(cloth, -0.06)],
    ],
    0.14,
  )
  paintCloth(stage, brush, edge, cloth)
  const leadX = width * (light.side > 0 ? 0.45 : 0.55)
  const y = edge + unit * 0.16
  const glow = radialPatch(stage, leadX, edge)
  canvas.fill(glow.shape, glow.ink)
  return {
    lead: { x: leadX, y, size: unit * 0.58 },
    others: [
      { x: leadX + light.side * unit * 0.4, y: y + unit * 0.07, size: unit * 0.5 },
      { x: leadX - light.side * unit * 0.42, y: y - unit * 0.03, size: unit * 0.5 },
      { x: leadX - light.side * unit * 0.66, y: y + unit * 0.06, size: unit * 0.4 },
    ],
    air: { x: leadX, y: height * 0.3, size: unit * 0.2 },
    ground: 'table',
    front: () => dressTable(stage, brush, leadX, y - unit * 0.04, y + unit * 0.06),
  }
}

function radialPatch(
  stage: Stage,
  x: number,
  edge: number,
): { shape: ReturnType<typeof smooth>; ink: ReturnType<typeof linear> } {
  const { unit, height, palette, light } = stage
  const lean = light.side * unit * 0.3
  return {
    shape: polygon([
      [x - unit * 0.5 - lean * 0.5, edge],
      [x + unit * 0.35 - lean * 0.5, edge],
      [x + unit * 0.55 + lean, height],
      [x - unit * 0.4 + lean, height],
    ]),
    ink: linear(
      [0, edge, 0, height],
      [
        [0, palette.disc, 0.4 * (1 - palette.darkness)],
        [1, palette.disc, 0.12 * (1 - palette.darkness)],
      ],
      0.2,
    ),
  }
}

/** The shape of a window, thrown on the wall by the sun. */
function paintWallLight(stage: Stage): void {
  const { canvas, width, unit, height, palette, light } = stage
  if (palette.darkness > 0.6) return
  const x = width * (light.side > 0 ? 0.56 : 0.2)
  const y = Math.max(unit * 0.06, height * 0.5 - unit * 0.48)
  const pane = unit * 0.2
  const skew = light.side * unit * 0.1
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 2; column++) {
      const left = x + column * pane * 1.08 + (row * skew) / 2
      const top = y + row * pane * 1.2
      canvas.fill(
        polygon([
          [left, top],
          [left + pane, top],
          [left + pane + skew / 2, top + pane * 1.12],
          [left + skew / 2, top + pane * 1.12],
        ]),
        linear(
          [left, top, left, top + pane],
          [
            [0, palette.disc, 0.55 * (1 - palette.darkness)],
            [1, palette.glow, 0.4 * (1 - palette.darkness)],
          ],
          0.2,
        ),
      )
    }
  }
}

function paintShelf(stage: Stage, brush: Brush, edge: number): void {
  const { width, unit, random, light } = stage
  const x = light.side > 0 ? -unit * 0.05 : width - unit * 0.42
  const y = edge - unit * 0.34
  if (y < unit * 0.2 || width < unit * 1.05) return
  const wood = hex('#9a6b47')
  const pick = random.fork('shelf')
  const jars = ['#7f9a8a', '#c9754a', '#d9b25f', '#6f8fa0'] as const
  for (let jar = 0; jar < 3; jar++) {
    const jx = x + unit * (0.1 + jar * 0.11)
    const tall = unit * pick.between(0.07, 0.12)
    const glaze = hex(jars[(jar + pick.whole(0, 3)) % 4] ?? '#7f9a8a')
    brush.form(rounded(jx, y - tall, unit * 0.075, tall, unit * 0.018), glaze, 1.1)
    brush.form(
      rounded(jx + unit * 0.01, y - tall - unit * 0.016, unit * 0.055, unit * 0.022, unit * 0.006),
      lighten(glaze, -0.1),
    )
    brush.flat(
      rounded(jx + unit * 0.014, y - tall * 0.62, unit * 0.047, tall * 0.32, unit * 0.004),
      hex('#f6ecd8'),
      0.9,
    )
  }
  brush.form(join(rectangle(x, y, unit * 0.47, unit * 0.02)), wood)
  brush.blend(
    rectangle(x, y + unit * 0.02, unit * 0.47, unit * 0.05),
    [0, y, 0, y + unit * 0.07],
    [
      [0, hex('#5a4336'), 0.35],
      [1, hex('#5a4336'), 0],
    ],
    0.2,
  )
}

/** Checks and folds of the table cloth. */
function paintCloth(stage: Stage, brush: Brush, edge: number, cloth: Colour): void {
  const { width, height, unit } = stage
  const stripe = mix(cloth, stage.palette.second, 0.45)
  for (let row = 0; row < 5; row++) {
    const y = edge + (height - edge) * ((row + 0.55) / 5) ** 1.5
    brush.flat(rectangle(0, y, width, unit * (0.005 + 0.012 * (row / 5))), stripe, 0.42)
  }
  for (let x = -width; x < width * 2; x += unit * 0.17) {
    const away = x - width / 2
    brush.canvas.fill(
      stroke(
        [
          [width / 2 + away * 0.8, edge],
          [width / 2 + away * 1.25, height + 4],
        ],
        (t) => unit * (0.007 + 0.009 * t),
      ),
      linear(
        [0, edge, 0, height],
        [
          [0, brush.tone(stripe), 0.34],
          [1, brush.tone(stripe), 0.46],
        ],
        0.1,
      ),
    )
  }
  brush.flat(rectangle(0, edge - unit * 0.003, width, unit * 0.006), lighten(cloth, 0.08))
}
