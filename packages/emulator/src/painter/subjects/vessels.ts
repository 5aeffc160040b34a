import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { ellipse, join, polygon, rectangle, rounded, smooth } from '../shape.ts'
import type { Repertoire, Subject } from './subject.ts'

const WOOD = hex('#7a4c33')

/** The far half of a folded boat: what a passenger stands in front of. */
export function drawPaperBoatBack(brush: Brush, paper: Colour): void {
  brush.form(polygon('-104,-58 0,-30 104,-58 60,-20 -60,-20'), lighten(paper, -0.09), 0.8)
  brush.form(polygon('-40,-24 12,-92 60,-24'), lighten(paper, -0.03))
  brush.form(polygon('12,-92 60,-24 14,-24'), lighten(paper, -0.1), 0.7)
}

/** The near half, in front of the passenger. */
export function drawPaperBoatFront(brush: Brush, paper: Colour): void {
  brush.form(polygon('-104,-58 0,-30 0,10 -62,8'), paper, 0.7)
  brush.form(polygon('104,-58 0,-30 0,10 62,8'), lighten(paper, -0.07), 0.9)
  brush.line('-104,-58 0,-30', 1.1, lighten(paper, 0.05))
  brush.line('0,-30 104,-58', 1.1, lighten(paper, -0.02))
  brush.line('-62,8 -16,-34', 0.8, lighten(paper, -0.12), 0.7)
  // Lines of a squared school page, as faint as they are on paper.
  for (const t of [0.3, 0.5, 0.7])
    brush.line(
      [
        [-104 + 42 * t, -58 + 66 * t],
        [0, -30 + 40 * t],
      ],
      0.5,
      hex('#7fa3bd'),
      0.55,
    )
}

const paperBoat: Subject = {
  tall: 0.55,
  half: 104,
  home: 'water',
  draw: (brush, look) => {
    const paper = look.colour ?? hex('#f7f1e4')
    drawPaperBoatBack(brush, paper)
    drawPaperBoatFront(brush, paper)
  },
}

const sailboat: Subject = {
  tall: 1,
  half: 50,
  home: 'water',
  draw: (brush, look) => {
    const hull = look.colour ?? hex('#c2472f')
    brush.line('2,-10 2,-100', 1.6, WOOD)
    brush.form(smooth('5,-97! 30,-62 44,-22! 5,-18!'), hex('#fbf3e2'))
    brush.form(smooth('-1,-92! -20,-54 -36,-20! -1,-18!'), hex('#f3e2c4'))
    brush.line('6,-44 37,-38', 0.8, hex('#d9c29c'))
    brush.line('6,-70 24,-66', 0.8, hex('#d9c29c'))
    brush.form(smooth('-46,-14! 52,-16! 40,4 24,8 -26,8 -40,0'), hull)
    brush.flat(polygon('-46,-14 52,-16 50,-12 -45,-10'), hex('#fbf3e2'))
    brush.flat(polygon('2,-100 16,-97 2,-93'), hull)
  },
}

const boat: Subject = {
  tall: 0.62,
  half: 84,
  home: 'water',
  draw: (brush, look) => {
    const hull = look.colour ?? hex('#2f5f78')
    const small = /row|canoe|gondola/.test(look.word)
    if (!small) {
      brush.line('-40,-28 -40,-96', 2, WOOD)
      brush.line('-40,-92 -4,-50', 0.8, WOOD)
      brush.line('-40,-92 -78,-34', 0.8, WOOD)
      brush.form(rounded(-4, -66, 42, 40, 3), hex('#f4e9d3'))
      brush.form(rounded(-8, -71, 50, 7, 2), mix(hull, hex('#c2472f'), 0.8))
      brush.form(rectangle(16, -88, 12, 20), hex('#d2553a'))
      brush.flat(rectangle(16, -84, 12, 5), hex('#f4e9d3'))
      for (const x of [3, 20]) {
        if (brush.lit) brush.glow(x + 5, -53, 26, hex('#ffd27a'), 0.5)
        const pane = rounded(x, -59, 11, 12, 2)
        if (brush.lit) brush.shine(pane, hex('#ffd98a'))
        else brush.flat(pane, hex('#41566b'))
      }
    }
    brush.form(smooth('-84,-38! -50,-26 20,-24 64,-28 88,-40! 76,-8 56,8 -52,8 -72,-6'), hull, 1.1)
    brush.flat(
      smooth('-84,-38! -50,-26 20,-24 64,-28 88,-40! 86,-34! 64,-22 20,-18 -50,-20 -82,-32!'),
      hex('#f4e9d3'),
    )
    brush.flat(
      join(ellipse(-46, -8, 2.6), ellipse(-26, -7, 2.6), ellipse(46, -8, 2.6)),
      lighten(hull, 0.25),
      0.8,
    )
    if (small) brush.line('-10,-52 30,-20 66,6', (t) => (t > 0.85 ? 6 : 2.4), WOOD)
  },
}

export const VESSELS: Repertoire = { 'paper-boat': paperBoat, sailboat, boat }
