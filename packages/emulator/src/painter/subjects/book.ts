import type { Brush } from '../brush.ts'
import { hex, lighten, type Colour } from '../colour.ts'
import { polygon, smooth } from '../shape.ts'
import type { Subject } from './subject.ts'

/** An open book seen from its cover, its lower fold at (0, 0), about 110 wide. */
export function drawOpenBook(brush: Brush, cover: Colour): void {
  const page = hex('#f7ecd6')
  for (const side of [-1, 1]) {
    brush.form(
      smooth([
        [0, -56, 'corner'],
        [side * 28, -64],
        [side * 54, -58, 'corner'],
        [side * 54, -2, 'corner'],
        [side * 28, -9],
        [0, 0, 'corner'],
      ]),
      page,
      0.6,
    )
    brush.form(
      smooth([
        [0, -50, 'corner'],
        [side * 29, -58],
        [side * 58, -52, 'corner'],
        [side * 58, 4, 'corner'],
        [side * 29, -3],
        [0, 6, 'corner'],
      ]),
      side * brush.side < 0 ? cover : lighten(cover, -0.04),
      0.8,
    )
  }
  brush.flat(polygon('-2.5,-51 2.5,-51 2.5,6 -2.5,6'), lighten(cover, -0.1))
  brush.flat(smooth('-40,-38 -29,-41 -18,-38 -18,-26 -29,-29 -40,-26'), hex('#e9c274'), 0.85)
}

/** A small pile, the top one open. */
export const book: Subject = {
  tall: 0.5,
  half: 60,
  home: 'table',
  draw: (brush, look) => {
    const colours = [look.colour ?? hex('#b5482e'), hex('#2f6b6b'), hex('#d9a441')]
    colours.slice(1).forEach((colour, index) => {
      const y = -index * 17
      const shift = index * 5 - 2
      brush.form(
        polygon([
          [-54 + shift, y - 17],
          [52 + shift, y - 17],
          [52 + shift, y],
          [-54 + shift, y],
        ]),
        colour,
      )
      brush.flat(
        polygon([
          [44 + shift, y - 14],
          [54 + shift, y - 14],
          [54 + shift, y - 3],
          [44 + shift, y - 3],
        ]),
        hex('#f3e7cd'),
      )
    })
    brush.canvas.within([1, 0, 0, 1, 0, -38], () => drawOpenBook(brush, colours[0] ?? hex('#b5482e')))
  },
}
