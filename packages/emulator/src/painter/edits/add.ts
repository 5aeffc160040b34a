import type { Canvas } from '../canvas.ts'
import { fromRgb, hex, mix, type Colour } from '../colour.ts'
import { flat, linear, radial } from '../ink.ts'
import { paletteOf, type Palette } from '../palette.ts'
import type { Random } from '../random.ts'
import { ellipse, join, leaf, rectangle, smooth, stroke, without } from '../shape.ts'
import { cloudShape, LAMP } from '../sky.ts'
import { createBrush, groundShadow, type Brush } from '../brush.ts'
import { subjectOf } from '../subjects/index.ts'
import { place } from '../transform.ts'
import type { Noun } from '../words.ts'
import type { SkyThing } from './edit-words.ts'
import type { FocusMask } from './focus-mask.ts'
import { lightnessOf } from './grade.ts'
import type { Skyline } from './skyline.ts'

/** What is needed to draw into a finished picture. */
export interface Sheet {
  readonly canvas: Canvas
  readonly unit: number
  readonly skyline: Skyline
  readonly random: Random
}

function meanOf(canvas: Canvas, top: number, bottom: number): Colour {
  const { width, pixels } = canvas.picture
  const sums = [0, 0, 0]
  let count = 0
  for (let at = Math.floor(top) * width * 4; at < Math.floor(bottom) * width * 4; at += 52) {
    for (let channel = 0; channel < 3; channel++) sums[channel]! += pixels[at - (at % 4) + channel]!
    count++
  }
  const n = Math.max(1, count)
  return fromRgb(sums[0]! / n, sums[1]! / n, sums[2]! / n)
}

/** A palette read off the picture, so that what is added stands in the same light. */
function paletteFrom(sheet: Sheet): Palette {
  const { canvas } = sheet
  const { height } = canvas.picture
  const mean = meanOf(canvas, 0, height)
  const darkness = Math.min(0.85, Math.max(0, (0.62 - mean.l) * 2.1))
  const base = paletteOf(darkness > 0.4 ? 'night' : 'afternoon')
  const chroma = Math.hypot(mean.a, mean.b)
  return {
    ...base,
    ambient: mix(mean, base.ambient, 0.25),
    haze: mean,
    darkness,
    veil: Math.min(0.42, 0.08 + darkness * 0.3 + chroma * 0.5),
  }
}

function brushFor(sheet: Sheet): Brush {
  const palette = paletteFrom(sheet)
  return createBrush(sheet.canvas, palette, { side: 1, depth: 1, lit: palette.darkness > 0.35 })
}

/** Draws things into the picture: on the ground beside the middle, or into the air. */
export function addNouns(sheet: Sheet, nouns: readonly Noun[]): void {
  const { canvas, unit, skyline, random } = sheet
  const { width, height } = canvas.picture
  const brush = brushFor(sheet)
  nouns.forEach((noun, index) => {
    const subject = subjectOf(noun.kind)
    const flies = subject.home === 'air' || noun.pose === 'flying'
    const side = index % 2 === 0 ? 1 : -1
    const count = Math.min(noun.count, 7)
    for (let copy = 0; copy < count; copy++) {
      const shift = copy === 0 ? 0 : (copy % 2 ? 1 : -1) * Math.ceil(copy / 2)
      const room = (width * 0.4) / (subject.half * 2)
      const size = Math.min((unit * 0.34 * subject.tall * noun.size * 0.86 ** Math.abs(shift)) / 100, room)
      const x = width * (0.5 + side * 0.24) + shift * subject.half * size * 2
      const ground = Math.min(
        height * 0.95,
        Math.max(skyline.horizon + (height - skyline.horizon) * 0.72, height * 0.8),
      )
      const y = flies
        ? Math.max(size * 108, skyline.horizon * 0.55) + size * 40
        : ground - Math.abs(shift) * unit * 0.03
      const look = {
        colour: noun.colour?.colour,
        pose: noun.pose,
        word: noun.word,
        snowy: false,
        random: random.fork(`${noun.kind}${copy}`),
      }
      const turn = x > width * 0.55 ? -1 : 1
      if (!flies) brush.within(place(x, y, size), () => groundShadow(brush, subject.half * 2, 0.4))
      brush.within(place(x, y, size * turn, size), () => subject.draw(brush, look))
    }
  })
}

/** Something in the sky, where there is sky. */
export function addToSky(sheet: Sheet, thing: SkyThing): void {
  const { canvas, unit, skyline, random } = sheet
  const { width } = canvas.picture
  const x = width * 0.76
  const y = Math.max(unit * 0.12, skyline.horizon * 0.34)
  switch (thing) {
    case 'moon':
      return drawMoon(canvas, x, y, unit * 0.06)
    case 'sun':
      return drawSun(canvas, x, y, unit * 0.075)
    case 'stars':
      return scatterStars(sheet)
    case 'clouds':
      return drawClouds(sheet)
    case 'rainbow':
      return drawRainbow(sheet)
    case 'birds':
      for (let bird = 0; bird < 7; bird++)
        drawFarBird(sheet, x - random.between(0, 0.5) * width, y + random.between(-0.04, 0.12) * unit)
      return undefined
    default:
      thing satisfies never
  }
}

export function drawMoon(canvas: Canvas, x: number, y: number, radius: number): void {
  const pale = hex('#fdf3d6')
  const far = radius * 6
  canvas.fill(
    ellipse(x, y, far),
    radial(
      x,
      y,
      far,
      [
        [0, hex('#bcd3e0'), 0.6],
        [0.25, hex('#9dbccf'), 0.28],
        [1, hex('#9dbccf'), 0],
      ],
      0.06,
    ),
  )
  canvas.fill(ellipse(x, y, radius), flat(pale))
  for (const [dx, dy, r] of [
    [-0.3, -0.25, 0.26],
    [0.28, 0.1, 0.34],
    [-0.15, 0.45, 0.18],
  ] as const)
    canvas.fill(ellipse(x + dx * radius, y + dy * radius, r * radius), flat(hex('#cfd3cf'), 0.5))
}

function drawSun(canvas: Canvas, x: number, y: number, radius: number): void {
  const far = radius * 7
  canvas.fill(
    ellipse(x, y, far),
    radial(
      x,
      y,
      far,
      [
        [0, hex('#ffe3a0'), 0.85],
        [0.25, hex('#ffd98a'), 0.4],
        [1, hex('#ffd98a'), 0],
      ],
      0.06,
    ),
  )
  canvas.fill(ellipse(x, y, radius), flat(hex('#fff6da')))
}

/** Stars only where the picture is calm and dark enough to be sky. */
export function scatterStars(sheet: Sheet): void {
  const { canvas, unit, skyline, random } = sheet
  const { width, height, pixels } = canvas.picture
  const count = Math.round(((width * skyline.horizon) / (unit * unit)) * 170)
  for (let index = 0; index < count; index++) {
    const x = random.next() * width
    const y = random.next() ** 1.4 * skyline.horizon * 0.94
    const bright = random.next() ** 4
    const at = (Math.min(height - 1, Math.floor(y)) * width + Math.min(width - 1, Math.floor(x))) * 4
    if (lightnessOf(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!) > 150) continue
    canvas.fill(
      ellipse(x, y, unit * (0.0011 + 0.0026 * bright)),
      flat(hex('#f4f2e4'), 0.45 + 0.5 * random.next()),
    )
  }
}

/** Warm lights along the edge of the land, as of far houses. */
export function lightLamps(sheet: Sheet, focus: FocusMask): void {
  const { canvas, unit, skyline, random } = sheet
  const { width, height } = canvas.picture
  const count = Math.max(5, Math.round((width / unit) * 9))
  for (let index = 0; index < count; index++) {
    const x = ((index + random.next()) / count) * width
    const y = Math.min(height * 0.97, skyline.horizon + unit * random.between(-0.004, 0.045))
    const r = unit * random.between(0.0035, 0.0065)
    // Not on the nose of whoever stands in front.
    if ((focus.alpha[Math.floor(y) * width + Math.min(width - 1, Math.floor(x))] ?? 0) > 0.12) continue
    canvas.fill(
      ellipse(x, y, r * 7),
      radial(x, y, r * 7, [
        [0, LAMP, 0.6],
        [0.35, LAMP, 0.22],
        [1, LAMP, 0],
      ]),
    )
    canvas.fill(rectangle(x - r * 0.8, y - r, r * 1.6, r * 2), flat(hex('#ffe6a8')))
  }
}

function drawClouds(sheet: Sheet): void {
  const { canvas, unit, skyline, random } = sheet
  const { width } = canvas.picture
  const light = mix(meanOf(canvas, 0, Math.max(2, skyline.horizon)), hex('#fffaf0'), 0.75)
  const count = Math.max(3, Math.round((width / unit) * 3))
  for (let index = 0; index < count; index++) {
    const length = unit * random.between(0.24, 0.46)
    const x = ((index + random.between(0.2, 0.8)) / count) * width
    const y = Math.max(unit * 0.08, skyline.horizon * random.between(0.2, 0.7))
    canvas.within(place(x, y), () =>
      canvas.fill(
        cloudShape(random, length, length * 0.26),
        linear(
          [0, -length * 0.26, 0, length * 0.04],
          [
            [0, light, 0.96],
            [0.6, light, 0.8],
            [1, light, 0.3],
          ],
          0.12,
        ),
      ),
    )
  }
}

function drawRainbow(sheet: Sheet): void {
  const { canvas, unit, skyline } = sheet
  const { width } = canvas.picture
  const reach = Math.max(unit * 0.5, Math.min(width * 0.42, skyline.horizon * 0.95))
  canvas.clip(rectangle(0, 0, width, skyline.horizon), () => {
    ;['#d9533f', '#ee8f3f', '#f4cf5a', '#7fb56a', '#4f95b5', '#6f62a8'].forEach((code, index) => {
      const outer = reach * (1 - index * 0.035)
      canvas.fill(
        without(
          ellipse(width / 2, skyline.horizon, outer),
          ellipse(width / 2, skyline.horizon, outer - reach * 0.036),
        ),
        linear(
          [0, skyline.horizon - reach, 0, skyline.horizon],
          [
            [0, hex(code), 0.62],
            [0.6, hex(code), 0.5],
            [1, hex(code), 0.04],
          ],
          0.1,
        ),
      )
    })
  })
}

function drawFarBird(sheet: Sheet, x: number, y: number): void {
  const { canvas, unit, random } = sheet
  const span = unit * random.between(0.014, 0.026)
  const wing = (t: number): number => span * 0.16 * (1 - t * 0.75)
  const ink = flat(hex('#2b2a38'), 0.85)
  for (const side of [-1, 1])
    canvas.fill(
      stroke(
        [
          [x, y],
          [x + side * span * 0.45, y - span * 0.45],
          [x + side * span, y - span * 0.2],
        ],
        wing,
      ),
      ink,
    )
}

/** A spray of leaves and blossoms in a lower corner: what is added when nothing else was asked for. */
export function addSprig(sheet: Sheet): void {
  const { canvas, unit, random } = sheet
  const { width, height } = canvas.picture
  const brush = brushFor(sheet)
  const green = hex('#5d8a55')
  const bloom = hex(random.pick(['#e8836f', '#f2c14a', '#f3ece0', '#b58fc0']))
  const flip = random.chance(0.5)
  brush.within(place(flip ? width : 0, height, unit * (flip ? -1 : 1), unit), () => {
    for (const [x, y, tall] of [
      [0.02, 0.02, 0.42],
      [0.1, 0.03, 0.32],
      [0.2, 0.02, 0.22],
    ] as const) {
      brush.line(
        [
          [x, y],
          [x + 0.03, -tall * 0.5],
          [x + 0.09, -tall],
        ],
        (t) => 0.008 * (1 - t * 0.6),
        green,
      )
      for (let node = 1; node < 6; node++) {
        const t = node / 6
        const nx = x + 0.09 * t ** 1.4
        const ny = -tall * t
        for (const side of [-1, 1])
          brush.form(leaf([nx, ny], [nx + side * 0.055 * (1.2 - t), ny - 0.04], 0.026), green, 0.7)
      }
      const petals = Array.from({ length: 6 }, (_, petal) =>
        leaf(
          [x + 0.09, -tall],
          [x + 0.09 + Math.cos(petal * 1.047) * 0.034, -tall + Math.sin(petal * 1.047) * 0.034],
          0.026,
        ),
      )
      brush.form(join(...petals), bloom, 0.7)
      brush.form(
        smooth([
          [x + 0.082, -tall],
          [x + 0.09, -tall - 0.008],
          [x + 0.098, -tall],
          [x + 0.09, -tall + 0.008],
        ]),
        hex('#8a5a34'),
        0.5,
      )
    }
  })
}

/** Snow lying along the lower edge. */
export function layDrifts(sheet: Sheet): void {
  const { canvas, unit, random } = sheet
  const { width, height } = canvas.picture
  const white = hex('#f4f7fa')
  const blue = hex('#c3d2e2')
  for (const [lift, alpha] of [
    [0.085, 0.8],
    [0.045, 1],
  ] as const) {
    const shift = random.next() * 9
    const crest = Array.from({ length: 13 }, (_, index): [number, number] => [
      ((index - 0.5) / 11) * width,
      height - unit * (lift + 0.02 * Math.sin(index * 0.9 + shift) + 0.01 * Math.sin(index * 2.3)),
    ])
    canvas.fill(
      smooth([
        ...crest,
        [width * 1.1, height + unit * 0.1, 'corner'],
        [-width * 0.1, height + unit * 0.1, 'corner'],
      ]),
      linear(
        [0, height - unit * lift * 1.3, 0, height],
        [
          [0, white, alpha],
          [1, blue, alpha],
        ],
        0.15,
      ),
    )
  }
}
