import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { linear } from '../ink.ts'
import { ellipse, join, leaf, rectangle, rounded, smooth, stroke, without, type Point } from '../shape.ts'
import { LAMP } from '../sky.ts'
import { place } from '../transform.ts'
import type { Look, Repertoire, Subject } from './subject.ts'

const INK = hex('#3a2c2a')
const CHINA = hex('#f7f0e0')

/** Steam from (x, y) upwards: two soft ribbons. */
export function drawSteam(brush: Brush, x: number, y: number, size: number): void {
  const white = hex('#fffaf0')
  for (const [shift, turn, tall] of [
    [-4, 1, 3.4],
    [5, -1, 2.7],
  ] as const) {
    const at = (sway: number, rise: number): Point => [
      x + (shift + turn * sway) * size * 0.1,
      y - size * rise * tall,
    ]
    const ribbon = stroke(
      [at(0, 0), at(4, 0.28), at(-4, 0.6), at(3, 1)],
      (t) => size * (0.1 + 0.34 * Math.sin(Math.PI * t) ** 1.4),
    )
    const ink = linear(
      [0, y, 0, y - size * tall],
      [
        [0, white, 0],
        [0.3, white, 0.5],
        [1, white, 0],
      ],
      0.12,
    )
    brush.canvas.fill(ribbon, ink)
  }
}

/** A sprig for porcelain. */
function drawSprig(brush: Brush, colour: Colour, flower: Colour): void {
  brush.line('-22,4 -8,0 8,-6 22,-4', 1.3, colour)
  for (const [x, y, turn] of [
    [-14, 1, -1],
    [-6, -1, 1],
    [4, -4, -1],
    [13, -6, 1],
  ] as const) {
    brush.flat(leaf([x, y], [x + 6, y + turn * 8], 4.4), colour)
  }
  for (const [x, y, r] of [
    [-22, 4, 4.4],
    [0, -8, 4],
    [23, -4, 5],
  ] as const) {
    for (let petal = 0; petal < 5; petal++) {
      const angle = (petal / 5) * Math.PI * 2
      brush.flat(ellipse(x + Math.cos(angle) * r * 0.62, y + Math.sin(angle) * r * 0.62, r * 0.56), flower)
    }
    brush.flat(ellipse(x, y, r * 0.36), hex('#f4d06a'))
  }
}

const teapot: Subject = {
  tall: 0.72,
  half: 74,
  home: 'table',
  draw: (brush, look) => {
    const glaze = look.colour ?? hex(look.random.pick(['#c8573a', '#3f7f86', '#e0a63c', '#5f8a6a']))
    const pale = mix(glaze, CHINA, 0.86)
    brush.form(
      smooth('-40,-60 -68,-68 -80,-50 -74,-26 -44,-18 -46,-27 -66,-34 -70,-50 -62,-58 -42,-50'),
      lighten(glaze, -0.02),
    )
    brush.form(
      smooth('34,-24 54,-32 60,-52 68,-72 86,-78! 90,-70! 80,-62 76,-44 66,-20 42,-8'),
      lighten(glaze, -0.02),
      1.1,
    )
    const belly = smooth('-22,-80 22,-80 46,-62 52,-36 40,-12 22,0 -22,0 -40,-12 -52,-36 -46,-62')
    brush.form(belly, glaze, 1.25)
    brush.canvas.clip(belly, () => {
      brush.form(
        smooth('-60,-58! -30,-50 0,-48 30,-50 60,-58! 60,-22! 30,-15 0,-13 -30,-15 -60,-22!'),
        pale,
        1,
      )
      brush.flat(
        smooth('-60,-55! -30,-47 0,-45 30,-47 60,-55! 60,-53! 30,-45 0,-43 -30,-45 -60,-53!'),
        glaze,
        0.8,
      )
      brush.within(place(0, -31, 0.95), () => drawSprig(brush, hex('#4f7a5a'), lighten(glaze, -0.02)))
      const x = -brush.side * 33
      brush.flat(leaf([x, -66], [x - brush.side * 9, -38], 5), CHINA, 0.55)
    })
    brush.form(smooth('-24,-81 0,-92 24,-81 0,-77'), lighten(glaze, 0.02))
    brush.form(ellipse(0, -94, 6.2, 5.6), lighten(glaze, -0.05))
    brush.form(rounded(-26, -4, 52, 6, 3), lighten(glaze, -0.07))
    drawSteam(brush, 84, -80, 17)
  },
}

const cup: Subject = {
  tall: 0.4,
  half: 50,
  home: 'table',
  draw: (brush, look) => {
    const glaze = look.colour ?? hex(look.random.pick(['#f2e8d4', '#7fa9a6', '#d9864a', '#8f9a6a']))
    brush.form(smooth('-58,-8 0,-14 58,-8 40,2 0,5 -40,2'), lighten(glaze, 0.02))
    brush.form(
      without(smooth('34,-80 62,-80 66,-52 44,-36 32,-40'), smooth('38,-72 55,-72 57,-54 42,-44 36,-48')),
      lighten(glaze, -0.04),
    )
    const body = smooth('-44,-88! 44,-88! 42,-52 30,-18 16,-6! -16,-6! -30,-18 -42,-52')
    brush.form(body, glaze, 1.2)
    brush.canvas.clip(body, () =>
      brush.form(
        smooth('-60,-66! 0,-60 60,-66! 60,-56! 0,-50 -60,-56!'),
        lighten(mix(glaze, hex('#c2553a'), 0.7), 0),
        0.9,
      ),
    )
    brush.form(ellipse(0, -88, 44, 9), lighten(glaze, 0.06), 0.6)
    brush.form(ellipse(0, -87, 37, 6.6), hex('#8a4f2c'), 0.7)
    drawSteam(brush, 0, -94, 24)
  },
}

function drawApple(brush: Brush, colour: Colour, word: string): void {
  if (word === 'lemon') {
    brush.form(smooth('-44,-34 -28,-62 0,-70 28,-62 46,-34! 28,-8 0,0 -28,-8'), colour, 1.1)
    return
  }
  const pear = word === 'pear'
  brush.form(
    pear
      ? smooth('0,-104 16,-92 20,-66 40,-34 34,-6 0,2 -34,-6 -40,-34 -20,-66 -16,-92')
      : smooth('0,-72 20,-82 42,-66 42,-30 22,0 0,-4 -22,0 -42,-30 -42,-66 -20,-82'),
    colour,
    1.15,
  )
  brush.line(pear ? '0,-102 4,-118' : '0,-74 2,-86 8,-96', 3, hex('#5b4033'))
  brush.form(leaf(pear ? [3, -112] : [4, -86], pear ? [34, -120] : [36, -100], 12), hex('#6a9150'), 0.7)
  brush.flat(leaf([-brush.side * 24, -62], [-brush.side * 31, -36], 8), CHINA, 0.5)
}

const FRUIT: Readonly<Record<string, string>> = {
  pear: '#b9b34a',
  orange: '#ee8a2c',
  lemon: '#f2cf3f',
  peach: '#f2a071',
  cherry: '#b3243b',
  plum: '#6a3f6e',
  fig: '#5a3a5a',
  pomegranate: '#b53a3a',
}

const apple: Subject = {
  tall: 0.36,
  half: 44,
  home: 'table',
  draw: (brush, look) => drawApple(brush, look.colour ?? hex(FRUIT[look.word] ?? '#cf3f2f'), look.word),
}

const fruitBowl: Subject = {
  tall: 0.62,
  half: 90,
  home: 'table',
  draw: (brush, look) => {
    const glaze = look.colour ?? hex('#3f7f86')
    const fruits = [
      ['pear', -46, -50, 0.62],
      ['orange', 40, -48, 0.62],
      ['apple', -6, -56, 0.72],
      ['lemon', -26, -42, 0.56],
      ['plum', 22, -40, 0.5],
      ['peach', 60, -36, 0.5],
    ] as const
    for (const [word, x, y, size] of fruits)
      brush.within(place(x, y, size), () => drawApple(brush, hex(FRUIT[word] ?? '#cf3f2f'), word))
    const bowl = smooth('-90,-56! 0,-48 90,-56! 82,-26 48,-4 26,0! -26,0! -48,-4 -82,-26')
    brush.form(bowl, glaze, 1.2)
    brush.canvas.clip(bowl, () => {
      brush.flat(smooth('-96,-44! 0,-36 96,-44! 96,-39! 0,-31 -96,-39!'), CHINA, 0.9)
      for (let x = -70; x <= 70; x += 20)
        brush.flat(leaf([x, -27 + Math.abs(x) * -0.05], [x, -13 + Math.abs(x) * -0.06], 6), CHINA, 0.85)
    })
  },
}

const vase: Subject = {
  tall: 0.9,
  half: 40,
  home: 'table',
  draw: (brush, look) => {
    const glaze = look.colour ?? hex('#4f7f96')
    drawBouquet(brush, look)
    const body = smooth('-12,-48! 12,-48! 10,-40 26,-26 26,-10 14,0 -14,0 -26,-10 -26,-26 -10,-40')
    brush.form(body, glaze, 1.2)
    brush.canvas.clip(body, () =>
      brush.flat(smooth('-40,-24! 0,-18 40,-24! 40,-20! 0,-14 -40,-20!'), CHINA, 0.85),
    )
    brush.form(smooth('-15,-50 0,-47 15,-50 13,-46 0,-43.5 -13,-46'), lighten(glaze, 0.06))
  },
}

/** Stems and blooms out of a vase whose mouth is at (0, -48). */
export function drawBouquet(brush: Brush, look: Pick<Look, 'random'>): void {
  const stem = hex('#5b8350')
  const petals = ['#e26a4f', '#f2c14a', '#f6ece0', '#d9839a'] as const
  const heads = [
    [-28, -76, 11],
    [-12, -94, 12],
    [10, -100, 11],
    [28, -82, 12],
    [2, -76, 13],
    [-36, -60, 9],
    [37, -62, 9],
  ] as const
  for (const [x, y] of heads) {
    brush.line(
      [
        [0, -44],
        [x * 0.35, -60],
        [x, y],
      ],
      1.5,
      stem,
    )
    brush.flat(leaf([x * 0.4, -58], [x * 0.4 + 14, -70], 6), lighten(stem, look.random.between(-0.04, 0.05)))
    brush.flat(leaf([x * 0.3, -54], [x * 0.3 - 15, -62], 6), lighten(stem, look.random.between(-0.04, 0.05)))
  }
  for (const [x, y, r] of heads) {
    const colour = hex(look.random.pick(petals))
    const turn = look.random.next()
    for (let petal = 0; petal < 7; petal++) {
      const angle = ((petal + turn) / 7) * Math.PI * 2
      brush.form(leaf([x, y], [x + Math.cos(angle) * r, y + Math.sin(angle) * r], r * 0.7), colour, 0.6)
    }
    brush.form(ellipse(x, y, r * 0.3), hex('#7a4a30'), 0.6)
  }
}

const lamp: Subject = {
  tall: 1,
  half: 22,
  home: 'ground',
  draw: (brush, look) => {
    const iron = look.colour ?? INK
    const lit = brush.palette.darkness > 0.25
    brush.form(join(rectangle(-2, -78, 4, 78), smooth('-9,0! -6,-8 -3,-14 3,-14 6,-8 9,0!')), iron)
    if (lit) brush.glow(0, -88, 64, LAMP, 0.85)
    const glass = smooth('-8,-96! 8,-96! 5.6,-78! -5.6,-78!')
    if (lit) brush.shine(glass, hex('#ffe7a8'))
    else brush.form(glass, hex('#dbe6e0'), 0.7)
    brush.form(smooth('-10,-96! -5,-101 0,-106 5,-101 10,-96!'), iron)
    brush.flat(
      join(rectangle(-0.6, -96, 1.2, 18), rectangle(-7, -79.5, 14, 2.4), rectangle(-11, -74, 22, 1.6)),
      iron,
    )
  },
}

const candle: Subject = {
  tall: 0.6,
  half: 24,
  home: 'table',
  draw: (brush, look) => {
    brush.form(smooth('-26,-6 0,-10 26,-6 18,2 -18,2'), hex('#b98a3f'))
    brush.form(rectangle(-8, -62, 16, 56), look.colour ?? hex('#f3e8d0'), 1.1)
    brush.glow(0, -76, 90, LAMP, 0.8)
    brush.line('0,-62 0,-68', 1.4, INK)
    brush.shine(smooth('0,-98! 7,-78 0,-64 -7,-78'), hex('#ffc45c'))
    brush.shine(smooth('0,-84! 3.4,-74 0,-67 -3.4,-74'), hex('#fff1c4'))
  },
}

export const TABLEWARE: Repertoire = { teapot, cup, apple, 'fruit-bowl': fruitBowl, vase, lamp, candle }
