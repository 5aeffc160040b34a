import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { ellipse, join, leaf, polygon, rectangle, rounded, smooth, stroke, without } from '../shape.ts'
import { place } from '../transform.ts'
import type { Repertoire, Subject } from './subject.ts'

const INK = hex('#2c2a33')
const CREAM = hex('#f9eed8')

function drawWheel(brush: Brush, x: number, y: number, radius: number): void {
  brush.form(ellipse(x, y, radius), INK, 0.6)
  brush.form(ellipse(x, y, radius * 0.55), hex('#d8d2c6'))
  brush.flat(ellipse(x, y, radius * 0.18), INK)
}

/** Envelope of gores, skirt, lines and basket; 100 tall. */
export function drawBalloon(brush: Brush, colours: readonly [Colour, Colour, Colour]): void {
  const [first, second, third] = colours
  const envelope = smooth('0,-100 24,-94 36,-74 32,-52 18,-33 8,-22! -8,-22! -18,-33 -32,-52 -36,-74 -24,-94')
  brush.form(envelope, first, 1.2)
  brush.canvas.clip(envelope, () => {
    const gores = [
      [-40, -24],
      [-11.5, 11.5],
      [24, 40],
    ] as const
    for (const [from, to] of gores) {
      const bulge = (x: number): string =>
        `${x * 0.1},-101 ${x * 0.72},-92 ${x},-73 ${x * 0.88},-52 ${x * 0.5},-33 ${x * 0.26},-21`
      const back = bulge(from).split(' ').toReversed().join(' ')
      brush.form(smooth(`${bulge(to)} ${back}`), second, 1.2)
    }
    brush.form(
      smooth('-44,-66! -30,-60 0,-57 30,-60 44,-66! 44,-58! 30,-51 0,-48 -30,-51 -44,-58!'),
      third,
      1,
    )
    for (let index = -3; index <= 3; index++) {
      brush.flat(
        polygon([
          [index * 10 - 4, -57 + Math.abs(index)],
          [index * 10, -53 - Math.abs(index) * 0.2],
          [index * 10 + 4, -57 + Math.abs(index)],
        ]),
        first,
        0.9,
      )
    }
    brush.shade(envelope, ellipse(brush.side * 34, -56, 30, 52), 0.28)
  })
  brush.form(polygon('-8,-22 8,-22 6,-17.5 -6,-17.5'), lighten(third, -0.05))
  if (brush.lit) brush.glow(0, -22, 26, hex('#ffb35c'), 0.8)
  brush.shine(smooth('-1.6,-15 0,-20 1.6,-15 0,-13.6'), hex('#ffcf7a'))
  for (const [top, bottom] of [
    [-6, -5],
    [-2, -2],
    [2, 2],
    [6, 5],
  ] as const)
    brush.line(
      [
        [top, -18],
        [bottom, -9],
      ],
      0.5,
      INK,
    )
  const basket = hex('#9a6438')
  brush.form(smooth('-6.5,-10! 6.5,-10! 5.4,0! -5.4,0!'), basket)
  brush.flat(rounded(-7.2, -11, 14.4, 2.4, 1.2), lighten(basket, -0.1))
  for (const y of [-6.4, -3.4])
    brush.line(
      [
        [-6, y],
        [6, y],
      ],
      0.6,
      lighten(basket, -0.1),
    )
}

const balloon: Subject = {
  tall: 1.15,
  half: 36,
  home: 'air',
  draw: (brush, look) => {
    const sets = [
      ['#d9452f', '#f6e3bd', '#e9a43a'],
      ['#e07b39', '#f8e8c9', '#2f7076'],
      ['#c23b4b', '#f4c76b', '#2f5f78'],
    ] as const
    const [a, b, c] = look.random.pick(sets)
    const first = look.colour ?? hex(a)
    drawBalloon(brush, [first, hex(b), look.colour ? mix(look.colour, INK, 0.35) : hex(c)])
  },
}

const toyBalloon: Subject = {
  tall: 0.8,
  half: 26,
  home: 'air',
  draw: (brush, look) => {
    const colour = look.colour ?? hex('#d8432f')
    brush.line('0,-44 4,-30 -3,-16 2,0', 0.8, INK)
    brush.form(smooth('0,-100 22,-92 27,-72 16,-52 0,-44 -16,-52 -27,-72 -22,-92'), colour, 1.2)
    brush.form(polygon('-4,-40 4,-40 0,-46'), lighten(colour, -0.08))
    brush.flat(leaf([-14 * brush.side, -86], [-18 * brush.side, -68], 6), CREAM, 0.6)
  },
}

const bicycle: Subject = {
  tall: 0.7,
  half: 80,
  home: 'ground',
  draw: (brush, look) => {
    const frame = look.colour ?? hex('#c9402f')
    for (const x of [-48, 48]) {
      brush.flat(without(ellipse(x, -32, 32), ellipse(x, -32, 28.6)), INK)
      for (let spoke = 0; spoke < 7; spoke++) {
        const angle = (spoke / 7) * Math.PI
        brush.line(
          [
            [x - Math.cos(angle) * 29, -32 - Math.sin(angle) * 29],
            [x + Math.cos(angle) * 29, -32 + Math.sin(angle) * 29],
          ],
          0.6,
          hex('#8d8f96'),
        )
      }
      brush.flat(ellipse(x, -32, 3.4), INK)
    }
    for (const tube of [
      '-48,-32 -6,-30',
      '-6,-30 -22,-78',
      '-22,-72 34,-74',
      '-6,-30 36,-72',
      '-48,-32 -21,-74',
      '48,-32 32,-88',
    ])
      brush.form(stroke(tube, 3.8), frame)
    brush.form(smooth('-36,-80 -20,-84 -8,-80 -20,-76'), hex('#5a3a2c'))
    brush.line('32,-88 44,-94 50,-88', 2.8, INK)
    brush.form(smooth('40,-84! 68,-84! 64,-62! 44,-62!'), hex('#b98a54'))
    for (const [x, colour] of [
      [46, '#f4c542'],
      [54, '#e8617a'],
      [62, '#f6efe0'],
    ] as const)
      brush.form(ellipse(x, -88, 5.4), hex(colour))
    brush.flat(without(ellipse(-6, -30, 8.5), ellipse(-6, -30, 5)), INK)
  },
}

const car: Subject = {
  tall: 0.55,
  half: 95,
  home: 'ground',
  draw: (brush, look) => {
    const paint =
      look.colour ??
      hex(look.word === 'taxi' ? '#f0b932' : look.random.pick(['#c9452f', '#3f8a8c', '#e6b24a', '#6f8f5a']))
    const tall = /bus|van|camper|truck/.test(look.word)
    const body = tall
      ? smooth('-90,-14 -92,-80 -80,-98 60,-98 84,-84 94,-46 94,-14')
      : smooth('-94,-16! -92,-44 -64,-52 -40,-88 16,-92 46,-56 84,-50 96,-34 96,-16!')
    brush.form(body, paint, 1.1)
    const glass = hex('#c9e2e4')
    const panes = tall
      ? [
          '-80,-86 -44,-86 -44,-56 -80,-56',
          '-36,-86 0,-86 0,-56 -36,-56',
          '8,-86 46,-86 46,-56 8,-56',
          '54,-86 68,-84 84,-56 54,-56',
        ]
      : ['-46,-54 -32,-80 -8,-82 -8,-54', '0,-54 0,-82 14,-82 34,-54']
    for (const pane of panes)
      brush.blend(
        polygon(pane),
        [-60, -90, 40, -50],
        [
          [0, lighten(glass, 0.05)],
          [1, lighten(glass, -0.2)],
        ],
      )
    brush.flat(rectangle(-92, -36, 186, 4), CREAM, 0.9)
    brush.line('-4,-52 -4,-18', 1, lighten(paint, -0.12))
    brush.flat(rounded(6, -46, 12, 3, 1.5), CREAM)
    if (brush.lit) brush.glow(94, -36, 70, hex('#ffe9ae'), 0.7)
    brush.shine(ellipse(90, -38, 5, 6), hex('#fff0bd'))
    brush.flat(rounded(-98, -20, 198, 6, 3), hex('#d8d4cc'))
    for (const x of [-52, 54]) {
      brush.flat(ellipse(x, -14, 21), lighten(paint, -0.2))
      drawWheel(brush, x, -14, 16)
    }
  },
}

const train: Subject = {
  tall: 0.7,
  half: 150,
  home: 'ground',
  draw: (brush, look) => {
    const paint = look.colour ?? hex('#a83a2f')
    const dark = hex('#33343f')
    brush.line(
      [
        [-190, 2],
        [160, 2],
      ],
      3,
      hex('#6b4d3d'),
    )
    for (const x of [-150, -58]) {
      brush.form(rounded(x - 34, -62, 80, 50, 5), mix(paint, hex('#e2b55a'), x < -100 ? 0.75 : 0.2))
      brush.form(rounded(x - 38, -68, 88, 8, 4), dark)
      for (const pane of [-26, -2, 22]) {
        const glass = rounded(x + pane, -52, 16, 18, 2)
        if (brush.lit) brush.shine(glass, hex('#ffd98a'))
        else brush.flat(glass, hex('#cfe3e2'))
      }
      for (const wheel of [-16, 26]) drawWheel(brush, x + wheel, -8, 9)
    }
    brush.form(rounded(6, -84, 40, 70, 4), paint)
    brush.form(rounded(0, -92, 52, 10, 4), dark)
    brush.flat(rounded(14, -74, 22, 22, 3), hex('#cfe3e2'))
    brush.form(rounded(40, -62, 78, 44, 14), mix(paint, dark, 0.25), 1.2)
    brush.form(smooth('88,-60! 92,-86 84,-96! 112,-96! 104,-86 108,-60!'), dark)
    brush.form(ellipse(66, -64, 10, 9), hex('#d9a63f'))
    brush.form(polygon('110,-18 146,0 104,0'), paint)
    for (const x of [24, 62, 96]) drawWheel(brush, x, -12, x < 40 ? 12 : 13)
    brush.line('24,-12 62,-12 96,-12', 3, hex('#d9a63f'))
    for (let puff = 0; puff < 8; puff++)
      brush.flat(
        ellipse(92 - puff * 24, -114 - puff * 7 - (puff % 2) * 6, 13 + puff * 3.6, 10 + puff * 2.6),
        hex('#f6f1e8'),
        0.82 - puff * 0.085,
      )
  },
}

const rocket: Subject = {
  tall: 1.05,
  half: 34,
  home: 'air',
  draw: (brush, look) => {
    const shell = look.colour ?? hex('#f3ecdd')
    const trim = look.colour ? mix(look.colour, INK, 0.4) : hex('#d2452f')
    brush.within(place(0, -44, 1, 1, 0.32), () => {
      brush.glow(0, 46, 60, hex('#ffb45c'), 0.7)
      brush.shine(smooth('-9,30! 9,30! 10,52 0,84! -10,52'), hex('#f58a3a'))
      brush.shine(smooth('-5,30! 5,30! 5,46 0,64! -5,46'), hex('#ffe59a'))
      brush.form(smooth('-14,4 -30,24 -30,42! -12,30'), trim)
      brush.form(smooth('14,4 30,24 30,42! 12,30'), trim)
      const body = smooth('0,-56! 14,-36 18,-8 12,30! -12,30! -18,-8 -14,-36')
      brush.form(body, shell, 1.2)
      brush.canvas.clip(body, () => {
        brush.form(smooth('0,-60! 20,-34! 0,-30 -20,-34!'), trim)
        brush.form(rectangle(-20, 20, 40, 5), trim)
      })
      brush.form(ellipse(0, -12, 8.4), trim)
      brush.form(ellipse(0, -12, 6.2), hex('#7fb9c9'))
      brush.flat(leaf([-3, -15], [1, -17], 2), CREAM, 0.9)
      brush.form(leaf([0, 6], [0, 40], 6), lighten(trim, -0.05))
    })
  },
}

const umbrella: Subject = {
  tall: 0.8,
  half: 54,
  home: 'ground',
  draw: (brush, look) => {
    const cloth = look.colour ?? hex('#cf432f')
    brush.line('0,-62 0,-8 6,0 12,-6', 2.4, hex('#6b4632'))
    const dome = smooth(
      '-56,-54! -44,-82 0,-98 44,-82 56,-54! 40,-60 28,-54! 14,-61 0,-54! -14,-61 -28,-54! -40,-60',
    )
    brush.form(dome, cloth, 1.1)
    brush.canvas.clip(dome, () => {
      brush.form(smooth('0,-100 -26,-80 -28,-52 0,-52'), lighten(cloth, 0.05), 0.8)
      brush.form(smooth('0,-100 30,-82 60,-52 28,-52'), lighten(cloth, -0.05), 0.8)
    })
    brush.line('0,-97 0,-104', 1.8, hex('#6b4632'))
    brush.flat(join(ellipse(0, -104, 1.4)), hex('#6b4632'))
  },
}

export const VEHICLES: Repertoire = {
  balloon,
  'toy-balloon': toyBalloon,
  bicycle,
  car,
  train,
  rocket,
  umbrella,
}
