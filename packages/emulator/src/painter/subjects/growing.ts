import type { Brush } from '../brush.ts'
import { hex, lighten, type Colour } from '../colour.ts'
import { drawBloom, drawPine, drawTree } from '../plants.ts'
import { ellipse, leaf, polygon, smooth, stroke, type Point } from '../shape.ts'
import { place } from '../transform.ts'
import type { Look, Repertoire, Subject } from './subject.ts'

const tree: Subject = {
  tall: 1.5,
  half: 40,
  home: 'ground',
  draw: (brush, look) => {
    const blossom = /cherry|blossom|apple/.test(look.word)
    drawTree(
      brush,
      look.colour ?? hex(blossom ? '#edb4bd' : look.word === 'maple' ? '#c9552f' : '#5d8a4c'),
      look.random,
    )
  },
}

const pine: Subject = {
  tall: 1.5,
  half: 30,
  home: 'ground',
  draw: (brush, look) => drawPine(brush, look.colour ?? hex('#3f6b58'), look.snowy, look.random),
}

function drawSunflower(brush: Brush, petal: Colour): void {
  const stem = hex('#5f8a48')
  brush.line('0,0 -3,-36 0,-72', 4, stem)
  brush.form(leaf([-2, -28], [-34, -46], 16), stem)
  brush.form(leaf([-2, -42], [30, -58], 15), lighten(stem, 0.03))
  for (const [count, reach, tint] of [
    [16, 26, -0.04],
    [14, 22, 0.02],
  ] as const) {
    for (let index = 0; index < count; index++) {
      const angle = ((index + (tint > 0 ? 0.5 : 0)) / count) * Math.PI * 2
      brush.form(
        leaf([0, -78], [Math.cos(angle) * reach, -78 + Math.sin(angle) * reach], 8),
        lighten(petal, tint),
        0.5,
      )
    }
  }
  brush.form(ellipse(0, -78, 12), hex('#6b452d'))
  for (let index = 0; index < 34; index++) {
    const angle = index * 2.39996
    const reach = Math.sqrt(index) * 1.85
    brush.flat(ellipse(Math.cos(angle) * reach, -78 + Math.sin(angle) * reach, 0.9), hex('#c98f4a'), 0.85)
  }
}

const flower: Subject = {
  tall: 0.8,
  half: 30,
  home: 'ground',
  draw: (brush, look) => {
    if (look.word === 'sunflower') drawSunflower(brush, look.colour ?? hex('#f2b92f'))
    else
      drawBloom(
        brush,
        look.colour ?? hex(look.word === 'poppy' || look.word === 'rose' ? '#d2402c' : '#e8738a'),
        hex('#f4cf5a'),
        hex('#5f8a50'),
        look.random,
      )
  },
}

function drawSpines(brush: Brush, column: readonly Point[], width: number): void {
  for (const [x, y] of column) {
    for (const side of [-1, 1])
      brush.line(
        [
          [x + side * width * 0.22, y],
          [x + side * width * 0.42, y - 2.4],
        ],
        0.7,
        hex('#f3ead0'),
        0.9,
      )
  }
}

/** A saguaro in a clay pot, or in the ground of a desert. */
export function drawCactus(brush: Brush, look: Pick<Look, 'colour' | 'random'>, potted: boolean): void {
  const skin = look.colour ?? hex('#5f9160')
  const foot = potted ? -26 : 2
  const arm = (path: string, width: number): void =>
    brush.form(stroke(path, width), lighten(skin, -0.025), 1.1)
  arm(`2,${foot - 24} -20,${foot - 26} -24,${foot - 34} -24,${foot - 52}`, 11)
  arm(`-2,${foot - 34} 20,${foot - 36} 24,${foot - 44} 24,${foot - 58}`, 10)
  brush.form(
    smooth([
      [-11, foot, 'corner'],
      [-12, foot - 30],
      [-11, foot - 58],
      [0, foot - 71],
      [11, foot - 58],
      [12, foot - 30],
      [11, foot, 'corner'],
    ]),
    skin,
    1.2,
  )
  for (const x of [-5, 0, 5])
    brush.line(
      [
        [x, foot],
        [x * 1.05, foot - 40],
        [x * 0.8, foot - 64],
      ],
      0.8,
      lighten(skin, -0.08),
      0.8,
    )
  drawSpines(
    brush,
    [12, 24, 36, 48, 58].map((rise): Point => [0, foot - rise]),
    24,
  )
  for (const [x, y] of [
    [0, foot - 72],
    [24, foot - 64],
    [-24, foot - 58],
  ] as const) {
    for (let petal = -2; petal <= 2; petal++)
      brush.form(leaf([x, y + 3], [x + petal * 4, y - 6 + Math.abs(petal)], 4), hex('#ec6f86'), 0.5)
    brush.flat(ellipse(x, y, 1.6), hex('#f6d166'))
  }
  if (!potted) return
  const clay = hex('#c46a43')
  brush.form(polygon('-21,-26 21,-26 15,0 -15,0'), clay, 1.2)
  brush.form(smooth('-24,-32! 24,-32! 24,-23! -24,-23!'), lighten(clay, 0.03), 1.1)
  brush.flat(ellipse(0, -31.5, 21, 2.6), hex('#5a3a2c'))
  brush.form(
    smooth([
      [-11, -31, 'corner'],
      [-12, -40],
      [12, -40],
      [11, -31, 'corner'],
    ]),
    skin,
    1.2,
  )
}

const cactus: Subject = {
  tall: 0.95,
  half: 34,
  home: 'ground',
  draw: (brush, look) => drawCactus(brush, look, true),
}

const mushroom: Subject = {
  tall: 0.55,
  half: 50,
  home: 'ground',
  draw: (brush, look) => {
    const cap = look.colour ?? hex('#c93a2b')
    const one = (): void => {
      brush.form(smooth('-12,-50 12,-50 12,-18 18,0! -18,0! -12,-18'), hex('#f3e9d6'))
      brush.form(smooth('-14,-40 0,-36 14,-40 16,-28 0,-24 -16,-28'), hex('#e3d3b8'))
      const dome = smooth('-52,-48! -40,-82 0,-100 40,-82 52,-48! 0,-40')
      brush.form(dome, cap, 1.2)
      brush.canvas.clip(dome, () => {
        for (const [x, y, r] of [
          [-24, -72, 7],
          [4, -84, 8],
          [28, -66, 6],
          [0, -58, 5],
          [-38, -54, 4],
          [18, -92, 4],
        ] as const)
          brush.flat(ellipse(x, y, r, r * 0.8), hex('#fbf3e3'))
      })
    }
    brush.within(place(38, 2, 0.55), one)
    one()
  },
}

const star: Subject = {
  tall: 0.5,
  half: 50,
  home: 'air',
  draw: (brush, look) => {
    const points: Point[] = Array.from({ length: 10 }, (_, index): Point => {
      const angle = (index / 10) * Math.PI * 2 - Math.PI / 2
      const reach = index % 2 ? 21 : 50
      return [Math.cos(angle) * reach, -50 + Math.sin(angle) * reach]
    })
    brush.glow(0, -50, 110, hex('#ffdf8a'), 0.6)
    brush.shine(polygon(points), look.colour ?? hex('#ffd766'))
  },
}

export const GROWING: Repertoire = { tree, pine, flower, cactus, mushroom, star }
