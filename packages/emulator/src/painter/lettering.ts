import type { Brush } from './brush.ts'
import type { Colour } from './colour.ts'
import { join, pointsIn, stroke, type Point, type Shape } from './shape.ts'

/**
 * A drawn alphabet, high-waisted as around 1900: strokes on a field 10 wide and 14 high, `|` between
 * strokes. Curves run through their points.
 */
const LETTERS: Readonly<Record<string, string>> = {
  A: '0,14 3.2,4.5 5,0|5,0 6.8,4.5 10,14|2.2,8.8 5,9.6 7.8,8.8',
  B: '1,0 1,14|1,0 6,0.4 8,2.6 6,5.2 1,5.6|1,5.6 7,6.2 9.4,9.8 6.6,13.6 1,14',
  C: '9.4,3 7.6,0.6 4.6,0.2 1.6,2.6 0.4,7 1.6,11.4 4.6,13.8 7.6,13.4 9.4,11',
  D: '1,0 1,14|1,0 6,0.6 9.4,4 9.6,8 7.4,12.6 1,14',
  E: '1,0 1,14|1,0 8.8,0.2|1,5.8 7,5.4|1,14 9.2,13.6',
  F: '1,0 1,14|1,0 8.8,0.2|1,5.8 7,5.4',
  G: '9.4,3 7.6,0.6 4.6,0.2 1.6,2.6 0.4,7 1.6,11.4 4.6,13.8 7.8,13 9.2,9|5.8,8.6 9.4,8.6',
  H: '1,0 1,14|9,0 9,14|1,5.8 5,5 9,5.8',
  I: '2,0 2,14',
  J: '6.6,0 6.6,10 4.8,13.6 1.6,13.2 0.4,10.8',
  K: '1,0 1,14|8.8,0 5,4 1,6.4|2.6,5.6 5.8,9 9.6,14',
  L: '1,0 1,14|1,14 8.8,13.4',
  M: '0.6,14 1.4,0|1.4,0 5.8,9|5.8,9 10.2,0|10.2,0 11,14',
  N: '1,14 1,0|1,0 9,14|9,14 9,0',
  O: '5,0 1.6,2.2 0.2,7 1.6,11.8 5,14 8.4,11.8 9.8,7 8.4,2.2 5,0',
  P: '1,0 1,14|1,0 6.4,0.4 8.8,3.6 6.6,7 1,7.4',
  Q: '5,0 1.6,2.2 0.2,7 1.6,11.8 5,14 8.4,11.8 9.8,7 8.4,2.2 5,0|5.6,10 7.6,13 10.4,15',
  R: '1,0 1,14|1,0 6.4,0.4 8.4,3 6.4,6 1,6.4|3.8,6.4 6.4,10 9.6,14',
  S: '8.8,2.6 6.8,0.4 3.6,0.4 1.4,2.8 2.8,5.6 6.8,7.4 8.8,10.2 7,13.4 3.6,13.8 0.8,11.4',
  T: '0,0.4 5,0 10,0.4|5,0 5,14',
  U: '1,0 1,9 2.6,13 5,14 7.4,13 9,9 9,0',
  V: '0,0 2.6,8 5,14|5,14 7.4,8 10,0',
  W: '0,0 3.4,14|3.4,14 6.6,4|6.6,4 9.8,14|9.8,14 13,0',
  X: '0.6,0 9.4,14|9.4,0 0.6,14',
  Y: '0,0 2.6,4.4 5,6.6|10,0 7.4,4.4 5,6.6|5,6.6 5,14',
  Z: '0.6,0.2 9.2,0.2|9.2,0.2 0.6,13.8|0.6,13.8 9.6,13.8',
  '&': '9.6,14 3,4.6 3.6,0.8 6,0.6 6.6,3.4 2,7.4 0.8,11 3.4,13.8 7,12 9.6,8',
  '0': '5,0 1.6,2.2 0.4,7 1.6,11.8 5,14 8.4,11.8 9.6,7 8.4,2.2 5,0',
  '1': '1,3 4,0|4,0 4,14',
  '2': '1,3 3,0.4 6.6,0.4 8.6,3.4 7,7 1,13.8|1,13.8 9.2,13.8',
  '3': '1,1.6 4.6,0 7.8,2.6 4,6.2|4,6.2 8.8,8.6 7.6,12.8 4,14 0.8,12',
  '4': '7,14 7,0|7,0 0.6,10|0.6,10 9.8,10',
  '5': '8.6,0.2 2,0.2|2,0.2 1.4,6|1.4,6 5.6,5 8.8,8.6 7,13 3.6,14 0.8,12.2',
  '6': '8,0.4 3,4 0.8,9 2.4,13.2 5.4,14 8.6,11.6 8,8 4.8,6.6 1.4,8.6',
  '7': '0.6,0.2 9.2,0.2|9.2,0.2 3.4,14',
  '8': '5,6.4 1.8,4.4 2.4,0.8 5,0 7.6,0.8 8.2,4.4 5,6.4 1.2,9 1.2,12.4 5,14 8.8,12.4 8.8,9 5,6.4',
  '9': '8.8,5 5.4,7.4 1.8,5.6 1.8,2 5,0 8.4,2.2 8.6,7 6.6,11.6 3,14',
}

/** Letters that this alphabet has, in capitals; others are left out. */
export function letterable(text: string): string {
  return Array.from(text.normalize('NFD').toUpperCase())
    .filter((sign) => sign === ' ' || LETTERS[sign])
    .join('')
    .trim()
}

function widthOf(sign: string): number {
  if (sign === ' ') return 6
  const xs = (LETTERS[sign] ?? '').split(/[ |]/).map((pair) => Number(pair.split(',')[0]))
  return Math.max(...xs, 0)
}

/** Letters centred on (x, y), as large as `width` and `height` allow; `rise` bows the line upwards. */
export function drawLettering(
  brush: Brush,
  text: string,
  box: {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
    readonly rise?: number
  },
  colour: Colour,
): void {
  const signs = Array.from(letterable(text))
  const gap = 4
  const total = signs.reduce((sum, sign) => sum + widthOf(sign) + gap, -gap)
  if (total <= 0) return
  const scale = Math.min(box.height / 14, box.width / total)
  const shapes: Shape[] = []
  let pen = box.x - (total * scale) / 2
  for (const sign of signs) {
    const middle = (pen + (widthOf(sign) * scale) / 2 - box.x) / (box.width / 2)
    const top = box.y - 7 * scale - (box.rise ?? 0) * (1 - middle * middle)
    for (const part of (LETTERS[sign] ?? '').split('|')) {
      if (!part) continue
      const points = pointsIn(part).map(([px, py]): Point => [pen + px * scale, top + py * scale])
      // Down strokes swell like a reed pen's.
      const [first, last] = [points[0], points.at(-1)]
      const steep = first && last ? Math.abs(last[1] - first[1]) > Math.abs(last[0] - first[0]) : true
      shapes.push(stroke(points, scale * (steep || points.length > 4 ? 1.9 : 1.2)))
    }
    pen += (widthOf(sign) + gap) * scale
  }
  for (const shape of shapes) brush.flat(join(shape), colour)
}
