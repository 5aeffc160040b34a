import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { ellipse, join, leaf, polygon, smooth, without } from '../shape.ts'
import { place } from '../transform.ts'
import { drawOpenBook } from './book.ts'
import type { Look, Repertoire, Subject } from './subject.ts'

const INK = hex('#2b2326')
const GOLD = hex('#f2b53c')

function drawPlumage(brush: Brush, body: ReturnType<typeof smooth>, colour: Colour): void {
  brush.canvas.clip(body, () => {
    for (let row = 0; row < 6; row++) {
      for (let column = -3; column <= 3; column++) {
        const x = (column + (row % 2) * 0.5) * 8.5
        const y = -46 + row * 8
        brush.flat(leaf([x, y], [x, y + 7], 4.4), colour, 0.75)
      }
    }
  })
}

function drawOwlFace(brush: Brush, feather: Colour, look: Look): void {
  const disc = mix(feather, hex('#f7e9cf'), 0.72)
  for (const side of [-1, 1]) {
    brush.form(
      smooth([
        [side * 8, -88],
        [side * 24, -104, 'corner'],
        [side * 29, -80],
      ]),
      feather,
    )
    brush.form(
      smooth([
        [side * 2, -60],
        [side * 4, -80],
        [side * 16, -87],
        [side * 28, -78],
        [side * 28, -62],
        [side * 16, -52],
      ]),
      disc,
      0.7,
    )
  }
  for (const side of [-1, 1]) {
    const x = side * 13.5
    if (look.pose === 'asleep') {
      brush.line(
        [
          [x - 7, -70],
          [x, -66],
          [x + 7, -70],
        ],
        2.2,
        INK,
      )
      continue
    }
    brush.flat(ellipse(x, -70, 9.6), hex('#f6c24a'))
    const down = look.pose === 'reading' ? 2.6 : 0
    brush.flat(ellipse(x - side * 1.2, -70 + down, 5.6, 6), INK)
    brush.flat(ellipse(x - side * 1.2 - 1.8, -72.4 + down, 1.7), hex('#fffdf4'))
    if (look.pose === 'reading') {
      brush.canvas.clip(ellipse(x, -70, 9.8), () =>
        brush.flat(
          polygon([
            [x - 11, -82],
            [x + 11, -82],
            [x + 11, -74],
            [x - 11, -74],
          ]),
          mix(disc, feather, 0.4),
        ),
      )
      brush.flat(without(ellipse(x, -69, 12), ellipse(x, -69, 10.6)), hex('#3a2c2a'))
    }
  }
  if (look.pose === 'reading') brush.line('-2,-70 0,-72 2,-70', 1.4, hex('#3a2c2a'))
  brush.form(smooth('-4.5,-64 4.5,-64 0,-53!'), hex('#e09a3a'))
}

const owl: Subject = {
  tall: 0.95,
  half: 34,
  home: 'ground',
  draw: (brush, look) => {
    const feather = look.colour ?? hex(look.random.pick(['#8a5f3f', '#9c6b42', '#7a5a4a']))
    const pale = mix(feather, hex('#f5e6c8'), 0.68)
    brush.form(smooth('-10,-10 10,-10 12,6 0,10 -12,6'), lighten(feather, -0.06))
    const body = smooth('0,-96 22,-88 31,-64 32,-34 22,-8 0,0 -22,-8 -32,-34 -31,-64 -22,-88')
    brush.form(body, feather, 1.1)
    const chest = smooth('0,-58 16,-52 21,-32 14,-8 0,-2 -14,-8 -21,-32 -16,-52')
    brush.form(chest, pale, 0.8)
    drawPlumage(brush, chest, lighten(feather, 0.04))
    drawOwlFace(brush, feather, look)
    const reading = look.pose === 'reading'
    for (const side of [-1, 1]) {
      if (look.pose === 'flying') {
        brush.form(
          smooth([
            [side * 24, -66],
            [side * 58, -92],
            [side * 96, -84, 'corner'],
            [side * 84, -62],
            [side * 72, -56],
            [side * 56, -42],
            [side * 28, -34],
          ]),
          lighten(feather, -0.04),
        )
      } else
        brush.form(
          smooth([
            [side * 28, -68],
            [side * 37, -46],
            [side * 34, -22],
            [side * (reading ? 16 : 22), -4, 'corner'],
            [side * 22, -34],
          ]),
          lighten(feather, -0.05),
        )
    }
    if (reading) {
      brush.within(place(0, -6, 0.56), () => drawOpenBook(brush, hex('#a63f34')))
      for (const side of [-1, 1])
        brush.form(
          smooth([
            [side * 36, -40],
            [side * 37, -22],
            [side * 24, -12, 'corner'],
            [side * 26, -26],
          ]),
          lighten(feather, -0.06),
        )
    }
    for (const x of [-9, 9]) brush.flat(join(...[-4, 0, 4].map((toe) => ellipse(x + toe, 1, 2.4, 4))), GOLD)
  },
}

function drawPerched(brush: Brush, look: Look, feather: Colour, breast: Colour): void {
  brush.line('-4,-14 -5,0 -10,0', 2.2, hex('#6b4a35'))
  brush.line('6,-14 6,0 1,0', 2.2, hex('#6b4a35'))
  brush.form(polygon('-22,-30 -66,-14 -62,-26 -26,-46'), lighten(feather, -0.08))
  const body = smooth('-34,-40 -20,-66 4,-80 12,-96 32,-98 40,-82 36,-52 20,-22 0,-12 -22,-20')
  brush.form(body, feather, 1.1)
  brush.canvas.clip(body, () =>
    brush.form(smooth('50,-80 30,-76 22,-56 4,-30 -14,-14 20,0 60,-40'), breast, 0.8),
  )
  brush.form(smooth('-40,-32 -14,-64 8,-62 12,-44 -6,-28 -44,-22!'), lighten(feather, -0.07))
  brush.line('-30,-32 -12,-42 4,-50', 1.4, lighten(feather, 0.08))
  brush.form(polygon('38,-90 56,-84 38,-79'), GOLD)
  if (look.pose === 'asleep') brush.line('22,-86 26,-83 31,-86', 1.6, INK)
  else brush.flat(ellipse(27, -86, 3), INK)
}

function drawFlying(brush: Brush, feather: Colour, breast: Colour): void {
  brush.form(smooth('-4,-48 -18,-86 -44,-104! -40,-70 -26,-42'), lighten(feather, -0.08))
  brush.form(polygon('-34,-48 -74,-36 -70,-48 -78,-58'), lighten(feather, -0.05))
  brush.form(smooth('-44,-48 -10,-58 24,-60 46,-56 52,-48 40,-38 6,-32 -24,-36'), feather)
  brush.form(smooth('50,-46 20,-46 -10,-40 6,-32 40,-38'), breast, 0.7)
  brush.form(smooth('14,-52 4,-92 -22,-118! -32,-84 -24,-46'), feather)
  brush.form(polygon('49,-54 64,-48 49,-46'), GOLD)
  brush.flat(ellipse(42, -51, 2.6), INK)
}

/** Duck, goose and swan: afloat. */
function drawWaterfowl(brush: Brush, feather: Colour, swan: boolean): void {
  const neck = swan ? '20,-20 40,-40 26,-66 38,-88 52,-86' : '22,-24 32,-40 32,-56 40,-62'
  brush.line(neck, (t) => (swan ? 15 : 20) - t * 4, feather)
  brush.form(swan ? ellipse(48, -87, 11, 8.5) : ellipse(38, -62, 14, 12), swan ? feather : hex('#3f7350'))
  brush.form(swan ? polygon('56,-91 74,-82 56,-82') : polygon('49,-66 66,-58 49,-56'), hex('#ea8a2f'))
  brush.flat(swan ? ellipse(51, -89, 1.8) : ellipse(42, -66, 2), INK)
  brush.form(smooth('-62,-34! -36,-30 0,-36 28,-32 40,-16 28,0 -24,2 -46,-10'), feather, 1.1)
  brush.form(smooth('-52,-36! -22,-42 8,-34 14,-18 -10,-8 -34,-14'), lighten(feather, -0.04))
}

const COATS: Readonly<Record<string, readonly [string, string]>> = {
  robin: ['#8a6f58', '#d9603a'],
  crow: ['#34333c', '#4a4852'],
  raven: ['#2f2e38', '#43414d'],
  magpie: ['#2f2e38', '#f4efe4'],
  gull: ['#cfd6da', '#fbf8f0'],
  seagull: ['#cfd6da', '#fbf8f0'],
  dove: ['#e9e4dc', '#f8f4ec'],
  pigeon: ['#8f97a5', '#a99fb0'],
  parrot: ['#4f9a52', '#e8b93a'],
  swallow: ['#33446b', '#f3e5d2'],
  eagle: ['#6b4a35', '#8a6040'],
  hawk: ['#7a5a42', '#e3cfae'],
}

const bird: Subject = {
  tall: 0.5,
  half: 45,
  home: 'ground',
  draw: (brush, look) => {
    const [back, front] =
      COATS[look.word] ??
      look.random.pick([
        ['#3f7f9a', '#f0c98a'],
        ['#c9543a', '#f3dcc0'],
        ['#5f8a5a', '#f2e3b0'],
      ] as const)
    const feather = look.colour ?? hex(back)
    const breast = look.colour ? lighten(mix(look.colour, hex('#f7ead2'), 0.6), 0.02) : hex(front)
    if (look.word === 'swan' || look.word === 'goose')
      drawWaterfowl(brush, look.colour ?? hex('#f6f2ea'), true)
    else if (look.word === 'duck') drawWaterfowl(brush, look.colour ?? hex('#b79a78'), false)
    else if (look.pose === 'flying') drawFlying(brush, feather, breast)
    else drawPerched(brush, look, feather, breast)
  },
}

export const BIRDS: Repertoire = { owl, bird }
