import { hex, lighten, mix, saturate, tilt, type Colour } from '../colour.ts'
import { linear, type Stop } from '../ink.ts'
import {
  drawBloom,
  drawBush,
  drawCypress,
  drawGrass,
  drawPine,
  drawStone,
  drawTree,
  SNOW,
} from '../plants.ts'
import { createWave, type Random } from '../random.ts'
import { polygon, stroke, type Point, type Shape } from '../shape.ts'
import { brushAt, type Stage } from '../stage.ts'
import { place } from '../transform.ts'

/** The line of a hill or dune: its height at every x, and all that lies below it. */
export interface Ridge {
  at(x: number): number
  readonly shape: Shape
}

export interface RidgeOptions {
  readonly y: number
  /** Height of the swings, in pixels. */
  readonly swing: number
  /** Swings across one unit of width. */
  readonly pace?: number
  /** 0 rolls, 1 breaks into peaks. */
  readonly sharp?: number
}

export function createRidge(stage: Stage, random: Random, options: RidgeOptions): Ridge {
  const { y, swing, pace = 1.6, sharp = 0 } = options
  const roll = createWave(random)
  const offset = random.next() * 40
  const at = (x: number): number => {
    const position = (x / stage.unit) * pace + offset
    const rolling = Math.sin(position * 1.3) * 0.55 + roll(position * 0.55) * 0.5
    if (sharp === 0) return y - rolling * swing
    const folded = 1 - 2 * Math.abs(((position * 0.37 + roll(position * 0.3) * 0.25) % 1) - 0.5) * 2
    const broken = folded + roll(position * 4) * 0.14
    return y - (rolling * (1 - sharp) + broken * sharp) * swing
  }
  const points: Point[] = []
  const step = stage.unit / (sharp > 0 ? 120 : 60)
  for (let x = -step; x <= stage.width + step; x += step) points.push([x, at(x)])
  points.push([stage.width + step, stage.height + 4], [-step, stage.height + 4])
  return { at, shape: polygon(points) }
}

/** What grows or lies on the ground here, near by. */
export function coverOf(stage: Stage): Colour {
  const { brief, winter } = stage
  if (winter) return SNOW
  if (brief.place === 'desert') return hex('#dd9a5d')
  if (brief.place === 'beach') return hex('#ecd0a0')
  if (brief.season === 'autumn') return hex('#bd7f35')
  if (brief.season === 'spring') return hex('#8db857')
  const greens = ['#6f9a52', '#7a9b45', '#5d9362', '#86a04f'] as const
  return hex(stage.random.fork('cover').pick(greens))
}

export function foliageOf(stage: Stage): Colour {
  const { brief } = stage
  const random = stage.random.fork('foliage')
  if (brief.season === 'autumn') return hex(random.pick(['#c8622b', '#d98b2c', '#b5492c']))
  if (brief.season === 'spring') return hex(random.pick(['#eab6c0', '#8fb95b']))
  if (stage.winter) return hex('#3f6261')
  return hex(random.pick(['#3f7350', '#4d7a42', '#35685a']))
}

/** The ground's colour at a depth: 0 at the horizon, 1 at our feet. */
export function groundAt(stage: Stage, depth: number): Colour {
  const { palette } = stage
  const cover = coverOf(stage)
  const near = mix(
    { ...cover, l: cover.l * (1 - 0.42 * palette.darkness) },
    palette.ambient,
    palette.veil + 0.02,
  )
  // Snow turns blue in its own shade, so that white things still stand out from it.
  const grounded = stage.winter ? mix(near, palette.ambient, 0.08) : near
  return mix(palette.haze, grounded, Math.min(1, 0.1 + depth * 0.95))
}

/** Fills a ridge: sun on its upper edge, mist or shade towards its foot. */
export function paintRidge(stage: Stage, line: Ridge, depth: number, height: number, tint?: Colour): void {
  const { canvas, palette } = stage
  const ground = groundAt(stage, depth)
  const base = tint ? tilt(ground, tint, 0.3 * depth * (1 - palette.darkness * 0.7)) : ground
  const sunny = lighten(mix(base, palette.glow, 0.3 * (1 - palette.darkness * 0.8)), 0.03)
  const misty = mix(base, palette.haze, 0.5 * (1 - depth))
  const shaded = stage.winter
    ? mix(base, palette.ambient, 0.32)
    : lighten(mix(base, mix(palette.ambient, palette.dark, 0.5), 0.3 * depth), -0.02)
  const foot = mix(misty, shaded, depth)
  const top = Math.min(line.at(0), line.at(stage.width / 2), line.at(stage.width)) - height * 0.2
  const stops: Stop[] = [
    [0, sunny],
    [0.32, base],
    [1, foot],
  ]
  canvas.fill(line.shape, linear([0, top, -stage.light.side * height * 0.25, top + height], stops, 0.13))
}

/** Peaks with a lit and a shaded face, snow where they are high. */
export function paintMountains(
  stage: Stage,
  base: number,
  height: number,
  depth: number,
  name = 'peaks',
): void {
  const { palette, unit, width, light } = stage
  const random = stage.random.fork(name)
  const brush = brushAt(stage, depth)
  const rock = mix(palette.ambient, hex('#5f7186'), 0.5)
  const spacing = height * 1.05
  const count = Math.max(2, Math.ceil(width / spacing) + 1)
  const peaks = Array.from({ length: count }, (_, index) => ({
    x: (index - 0.4 + random.between(0, 0.6)) * spacing,
    tall: height * random.between(0.55, 1),
  })).toSorted((a, b) => b.tall - a.tall)
  for (const { x, tall } of peaks
    .toReversed()
    .toSorted((a, b) => a.tall - b.tall)
    .toReversed()) {
    const half = tall * random.between(0.85, 1.15)
    const jag = (t: number): number => (random.next() - 0.5) * tall * 0.07 * Math.sin(Math.PI * t)
    const top: Point = [x, base - tall]
    const slope = (to: number): Point[] =>
      [0.2, 0.4, 0.6, 0.8].map((t) => [x + (to - x) * t + jag(t), base - tall * (1 - t) ** 1.12 + jag(t)])
    const left = slope(x - half)
    const right = slope(x + half)
    const spine: Point[] = [0.22, 0.45, 0.7].map((t, index) => [
      x + tall * 0.07 * (index % 2 ? 1 : -0.6) + tall * 0.05 * t,
      base - tall * (1 - t),
    ])
    const foot: Point = [x + tall * 0.12, base + 4]
    const lit = light.side > 0 ? [...left] : [...right]
    const whole = polygon([top, ...right, [x + half, base + 4], [x - half, base + 4], ...left.toReversed()])
    const face = polygon([
      top,
      ...spine,
      foot,
      [light.side > 0 ? x - half : x + half, base + 4],
      ...lit.toReversed(),
    ])
    brush.blend(
      whole,
      [0, base - tall, 0, base],
      [
        [0, lighten(rock, -0.09)],
        [0.75, lighten(rock, -0.02)],
        [1, mix(rock, palette.haze, 0.6)],
      ],
    )
    brush.blend(
      face,
      [0, base - tall, 0, base],
      [
        [0, lighten(rock, 0.1)],
        [0.75, lighten(rock, 0.07)],
        [1, mix(rock, palette.haze, 0.65)],
      ],
    )
    if (tall > unit * 0.16) paintSnowcap(stage, brush, x, base, tall, left, right, spine)
  }
}

function paintSnowcap(
  stage: Stage,
  brush: ReturnType<typeof brushAt>,
  x: number,
  base: number,
  tall: number,
  left: readonly Point[],
  right: readonly Point[],
  spine: readonly Point[],
): void {
  const top: Point = [x, base - tall]
  const [l1 = top, l2 = top] = left
  const [r1 = top, r2 = top] = right
  const [s1 = top, s2 = top] = spine
  const between = (a: Point, b: Point, t: number, drop = 0): Point => [
    a[0] + (b[0] - a[0]) * t,
    a[1] + (b[1] - a[1]) * t + drop * tall,
  ]
  const blue = mix(SNOW, stage.palette.ambient, 0.4)
  const leftSide = polygon([
    top,
    l1,
    l2,
    between(l2, s2, 0.3, -0.06),
    between(l2, s2, 0.5, 0.05),
    between(l1, s2, 0.75, -0.02),
    s2,
    s1,
  ])
  const rightSide = polygon([
    top,
    r1,
    r2,
    between(r2, s2, 0.35, -0.07),
    between(r2, s2, 0.55, 0.04),
    between(r1, s2, 0.8, -0.01),
    s2,
    s1,
  ])
  brush.flat(leftSide, stage.light.side > 0 ? SNOW : blue)
  brush.flat(rightSide, stage.light.side > 0 ? blue : SNOW)
}

/** Trees standing along a ridge, in loose groups. */
export function plantRidge(
  stage: Stage,
  line: Ridge,
  depth: number,
  size: number,
  name: string,
  amount = 1,
): void {
  const random = stage.random.fork(name)
  const brush = brushAt(stage, 0.25 + depth * 0.75)
  const foliage = foliageOf(stage)
  const conifers = stage.winter || stage.brief.place === 'mountains' || random.chance(0.3)
  const groups = Math.max(1, Math.round((stage.width / stage.unit) * 3 * amount))
  for (let group = 0; group < groups; group++) {
    const middle = ((group + random.next()) / groups) * stage.width
    const members = random.whole(2, 5)
    for (let member = 0; member < members; member++) {
      const x = middle + (member - members / 2) * size * random.between(0.35, 0.8)
      const tall = (size * random.between(0.6, 1.1)) / 100
      const tint = lighten(foliage, random.between(-0.05, 0.05))
      brush.within(place(x, line.at(x) + tall * 3, tall), () => {
        if (conifers) drawPine(brush, tint, stage.winter, random)
        else if (stage.brief.place === 'hills' && member === 0) drawCypress(brush, tint)
        else drawBushOn(brush, tint, random)
      })
    }
  }
}

function drawBushOn(brush: ReturnType<typeof brushAt>, colour: Colour, random: Random): void {
  if (random.chance(0.35)) drawTree(brush, colour, random)
  else brush.within(place(0, 0, 0.55), () => drawBush(brush, colour, random))
}

/** Crop rows or furrows that follow a slope. */
export function paintFurrows(
  stage: Stage,
  line: Ridge,
  depth: number,
  from: number,
  to: number,
  height: number,
): void {
  const { canvas, palette } = stage
  const base = groundAt(stage, depth)
  const random = stage.random.fork(`furrows${Math.round(from)}`)
  const dark = lighten(mix(base, palette.ambient, 0.22), -0.035)
  const field = polygon([
    ...Array.from({ length: 13 }, (_, index): Point => [
      from + ((to - from) * index) / 12,
      line.at(from + ((to - from) * index) / 12) + height * 0.04,
    ]),
    [to + (to - from) * 0.3, line.at(to) + height],
    [from - (to - from) * 0.5, line.at(from) + height],
  ])
  const tint = random.chance(0.5) ? tilt(base, palette.second, 0.25) : tilt(base, hex('#d8b34d'), 0.35)
  canvas.clip(line.shape, () => {
    canvas.fill(
      field,
      linear(
        [0, line.at(from), 0, line.at(from) + height],
        [
          [0, lighten(tint, 0.04), 0.9],
          [0.6, tint, 0.7],
          [1, tint, 0],
        ],
        0.12,
      ),
    )
    const rows = 9
    for (let row = 0; row <= rows; row++) {
      const t = row / rows
      const x = from + (to - from) * t
      const foot: Point = [from - (to - from) * 0.5 + (to - from) * 1.8 * t, line.at(x) + height]
      const middle: Point = [(x + foot[0]) / 2 + (to - from) * 0.06, line.at(x) + height * 0.42]
      canvas.fill(
        stroke([[x, line.at(x) + height * 0.05], middle, foot], (along) => height * (0.006 + 0.035 * along)),
        linear(
          [0, line.at(x), 0, line.at(x) + height],
          [
            [0, dark, 0.85],
            [0.6, dark, 0.5],
            [1, dark, 0],
          ],
          0.1,
        ),
      )
    }
  })
}

/** A path from our feet into the land. */
export function paintPath(stage: Stage, x: number, top: number, bottom: number, width: number): void {
  const { palette, canvas } = stage
  const random = stage.random.fork('path')
  const sand = mix(groundAt(stage, 0.8), palette.light, stage.winter ? 0.5 : 0.45)
  const tall = bottom - top
  const bend = random.between(0.3, 0.6) * tall * (random.chance(0.5) ? 1 : -1)
  const points: Point[] = [
    [x, top],
    [x + bend * 0.35, top + tall * 0.16],
    [x - bend * 0.3, top + tall * 0.45],
    [x + bend * 0.5, bottom + 4],
  ]
  canvas.fill(
    stroke(points, (t) => width * (0.05 + 0.95 * t ** 1.6)),
    linear(
      [0, top, 0, bottom],
      [
        [0, sand, 0.75],
        [1, saturate(sand, 0.9), 0.9],
      ],
      0.15,
    ),
  )
}

export interface ForegroundOptions {
  readonly name: string
  readonly amount?: number
  /** Around this x little grows, so that the lead stays in sight. */
  readonly clear?: number | undefined
}

/** Grass, flowers or snow stubble along the lower edge: what is nearest to us. */
export function paintForeground(stage: Stage, line: Ridge, options: ForegroundOptions): void {
  const { palette, unit, width, brief } = stage
  const { name, amount = 1, clear } = options
  const random = stage.random.fork(name)
  const brush = brushAt(stage, 1)
  const ground = coverOf(stage)
  const desert = brief.place === 'desert'
  const bare = stage.winter || desert
  const grass = stage.winter ? hex('#a08d6b') : desert ? hex('#a0713f') : lighten(ground, -0.13)
  const clumps = Math.round((width / unit) * (bare ? 9 : 26) * amount)
  const flowery = !bare && brief.season !== 'autumn'
  const petals = [palette.accent, palette.second, palette.light] as const
  for (let index = 0; index < clumps; index++) {
    const x = ((index + random.next()) / clumps) * width
    const deep = random.next()
    const y = line.at(x) + (stage.height - line.at(x)) * deep * 0.9
    const size = (unit * random.between(0.04, 0.085) * (0.6 + 0.7 * deep)) / 100
    const kind = random.next()
    const hidden = clear !== undefined && Math.abs(x - clear) < unit * 0.27 && (bare || deep < 0.65)
    if (hidden) continue
    brush.within(place(x, y, size), () => {
      if (kind < 0.05) drawStone(brush, mix(hex('#8d8a86'), ground, 0.3), random)
      else if (flowery && kind < 0.42) drawBloom(brush, random.pick(petals), palette.light, grass, random)
      else drawGrass(brush, grass, random)
    })
  }
}
