import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { flat, linear } from '../ink.ts'
import { drawLettering, letterable } from '../lettering.ts'
import { ellipse, leaf, polygon, rectangle, rounded, smooth, stroke, without, type Point } from '../shape.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { place } from '../transform.ts'
import { createRidge, paintRidge } from './land.ts'

interface Inks {
  readonly paper: Colour
  readonly green: Colour
  readonly gold: Colour
  readonly deep: Colour
  readonly bloom: Colour
}

function inksOf(stage: Stage): Inks {
  const { palette, random } = stage
  const green = hex(random.fork('inks').pick(['#3f6b54', '#2f5f66', '#5a6b3a', '#6a3f4a']))
  return {
    paper: mix(palette.light, palette.sky[0], 0.55),
    green: stage.brief.colours[0] ? mix(green, stage.brief.colours[0].colour, 0.7) : green,
    gold: palette.second,
    deep: palette.dark,
    bloom: palette.accent,
  }
}

/** A label: frame, arch with a view, flowers with whiplash stems, and a lettered name. */
export function paintLabel(given: Stage): Setting {
  // A label is measured by its short side alone, or its ribbon would hang over the edge.
  const stage = { ...given, unit: Math.min(given.width, given.height) }
  const { canvas, width, height, unit } = stage
  const brush = brushAt(stage, 1)
  const inks = inksOf(stage)
  canvas.fill(
    rectangle(0, 0, width, height),
    linear(
      [0, 0, 0, height],
      [
        [0, lighten(inks.paper, 0.012)],
        [1, lighten(inks.paper, -0.02)],
      ],
      0.12,
    ),
  )
  paintFrame(stage, brush, inks)
  const cx = width / 2
  const top = height * 0.5 - unit * 0.36
  const bottom = height * 0.5 + unit * 0.215
  const half = unit * Math.min(0.27, (width / unit) * 0.25)
  paintArch(stage, brush, inks, { cx, top, bottom, half })
  for (const side of [-1, 1]) {
    brush.within(place(cx, 0, side, 1), () => paintWhiplash(stage, brush, inks, half, top, bottom))
  }
  if (Math.max(width, height) > unit * 1.35) paintPanels(stage, brush, inks)
  paintName(stage, brush, inks, bottom)
  const y = bottom - unit * 0.062
  return {
    lead: { x: cx, y, size: unit * 0.44 },
    others: [
      { x: cx - unit * 0.15, y: y + unit * 0.01, size: unit * 0.2 },
      { x: cx + unit * 0.15, y: y + unit * 0.01, size: unit * 0.2 },
    ],
    air: { x: cx, y: top + unit * 0.24, size: unit * 0.26 },
    ground: 'none',
    room: half * 1.72,
  }
}

function paintFrame(stage: Stage, brush: Brush, inks: Inks): void {
  const { width, height, unit, canvas } = stage
  const border = (inset: number, thick: number, radius: number, colour: Colour): void => {
    const outer = rounded(inset, inset, width - inset * 2, height - inset * 2, radius)
    const inner = rounded(
      inset + thick,
      inset + thick,
      width - (inset + thick) * 2,
      height - (inset + thick) * 2,
      Math.max(1, radius - thick),
    )
    canvas.fill(without(outer, inner), flat(brush.tone(colour)))
  }
  border(unit * 0.028, unit * 0.022, unit * 0.05, inks.green)
  border(unit * 0.062, unit * 0.005, unit * 0.035, inks.gold)
  border(unit * 0.078, unit * 0.0025, unit * 0.028, inks.green)
  for (const [x, y, turnX, turnY] of [
    [0, 0, 1, 1],
    [width, 0, -1, 1],
    [0, height, 1, -1],
    [width, height, -1, -1],
  ] as const) {
    brush.within(place(x, y, turnX * unit, turnY * unit), () => drawCorner(brush, inks))
  }
}

/** A quarter ornament in a unit square: a bud with two curling stems. */
function drawCorner(brush: Brush, inks: Inks): void {
  const taper =
    (thick: number) =>
    (t: number): number =>
      thick * (1 - 0.75 * t)
  brush.form(ellipse(0.1, 0.1, 0.045), inks.paper, 0.4)
  brush.line(
    [
      [0.085, 0.085],
      [0.17, 0.095],
      [0.235, 0.13],
      [0.24, 0.165],
      [0.215, 0.165],
    ],
    taper(0.009),
    inks.green,
  )
  brush.line(
    [
      [0.085, 0.085],
      [0.095, 0.17],
      [0.13, 0.235],
      [0.165, 0.24],
      [0.165, 0.215],
    ],
    taper(0.009),
    inks.green,
  )
  brush.flat(leaf([0.12, 0.09], [0.185, 0.062], 0.018), inks.green)
  brush.flat(leaf([0.09, 0.12], [0.062, 0.185], 0.018), inks.green)
  for (let petal = 0; petal < 5; petal++) {
    const angle = (petal / 5) * Math.PI * 2 + 0.3
    brush.form(
      leaf([0.1, 0.1], [0.1 + Math.cos(angle) * 0.036, 0.1 + Math.sin(angle) * 0.036], 0.03),
      inks.bloom,
      0.5,
    )
  }
  brush.form(ellipse(0.1, 0.1, 0.009), inks.gold)
}

interface Arch {
  readonly cx: number
  readonly top: number
  readonly bottom: number
  readonly half: number
}

function archShape({ cx, top, bottom, half }: Arch, grow: number): ReturnType<typeof smooth> {
  const h = half + grow
  const crown = top - grow
  const foot = bottom + grow
  const shoulder = top + half * 0.95
  return smooth([
    [cx, crown],
    [cx + h * 0.72, crown + h * 0.3],
    [cx + h, shoulder],
    [cx + h * 0.9, foot - h * 0.28],
    [cx + h * 1.02, foot, 'corner'],
    [cx - h * 1.02, foot, 'corner'],
    [cx - h * 0.9, foot - h * 0.28],
    [cx - h, shoulder],
    [cx - h * 0.72, crown + h * 0.3],
  ])
}

/** The keyhole arch and the tea garden in it, under a fan of rays. */
function paintArch(stage: Stage, brush: Brush, inks: Inks, arch: Arch): void {
  const { canvas, unit, palette } = stage
  const { cx, top, bottom, half } = arch
  brush.form(archShape(arch, unit * 0.028), inks.green, 0.5)
  brush.flat(archShape(arch, unit * 0.019), inks.gold)
  brush.flat(archShape(arch, unit * 0.011), inks.green)
  canvas.clip(archShape(arch, 0), () => {
    const sky = mix(palette.glow, palette.light, 0.35)
    canvas.fill(
      rectangle(cx - half * 1.2, top, half * 2.4, bottom - top),
      linear(
        [0, top, 0, bottom],
        [
          [0, mix(inks.green, palette.light, 0.62)],
          [0.5, sky],
          [1, mix(sky, inks.bloom, 0.3)],
        ],
        0.08,
      ),
    )
    const sunY = bottom - half * 0.72
    for (let ray = 0; ray < 26; ray++) {
      const angle = (ray / 26) * Math.PI * 2
      const reach = half * 3
      const end = (turn: number): Point => [
        cx + Math.cos(angle + turn) * reach,
        sunY + Math.sin(angle + turn) * reach,
      ]
      canvas.fill(polygon([[cx, sunY], end(-0.052), end(0.052)]), flat(palette.light, 0.36))
    }
    canvas.fill(ellipse(cx, sunY, half * 0.5), flat(palette.disc))
    const view: Stage = {
      ...stage,
      brief: { ...stage.brief, place: 'hills' },
      random: stage.random.fork('label-view'),
    }
    for (const [index, depth] of [0.3, 0.6, 0.92].entries()) {
      const line = createRidge(view, view.random.fork(`terrace${index}`), {
        y: bottom - half * (0.62 - index * 0.19),
        swing: unit * 0.02,
        pace: 2.6,
      })
      paintRidge(view, line, depth, half * 0.5)
      for (let row = 1; row < 5; row++) {
        const points: Point[] = Array.from({ length: 13 }, (_, step): Point => {
          const x = cx + (step / 6 - 1) * half * 1.1
          return [x, line.at(x) + row * half * 0.055]
        })
        canvas.fill(stroke(points, unit * 0.0035), flat(mix(inks.green, palette.glow, 0.35), 0.5))
      }
    }
  })
}

/** One side's stem, leaves and lily, drawn for the right and mirrored for the left; x counts from the middle. */
function paintWhiplash(
  stage: Stage,
  brush: Brush,
  inks: Inks,
  half: number,
  top: number,
  bottom: number,
): void {
  const { unit } = stage
  const out = half + unit * 0.075
  const taper =
    (thick: number) =>
    (t: number): number =>
      unit * thick * (1 - 0.7 * t)
  brush.line(
    [
      [unit * 0.05, bottom + unit * 0.085],
      [half * 0.7, bottom + unit * 0.075],
      [out + unit * 0.01, bottom - unit * 0.04],
      [out - unit * 0.015, bottom - unit * 0.2],
      [out + unit * 0.03, top + unit * 0.24],
      [out - unit * 0.012, top + unit * 0.1],
    ],
    taper(0.013),
    inks.green,
  )
  brush.line(
    [
      [out, bottom - unit * 0.1],
      [out + unit * 0.075, bottom - unit * 0.19],
      [out + unit * 0.065, bottom - unit * 0.28],
      [out + unit * 0.03, bottom - unit * 0.26],
      [out + unit * 0.042, bottom - unit * 0.23],
    ],
    taper(0.008),
    inks.green,
  )
  brush.line(
    [
      [out - unit * 0.01, top + unit * 0.3],
      [out + unit * 0.075, top + unit * 0.2],
      [out + unit * 0.08, top + unit * 0.1],
    ],
    taper(0.008),
    inks.green,
  )
  for (const [x, y, tx, ty, w] of [
    [out - 0.003 * unit, bottom - 0.06 * unit, out + 0.1 * unit, bottom - 0.05 * unit, 0.034],
    [out, bottom - 0.17 * unit, out + 0.075 * unit, bottom - 0.11 * unit, 0.028],
    [out + 0.012 * unit, top + 0.31 * unit, out + 0.095 * unit, top + 0.33 * unit, 0.03],
    [half * 0.62, bottom + 0.08 * unit, half * 0.86, bottom + 0.12 * unit, 0.028],
  ] as const) {
    brush.form(leaf([x, y], [tx, ty], unit * w, unit * 0.006), mix(inks.green, inks.gold, 0.32), 0.6)
  }
  drawLily(brush, inks, out - unit * 0.014, top + unit * 0.085, unit * 0.075, -0.25)
  drawLily(brush, inks, out + unit * 0.082, top + unit * 0.085, unit * 0.044, 0.25)
}

function drawLily(brush: Brush, inks: Inks, x: number, y: number, size: number, turn: number): void {
  brush.within(place(x, y, size, size, turn), () => {
    brush.form(leaf([0, 0.2], [-0.75, -0.62], 0.46, 0.1), lighten(inks.bloom, 0.03), 0.7)
    brush.form(leaf([0, 0.2], [0.75, -0.62], 0.46, -0.1), lighten(inks.bloom, -0.03), 0.7)
    brush.form(leaf([0, 0.25], [-0.3, -0.95], 0.44, 0.05), lighten(inks.bloom, 0.07), 0.7)
    brush.form(leaf([0, 0.25], [0.32, -0.95], 0.44, -0.05), lighten(inks.bloom, 0.02), 0.7)
    brush.form(leaf([0, 0.3], [0, -0.78], 0.42), lighten(inks.bloom, 0.1), 0.7)
    for (const tip of [-0.22, 0, 0.22]) {
      brush.line(
        [
          [0, 0.1],
          [tip * 0.6, -0.5],
          [tip, -1.05],
        ],
        0.045,
        inks.gold,
      )
      brush.flat(ellipse(tip, -1.08, 0.07), inks.gold)
    }
    brush.form(leaf([0, 0.5], [0, 0.06], 0.26), inks.green, 0.5)
  })
}

/** Long labels get rows of flowering stems, out to both ends. */
function paintPanels(stage: Stage, brush: Brush, inks: Inks): void {
  const { width, height, unit } = stage
  const wide = width > height
  const start = unit * (wide ? 0.5 : 0.56)
  const room = (wide ? width : height) / 2 - unit * 0.15 - start
  const count = Math.floor(room / (unit * (wide ? 0.15 : 0.3)))
  for (const side of [-1, 1]) {
    for (let index = 0; index < count; index++) {
      const away = start + ((index + 0.5) / count) * room
      if (wide)
        brush.within(place(width / 2 + side * away, height / 2, -side, 1), () =>
          drawStem(brush, inks, unit, unit * (0.29 - 0.05 * (index % 2))),
        )
      else {
        const y = height / 2 + side * away + unit * (side > 0 ? 0.1 : 0)
        for (const x of [-0.19, 0, 0.19]) {
          const tall = unit * (x === 0 ? 0.15 : 0.12)
          brush.within(place(width / 2 + x * unit, y, x > 0 ? -1 : 1, 1), () =>
            drawStem(brush, inks, unit, tall),
          )
        }
      }
    }
  }
}

/** One upright stem, `tall` up and down from the origin, with leaves and a lily. */
function drawStem(brush: Brush, inks: Inks, unit: number, tall: number): void {
  const points: Point[] = [
    [0, tall],
    [unit * 0.02, tall * 0.3],
    [-unit * 0.02, -tall * 0.4],
    [unit * 0.006, -tall],
  ]
  brush.line(points, (t) => unit * 0.008 * (1 - 0.6 * t), inks.green)
  const nodes = Math.max(3, Math.round(tall / (unit * 0.048)))
  for (let node = 0; node < nodes; node++) {
    const y = tall - ((node + 0.7) / (nodes + 0.6)) * tall * 1.9
    const turn = node % 2 ? 1 : -1
    const tint = mix(inks.green, inks.gold, (node / nodes) * 0.6)
    brush.form(leaf([0, y], [turn * unit * 0.06, y - unit * 0.045], unit * 0.024), tint, 0.6)
  }
  drawLily(brush, inks, unit * 0.004, -tall - unit * 0.01, unit * 0.045, 0)
}

/** The name: quoted words, else what the label is for. */
export function titleOf(stage: Stage): string {
  const { lettering, nouns, words } = stage.brief
  const plain = words.filter(
    (word) =>
      !/^(?:a|an|the|for|of|in|with|label|art|nouveau|deco|vintage|poster|sticker|badge|logo|and)$/.test(
        word,
      ),
  )
  const title = letterable(lettering ?? nouns[0]?.word ?? plain[0] ?? '')
  return title.slice(0, 14).trim() || 'No 1'.toUpperCase()
}

function paintName(stage: Stage, brush: Brush, inks: Inks, bottom: number): void {
  const { width, unit } = stage
  const cx = width / 2
  const y = bottom + unit * 0.135
  const w = unit * 0.5
  const ribbon = smooth([
    [cx - w * 0.5, y - unit * 0.05, 'corner'],
    [cx, y - unit * 0.078],
    [cx + w * 0.5, y - unit * 0.05, 'corner'],
    [cx + w * 0.5, y + unit * 0.055, 'corner'],
    [cx, y + unit * 0.027],
    [cx - w * 0.5, y + unit * 0.055, 'corner'],
  ])
  for (const side of [-1, 1]) {
    brush.form(
      polygon([
        [cx + side * w * 0.42, y - unit * 0.02],
        [cx + side * w * 0.66, y + unit * 0.005],
        [cx + side * w * 0.59, y + unit * 0.05],
        [cx + side * w * 0.66, y + unit * 0.1],
        [cx + side * w * 0.42, y + unit * 0.075],
      ]),
      lighten(inks.bloom, -0.1),
    )
  }
  brush.form(ribbon, inks.bloom, 0.6)
  drawLettering(
    brush,
    titleOf(stage),
    { x: cx, y: y + unit * 0.004, width: w * 0.84, height: unit * 0.06, rise: unit * 0.02 },
    inks.paper,
  )
}
