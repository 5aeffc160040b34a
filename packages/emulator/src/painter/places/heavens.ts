import { hex, lighten, mix } from '../colour.ts'
import { flat, linear, radial } from '../ink.ts'
import { createWave } from '../random.ts'
import { ellipse, polygon, rectangle, smooth, stroke, without, type Point } from '../shape.ts'
import { cloudShape, paintFarBirds, paintSky, paintStars } from '../sky.ts'
import { brushAt, type Setting, type Stage } from '../stage.ts'
import { place } from '../transform.ts'

/** Stars, dust and planets. */
export function paintSpace(stage: Stage): Setting {
  const { canvas, width, height, unit, palette, light } = stage
  const random = stage.random.fork('space')
  const [top, middle, low] = palette.sky
  canvas.fill(
    rectangle(0, 0, width, height),
    linear(
      [0, 0, width * 0.3, height],
      [
        [0, top],
        [0.55, middle],
        [1, low],
      ],
      0.07,
    ),
  )
  for (let cloud = 0; cloud < Math.round(((width * height) / (unit * unit)) * 9); cloud++) {
    const tint = random.pick([palette.glow, palette.accent, palette.second, hex('#5fb3c9')])
    const t = random.next()
    const x = width * t
    const y = height * (0.75 - 0.55 * t + random.between(-0.22, 0.22))
    const r = unit * random.between(0.15, 0.42)
    canvas.within(place(x, y, 1, random.between(0.35, 0.7), -0.5), () =>
      canvas.fill(
        ellipse(0, 0, r),
        radial(
          0,
          0,
          r,
          [
            [0, tint, 0.13],
            [0.6, tint, 0.06],
            [1, tint, 0],
          ],
          0.25,
        ),
      ),
    )
  }
  paintStars(stage, height, 2.6)
  const planetX = light.x
  const planetY = height * 0.28
  paintPlanet(stage, planetX, planetY, unit * 0.15, palette.accent, true)
  paintPlanet(stage, width - planetX * 0.8, height * 0.62, unit * 0.05, hex('#5fa8b5'), false)
  paintGround(stage)
  const leadX = width * (planetX > width / 2 ? 0.4 : 0.6)
  const [lead] = stage.brief.nouns
  const walks = lead !== undefined && stage.landLead
  return {
    lead: { x: leadX, y: height - unit * 0.12, size: unit * 0.4 },
    others: [
      { x: width - leadX, y: height - unit * 0.12, size: unit * 0.28 },
      { x: leadX + unit * 0.3, y: height - unit * 0.1, size: unit * 0.28 },
    ],
    air: { x: leadX, y: height * 0.47, size: unit * 0.5 },
    ground: walks ? 'land' : 'none',
  }
}

function paintPlanet(
  stage: Stage,
  x: number,
  y: number,
  radius: number,
  colour: ReturnType<typeof hex>,
  ringed: boolean,
): void {
  const { canvas, palette } = stage
  const brush = brushAt(stage, 1)
  const disc = ellipse(x, y, radius)
  brush.glow(x, y, radius * 2.4, mix(palette.glow, colour, 0.5), 0.35)
  const ring = without(ellipse(0, 0, radius * 1.95), ellipse(0, 0, radius * 1.45))
  const drawRing = (upper: boolean): void => {
    if (!ringed) return
    canvas.within(place(x, y, 1, 0.28, -0.32), () => {
      canvas.clip(rectangle(-radius * 3, upper ? -radius * 3 : 0, radius * 6, radius * 3), () => {
        canvas.fill(
          ring,
          linear(
            [-radius * 2, 0, radius * 2, 0],
            [
              [0, palette.light, 0.9],
              [0.6, palette.second, 0.8],
              [1, palette.second, 0.4],
            ],
            0.15,
          ),
        )
      })
    })
  }
  drawRing(true)
  brush.form(disc, lighten(colour, 0.04), 1.3)
  canvas.clip(disc, () => {
    const wave = createWave(stage.random.fork(`planet${Math.round(radius)}`))
    for (let band = -3; band <= 3; band++) {
      const points: Point[] = Array.from({ length: 12 }, (_, index): Point => [
        x + (index / 5.5 - 1) * radius * 1.1,
        y + band * radius * 0.3 + wave(index * 0.5 + band) * radius * 0.06,
      ])
      brush.line(
        points,
        radius * 0.11,
        lighten(mix(colour, palette.light, band % 2 ? 0.3 : 0.05), band % 2 ? 0.02 : -0.06),
        0.5,
      )
    }
    canvas.fill(
      ellipse(x + brush.side * radius * 0.75, y + radius * 0.4, radius * 1.15),
      radial(
        x + brush.side * radius * 0.9,
        y + radius * 0.5,
        radius * 1.2,
        [
          [0, palette.dark, 0.75],
          [0.7, palette.dark, 0.4],
          [1, palette.dark, 0],
        ],
        0.2,
      ),
    )
  })
  drawRing(false)
}

/** The curve of a pale moon under our feet, with craters. */
function paintGround(stage: Stage): void {
  const { width, height, unit } = stage
  const random = stage.random.fork('craters')
  const brush = brushAt(stage, 1)
  const reach = Math.max(width, unit) * 1.3
  const top = height - unit * 0.2
  const rock = hex('#b9a9c4')
  const moon = ellipse(width / 2, top + reach, reach)
  brush.blend(
    moon,
    [0, top, 0, height],
    [
      [0, lighten(rock, 0.08)],
      [0.5, rock],
      [1, lighten(rock, -0.16)],
    ],
    0.25,
  )
  brush.canvas.clip(moon, () => {
    for (let index = 0; index < (width / unit) * 9; index++) {
      const x = random.next() * width
      const y = height - unit * random.between(0, 0.17)
      const r = unit * random.between(0.012, 0.05)
      brush.flat(ellipse(x, y, r, r * 0.3), lighten(rock, -0.12), 0.8)
      brush.flat(ellipse(x, y + r * 0.08, r * 0.86, r * 0.22), lighten(rock, -0.05), 0.9)
    }
  })
}

/** Above the clouds. */
export function paintClouds(stage: Stage): Setting {
  const { canvas, width, height, unit, palette, light } = stage
  const random = stage.random.fork('cloudscape')
  paintSky({ ...stage, brief: { ...stage.brief, weather: 'clear' } }, height)
  const layers = 5
  for (let layer = 0; layer < layers; layer++) {
    const t = layer / (layers - 1)
    const y = height * (0.66 + 0.36 * t)
    const lit = mix(mix(palette.haze, palette.light, 0.45 + 0.45 * t), palette.glow, 0.22)
    const shade = mix(mix(palette.haze, palette.ambient, 0.25), palette.light, 0.25 * t)
    for (let x = -unit * 0.3; x < width + unit * 0.3; x += unit * random.between(0.2, 0.34)) {
      const length = unit * random.between(0.4, 0.75) * (0.6 + 0.6 * t)
      const tall = length * random.between(0.26, 0.42)
      canvas.within(place(x, y + random.between(-0.02, 0.03) * unit), () =>
        canvas.fill(
          cloudShape(random, length, tall),
          linear(
            [0, -tall, 0, tall * 0.2],
            [
              [0, lit],
              [0.55, mix(lit, shade, 0.45)],
              [1, shade],
            ],
            0.16,
          ),
        ),
      )
    }
    canvas.fill(
      rectangle(0, y, width, height - y + 2),
      linear(
        [0, y, 0, y + unit * 0.2],
        [
          [0, shade, 0.9],
          [1, mix(shade, lit, 0.3)],
        ],
        0.1,
      ),
    )
  }
  const leadX = width * (light.x > width / 2 ? 0.4 : 0.6)
  paintFarBirds(stage, width - leadX, height * 0.32, 7)
  return {
    lead: { x: leadX, y: height * 0.78, size: unit * 0.4 },
    others: [
      { x: width - leadX, y: height * 0.5, size: unit * 0.22 },
      { x: leadX + unit * 0.35, y: height * 0.84, size: unit * 0.3 },
    ],
    air: { x: leadX, y: height * 0.42, size: unit * 0.4 },
    ground: 'none',
  }
}

/** Under water: shafts of light, weed, coral, bubbles. */
export function paintUnderwater(stage: Stage): Setting {
  const { canvas, width, height, unit, palette, light } = stage
  const random = stage.random.fork('underwater')
  const [top, middle, low] = palette.sky
  canvas.fill(
    rectangle(0, 0, width, height),
    linear(
      [0, 0, 0, height],
      [
        [0, top],
        [0.35, middle],
        [1, low],
      ],
      0.07,
    ),
  )
  for (let shaft = 0; shaft < Math.round((width / unit) * 6); shaft++) {
    const x = random.next() * width
    const w = unit * random.between(0.03, 0.1)
    const lean = (light.x < width / 2 ? 1 : -1) * unit * random.between(0.15, 0.3)
    canvas.fill(
      polygon([
        [x, 0],
        [x + w, 0],
        [x + w * 1.9 + lean, height * 0.85],
        [x - w * 0.4 + lean, height * 0.85],
      ]),
      linear(
        [0, 0, 0, height * 0.85],
        [
          [0, palette.light, 0.26],
          [1, palette.light, 0],
        ],
        0.12,
      ),
    )
  }
  for (const [index, depth] of [0.25, 0.55, 0.9].entries()) {
    const brush = brushAt(stage, depth)
    const wave = createWave(random.fork(`bed${index}`))
    const y = height - unit * (0.26 - index * 0.09)
    const points: Point[] = Array.from({ length: 50 }, (_, step): Point => [
      (step / 49) * width,
      y + wave((step / 49) * (width / unit) * 4) * unit * 0.03,
    ])
    const sand = mix(palette.water[1], hex('#e3cfa0'), 0.25 + depth * 0.3)
    brush.blend(
      polygon([...points, [width, height + 4], [0, height + 4]]),
      [0, y - unit * 0.03, 0, height],
      [
        [0, lighten(sand, 0.04)],
        [1, lighten(sand, -0.1)],
      ],
      0.2,
    )
    plantReef(stage, brush, depth, y, random.fork(`reef${index}`))
  }
  const leadX = width * (light.x > width / 2 ? 0.44 : 0.56)
  return {
    lead: { x: leadX, y: height * 0.6, size: unit * 0.56 },
    others: [
      { x: width - leadX * 0.8, y: height * 0.32, size: unit * 0.3 },
      { x: leadX - unit * 0.4, y: height * 0.72, size: unit * 0.3 },
    ],
    air: { x: leadX, y: height * 0.45, size: unit * 0.4 },
    ground: 'none',
    front: () => paintBubbles(stage),
  }
}

function plantReef(
  stage: Stage,
  brush: ReturnType<typeof brushAt>,
  depth: number,
  y: number,
  random: Stage['random'],
): void {
  const { width, unit } = stage
  const corals = ['#f2704f', '#f6bf4f', '#d9607f', '#8f6fb0'] as const
  for (let index = 0; index < (width / unit) * 9; index++) {
    const x = random.next() * width
    const tall = unit * random.between(0.06, 0.17) * (0.5 + depth)
    const foot = y + unit * 0.03
    if (random.chance(0.6)) {
      const green = hex(random.pick(['#3f8f6a', '#5fa35a', '#2f7a6f']))
      for (const side of [-1, 0, 1]) {
        const sway = unit * 0.02 * random.between(-1, 1)
        brush.line(
          [
            [x + side * unit * 0.012, foot],
            [x + side * unit * 0.02 + sway, foot - tall * 0.5],
            [x + side * unit * 0.03 - sway, foot - tall * (1 - Math.abs(side) * 0.3)],
          ],
          (t) => unit * 0.014 * (1 - t) + 0.5,
          green,
        )
      }
    } else {
      const coral = hex(random.pick(corals))
      for (const [lean, rise] of [
        [-0.5, 0.8],
        [-0.15, 1],
        [0.25, 0.9],
        [0.55, 0.6],
      ] as const)
        brush.form(
          stroke(
            [
              [x, foot],
              [x + lean * tall * 0.4, foot - rise * tall * 0.4],
              [x + lean * tall * 0.55, foot - rise * tall * 0.72],
            ],
            (t) => unit * 0.022 * (1 - t * 0.35),
          ),
          coral,
        )
    }
  }
}

function paintBubbles(stage: Stage): void {
  const { canvas, width, height, unit, palette } = stage
  const random = stage.random.fork('bubbles')
  for (let index = 0; index < ((width * height) / (unit * unit)) * 26; index++) {
    const x = random.next() * width
    const y = random.next() * height * 0.9
    const r = unit * random.between(0.003, 0.012)
    canvas.fill(without(ellipse(x, y, r), ellipse(x, y, r * 0.78)), flat(palette.light, 0.55))
    canvas.fill(
      smooth([
        [x - r * 0.5, y - r * 0.1],
        [x - r * 0.3, y - r * 0.5],
        [x, y - r * 0.6],
        [x - r * 0.25, y - r * 0.3],
      ]),
      flat(palette.light, 0.8),
    )
  }
}
