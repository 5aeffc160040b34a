import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { ellipse, join, leaf, polygon, smooth, stroke } from '../shape.ts'
import { place } from '../transform.ts'
import { drawOpenBook } from './book.ts'
import type { Look, Repertoire, Subject } from './subject.ts'

const INK = hex('#2b2326')
const CREAM = hex('#f8ecd9')

/** A leg from the hip at `top` to the ground, bent at the knee by `bend`. */
function drawLeg(brush: Brush, x: number, top: number, thick: number, bend: number, colour: Colour): void {
  const knee = top * 0.48
  brush.form(
    smooth([
      [x - thick * 0.9, top],
      [x + thick, top],
      [x + thick * 0.5 + bend, knee],
      [x + thick * 0.42, -4],
      [x + thick * 0.75, 0, 'corner'],
      [x - thick * 0.5, 0, 'corner'],
      [x - thick * 0.42, -5],
      [x - thick * 0.42 + bend, knee],
    ]),
    colour,
    0.8,
  )
}

function drawEye(brush: Brush, x: number, y: number, size: number, pose: Look['pose']): void {
  if (pose === 'asleep') {
    brush.line(
      [
        [x - size, y],
        [x, y + size * 0.8],
        [x + size, y],
      ],
      size * 0.6,
      INK,
    )
    return
  }
  brush.flat(ellipse(x, y, size * 0.85, size), INK)
  brush.flat(ellipse(x - brush.side * size * 0.28, y - size * 0.35, size * 0.28), CREAM)
}

/** Where a quiet animal holds its book. */
function drawReading(brush: Brush, look: Look, x: number, y: number, size: number): void {
  if (look.pose !== 'reading') return
  brush.within(place(x, y, size), () => drawOpenBook(brush, hex('#3f6b86')))
}

function drawStripes(
  brush: Brush,
  body: ReturnType<typeof smooth>,
  stripes: readonly string[],
  colour: Colour,
): void {
  brush.canvas.clip(body, () => {
    for (const stripe of stripes)
      brush.line(stripe, (t) => 5.5 * Math.sin(Math.PI * Math.min(1, 0.15 + t * 0.85)), colour, 0.75)
  })
}

function drawCatHead(brush: Brush, fur: Colour, look: Look): void {
  const shaded = lighten(fur, -0.1)
  for (const side of [-1, 1]) {
    brush.form(
      smooth([
        [side * 5, -19],
        [side * 22, -38, 'corner'],
        [side * 25, -8],
      ]),
      fur,
    )
    brush.flat(
      smooth([
        [side * 11, -19],
        [side * 20, -31, 'corner'],
        [side * 22, -12],
      ]),
      hex('#d99a92'),
      0.9,
    )
  }
  const head = smooth('0,-23 15,-21 26,-8 27,6 17,17 0,20 -17,17 -27,6 -26,-8 -15,-21')
  brush.form(head, fur)
  drawStripes(
    brush,
    head,
    ['0,-26 0,-12', '-9,-26 -7,-14', '9,-26 7,-14', '30,2 18,3', '-30,2 -18,3'],
    shaded,
  )
  brush.form(ellipse(-5, 10, 8, 6.5), lighten(fur, 0.1), 0.5)
  brush.form(ellipse(5, 10, 8, 6.5), lighten(fur, 0.1), 0.5)
  drawEye(brush, -11, -1, 4.2, look.pose)
  drawEye(brush, 11, -1, 4.2, look.pose)
  brush.flat(smooth('-3.6,5 3.6,5 0,9'), hex('#b5605c'))
  brush.line('0,9 -3,12.5 -7,12', 1.1, INK)
  brush.line('0,9 3,12.5 7,12', 1.1, INK)
  for (const side of [-1, 1]) {
    brush.line(
      [
        [side * 10, 9],
        [side * 24, 7],
        [side * 36, 9],
      ],
      0.6,
      CREAM,
      0.8,
    )
    brush.line(
      [
        [side * 10, 12],
        [side * 24, 12],
        [side * 35, 16],
      ],
      0.6,
      CREAM,
      0.8,
    )
  }
}

const cat: Subject = {
  tall: 0.85,
  half: 45,
  home: 'ground',
  draw: (brush, look) => {
    const big = look.word === 'tiger' || look.word === 'lion' || look.word === 'leopard'
    const fur =
      look.colour ??
      (big ? hex('#dd8f3a') : hex(look.random.pick(['#d98a4a', '#8c8a90', '#4a4650', '#e6d6bd'])))
    const shaded = lighten(fur, -0.1)
    if (look.pose === 'asleep') {
      const body = smooth('-66,-16 -60,-40 -30,-56 10,-56 46,-42 62,-18 54,0 0,3 -54,0')
      brush.form(body, fur, 1.1)
      drawStripes(
        brush,
        body,
        ['-34,-60 -30,-36', '-18,-62 -14,-36', '-2,-62 0,-38', '14,-60 14,-40'],
        shaded,
      )
      brush.form(smooth('-62,-18 -40,-14 -8,-8 26,-10 30,-2 10,5 -30,5 -58,-2'), lighten(fur, 0.03))
      brush.within(place(40, -22, 0.9), () => drawCatHead(brush, fur, look))
      return
    }
    brush.line('22,-4 46,-2 58,-20 48,-40 52,-52', (t) => 10 - t * 3, shaded)
    const body = smooth('-12,-62 10,-62 22,-36 32,-14 28,0 0,2 -24,0 -26,-20 -20,-44')
    brush.form(body, fur)
    drawStripes(brush, body, ['34,-14 20,-16', '30,-26 18,-27', '26,-38 16,-38', '-30,-26 -20,-27'], shaded)
    brush.form(smooth('-12,-56 6,-56 4,-34 -4,-22 -12,-34'), lighten(fur, 0.1), 0.6)
    for (const x of [-13, 3]) drawLeg(brush, x, -34, 7, 0, fur)
    brush.within(place(-2, -72, 0.9), () => drawCatHead(brush, fur, look))
    drawReading(brush, look, -5, -16, 0.5)
  },
}

const dog: Subject = {
  tall: 0.9,
  half: 45,
  home: 'ground',
  draw: (brush, look) => {
    const fur = look.colour ?? hex(look.random.pick(['#b9814c', '#d8b07a', '#6b5348', '#e9dcc6']))
    const dark = lighten(fur, -0.14)
    brush.line('24,-6 44,-12 54,-34 50,-46', (t) => 10 - t * 6, fur)
    brush.form(smooth('-10,-64 10,-62 24,-38 34,-14 30,0 6,2 -20,0 -22,-24 -18,-50'), fur)
    brush.form(smooth('-16,-60 2,-60 0,-34 -8,-24 -16,-34'), lighten(fur, 0.09), 0.6)
    for (const x of [-13, 1]) drawLeg(brush, x, -36, 7, 0, fur)
    brush.form(
      smooth('-15,-60 9,-60 10,-54 -15,-54'),
      look.random.chance(0.5) ? hex('#c9402f') : hex('#2f7076'),
      0.6,
    )
    brush.form(smooth('-22,-92 0,-100 18,-92 22,-76 12,-64 -2,-58 -24,-58 -38,-64 -40,-74 -28,-80'), fur)
    brush.form(smooth('-40,-74 -28,-79 -16,-76 -16,-64 -26,-58 -37,-63'), lighten(fur, 0.09), 0.6)
    brush.form(smooth('6,-96 20,-94 26,-76 22,-60 12,-60 6,-76'), dark)
    brush.flat(smooth('-43,-75 -34,-78 -32,-72 -38,-68'), INK)
    drawEye(brush, -14, -82, 3.6, look.pose)
    brush.line('-36,-66 -28,-62 -19,-65', 1.2, INK)
    drawReading(brush, look, -10, -14, 0.5)
  },
}

const rabbit: Subject = {
  tall: 0.7,
  half: 42,
  home: 'ground',
  draw: (brush, look) => {
    const fur = look.colour ?? hex(look.random.pick(['#b8a08a', '#efe6d8', '#9a8374']))
    brush.form(ellipse(36, -14, 10), lighten(fur, 0.12), 0.6)
    for (const [x, tip] of [
      [-14, -4],
      [-22, -22],
    ] as const) {
      brush.form(
        smooth([
          [x - 5, -62],
          [tip - 6, -92],
          [tip, -104],
          [tip + 7, -90],
          [x + 6, -60],
        ]),
        fur,
      )
      brush.flat(
        smooth([
          [x - 2, -64],
          [tip - 2, -88],
          [tip, -98],
          [tip + 3, -88],
          [x + 3, -63],
        ]),
        hex('#e0a49a'),
        0.85,
      )
    }
    brush.form(smooth('-16,-44 6,-50 30,-38 40,-18 36,0 0,2 -24,0 -26,-20'), fur)
    brush.shade(smooth('-16,-44 6,-50 30,-38 40,-18 36,0 0,2 -24,0 -26,-20'), ellipse(28, -4, 22, 20), 0.25)
    brush.form(smooth('4,0 8,-12 24,-14 34,-4 30,2'), lighten(fur, 0.03))
    brush.form(ellipse(-20, -4, 9, 5.5), lighten(fur, 0.04))
    brush.form(smooth('-38,-48 -32,-62 -16,-68 -2,-60 0,-46 -12,-36 -28,-36'), fur)
    brush.form(ellipse(-29, -44, 9, 7), lighten(fur, 0.08), 0.5)
    drawEye(brush, -18, -54, 3.4, look.pose)
    brush.flat(ellipse(-36, -48, 2.6, 2), hex('#a8605c'))
    drawReading(brush, look, -20, -8, 0.42)
  },
}

const bear: Subject = {
  tall: 1.15,
  half: 50,
  home: 'ground',
  draw: (brush, look) => {
    const panda = look.word === 'panda'
    const fur =
      look.colour ?? (panda ? hex('#f4efe6') : hex(look.random.pick(['#7a5238', '#8c5f3d', '#5c4034'])))
    const limb = panda ? INK : lighten(fur, -0.03)
    brush.form(smooth('-20,-66 20,-66 38,-34 36,-4 16,2 -16,2 -36,-4 -38,-34'), fur, 1.1)
    brush.form(smooth('0,-52 16,-44 20,-22 12,-6 -12,-6 -20,-22 -16,-44'), lighten(fur, 0.08), 0.7)
    for (const side of [-1, 1]) {
      brush.form(
        smooth([
          [side * 20, -58],
          [side * 34, -48],
          [side * 36, -24],
          [side * 26, -16],
          [side * 18, -28],
        ]),
        limb,
      )
      brush.form(ellipse(side * 24, -5, 15, 10), limb)
      brush.flat(ellipse(side * 24, -4, 7, 5), lighten(fur, panda ? -0.3 : 0.08))
      brush.form(ellipse(side * 19, -97, 8.5), limb)
      brush.flat(ellipse(side * 19, -96, 4.5), lighten(fur, -0.12))
    }
    brush.form(smooth('0,-103 18,-100 27,-84 22,-70 0,-63 -22,-70 -27,-84 -18,-100'), fur)
    brush.form(ellipse(0, -75, 12, 9), lighten(fur, 0.12), 0.6)
    brush.flat(smooth('-5,-80 5,-80 0,-74'), INK)
    brush.line('0,-74 0,-71 4,-69', 1.2, INK)
    for (const x of [-10, 10]) {
      if (panda) brush.flat(ellipse(x, -86, 6, 7), INK)
      drawEye(brush, x, -86, 3, look.pose)
    }
    drawReading(brush, look, 0, -22, 0.55)
  },
}

/** Body, legs and neck shared by deer and horse; the head is theirs. */
function drawTallAnimal(brush: Brush, fur: Colour, legs: number, thick: number): void {
  const dark = lighten(fur, -0.07)
  drawLeg(brush, -22, -legs, thick, -2, dark)
  drawLeg(brush, 22, -legs, thick, 2, dark)
  brush.form(
    smooth('-38,-58 -28,-66 0,-62 22,-66 32,-78 44,-74 40,-52 26,-38 0,-36 -24,-36 -38,-44'),
    fur,
    1.1,
  )
  drawLeg(brush, -31, -legs - 4, thick * 1.15, 3, fur)
  drawLeg(brush, 30, -legs, thick, -2, fur)
}

const deer: Subject = {
  tall: 1.25,
  half: 50,
  home: 'ground',
  draw: (brush, look) => {
    const fur = look.colour ?? hex('#b5783f')
    drawTallAnimal(brush, fur, 44, 5)
    brush.flat(smooth('-40,-60 -46,-54 -40,-46 -34,-52'), CREAM)
    for (const [x, y] of [
      [-20, -58],
      [-8, -55],
      [4, -57],
      [-14, -50],
      [-26, -50],
      [12, -60],
    ] as const)
      brush.flat(ellipse(x, y, 1.8, 1.5), CREAM, 0.85)
    brush.form(smooth('26,-60 30,-84 38,-92 48,-88 46,-72 44,-54'), fur)
    brush.form(smooth('34,-96 46,-98 62,-86 60,-80 46,-80 36,-86'), fur)
    brush.flat(ellipse(61, -84, 3, 2.6), INK)
    brush.form(leaf([38, -94], [22, -102], 8), lighten(fur, -0.03))
    drawEye(brush, 47, -91, 2.2, look.pose)
    if (look.word === 'doe' || look.word === 'fawn') return
    const horn = hex('#6b4a35')
    for (const [x, lean] of [
      [40, -1],
      [45, 1],
    ] as const) {
      brush.line(
        [
          [x, -96],
          [x + lean * 10, -112],
          [x + lean * 8, -132],
        ],
        (t) => 2.6 - t * 1.4,
        horn,
      )
      brush.line(
        [
          [x + lean * 7, -106],
          [x + lean * 20, -118],
        ],
        (t) => 2 - t,
        horn,
      )
      brush.line(
        [
          [x + lean * 10, -116],
          [x + lean * 22, -130],
        ],
        (t) => 2 - t,
        horn,
      )
    }
  },
}

const horse: Subject = {
  tall: 1.25,
  half: 55,
  home: 'ground',
  draw: (brush, look) => {
    const white = look.word === 'unicorn' || look.word === 'zebra'
    const fur =
      look.colour ??
      (white ? hex('#f3ede4') : hex(look.random.pick(['#7d4a2e', '#a5643a', '#4c3a3a', '#d9c5a8'])))
    const mane = white ? hex('#e58fa6') : lighten(mix(fur, INK, 0.5), -0.03)
    brush.form(smooth('-38,-62 -54,-54 -58,-30 -52,-14! -46,-30 -36,-46'), mane)
    drawTallAnimal(brush, fur, 44, 6)
    brush.form(smooth('20,-56 26,-86 38,-104 54,-100 52,-80 46,-52'), fur)
    brush.form(smooth('38,-106 52,-108 66,-88 70,-78 62,-74 48,-82 40,-92'), fur)
    brush.form(smooth('36,-110 28,-102 20,-80 14,-62 26,-66 34,-86 44,-102 50,-112!'), mane)
    brush.form(leaf([44, -102], [42, -118], 7), fur)
    drawEye(brush, 54, -96, 2.3, look.pose)
    brush.flat(ellipse(66, -79, 1.4, 1.8), INK)
    if (look.word === 'unicorn') brush.form(polygon('50,-106 56,-108 64,-134'), hex('#e8bf5a'))
    if (look.word === 'zebra')
      for (let x = -30; x < 34; x += 9)
        brush.line(
          [
            [x, -66],
            [x + 3, -52],
            [x, -38],
          ],
          3,
          INK,
        )
  },
}

const butterfly: Subject = {
  tall: 0.35,
  half: 50,
  home: 'air',
  draw: (brush, look) => {
    const wing = look.colour ?? hex('#ec8a3a')
    for (const side of [-1, 1]) {
      brush.form(
        smooth([
          [0, -52],
          [side * 24, -92],
          [side * 52, -96],
          [side * 56, -70],
          [side * 30, -46],
        ]),
        wing,
      )
      brush.form(
        smooth([
          [0, -48],
          [side * 30, -46],
          [side * 42, -26],
          [side * 26, -8],
          [side * 8, -24],
        ]),
        lighten(wing, 0.05),
      )
      brush.flat(ellipse(side * 40, -78, 7, 6), lighten(wing, 0.14), 0.9)
      brush.flat(ellipse(side * 26, -28, 5, 5), INK, 0.75)
      brush.line(
        [
          [0, -66],
          [side * 8, -84],
          [side * 16, -92],
        ],
        1.3,
        INK,
      )
    }
    brush.form(
      stroke('0,-68 0,-24', (t) => 7 - t * 4),
      INK,
    )
  },
}

/** A friendly dragon: long neck, bat wing, a row of plates. */
const dragon: Subject = {
  tall: 1.2,
  half: 104,
  home: 'ground',
  draw: (brush, look) => {
    const skin = look.colour ?? hex('#4f8f6a')
    const belly = mix(skin, hex('#f0dca0'), 0.6)
    const wing = mix(skin, hex('#d9603f'), 0.55)
    brush.form(
      smooth('8,-56 -6,-96 -40,-118! -46,-98 -62,-96! -60,-78 -74,-70! -50,-60 -20,-46'),
      lighten(wing, -0.06),
    )
    brush.form(smooth('-30,-40 -62,-24 -90,-20 -112,-34! -96,-4 -60,4 -20,-6'), skin)
    brush.flat(polygon('-108,-28 -128,-44 -104,-46'), wing)
    const body = smooth(
      '-34,-38 -14,-58 16,-60 34,-78 40,-100 56,-104 58,-84 48,-54 32,-24 12,-6 -16,-4 -34,-14',
    )
    brush.form(body, skin, 1.1)
    brush.canvas.clip(body, () =>
      brush.form(smooth('66,-104 50,-88 46,-66 30,-42 8,-22 -10,-12 0,2 40,-10 66,-60'), belly, 0.7),
    )
    drawLeg(brush, -14, -26, 10, 3, lighten(skin, -0.04))
    drawLeg(brush, 20, -26, 8, -2, skin)
    brush.form(smooth('34,-116 48,-124 62,-116 82,-106 84,-98 66,-94 46,-94 36,-102'), skin)
    brush.line('50,-98 66,-97 80,-101', 1.2, INK)
    brush.flat(ellipse(79, -105, 1.6), INK)
    drawEye(brush, 56, -111, 3, look.pose)
    brush.form(polygon('42,-118 30,-134 50,-122'), belly)
    const plates: string[] = [
      '-60,-22 -58,-36 -48,-28',
      '-36,-36 -32,-52 -22,-46',
      '0,-58 6,-74 16,-62',
      '30,-76 28,-92 38,-86',
    ]
    brush.flat(join(...plates.map((plate) => polygon(plate))), wing)
    brush.form(smooth('10,-54 24,-98 -6,-126! -14,-104 -34,-106! -34,-88 -50,-82! -34,-64 -12,-46'), wing)
    for (const rib of ['6,-56 6,-90 -6,-122', '0,-54 -14,-80 -32,-103', '-6,-50 -26,-68 -46,-80'])
      brush.line(rib, 1.6, lighten(wing, -0.1))
  },
}

export const ANIMALS: Repertoire = { cat, dog, rabbit, bear, deer, horse, butterfly, dragon }
