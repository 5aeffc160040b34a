import type { Shape } from './shape.ts'

const ARGUMENTS: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, Z: 0 }

/**
 * A shape from SVG path data: M L H V C S Q Z, absolute or relative; every outline is closed.
 * The way silhouettes are written down here, because it is short and drawing programs speak it.
 */
export function path(data: string): Shape {
  const outlines: number[][] = []
  let outline: number[] = []
  let x = 0
  let y = 0
  let handleX = 0
  let handleY = 0
  const curveTo = (x1: number, y1: number, x2: number, y2: number, toX: number, toY: number): void => {
    outline.push(x1, y1, x2, y2, toX, toY)
    ;[x, y, handleX, handleY] = [toX, toY, x2, y2]
  }
  const lineTo = (toX: number, toY: number): void => curveTo(x, y, toX, toY, toX, toY)
  const close = (): void => {
    if (outline.length > 2) {
      lineTo(outline[0] ?? 0, outline[1] ?? 0)
      outlines.push(outline)
    }
    outline = [x, y]
  }

  for (const [, letter = '', numbers = ''] of data.matchAll(/([MLHVCSQZ])([^MLHVCSQZ]*)/gi)) {
    const values = (numbers.match(/-?\d*\.?\d+/g) ?? []).map(Number)
    const command = letter.toUpperCase()
    const relative = letter !== command
    const size = ARGUMENTS[command] ?? 0
    for (let at = 0; at === 0 || at + size <= values.length; at += Math.max(1, size)) {
      const px = (index: number): number => (values[at + index] ?? 0) + (relative ? x : 0)
      const py = (index: number): number => (values[at + index] ?? 0) + (relative ? y : 0)
      if (command === 'M' && at === 0) {
        const [startX, startY] = [px(0), py(1)]
        if (outline.length > 2) close()
        ;[x, y] = [startX, startY]
        outline = [x, y]
      } else if (command === 'M' || command === 'L') lineTo(px(0), py(1))
      else if (command === 'H') lineTo(px(0), y)
      else if (command === 'V') lineTo(x, py(0))
      else if (command === 'C') curveTo(px(0), py(1), px(2), py(3), px(4), py(5))
      else if (command === 'S') curveTo(2 * x - handleX, 2 * y - handleY, px(0), py(1), px(2), py(3))
      else if (command === 'Q') {
        const [qx, qy, toX, toY] = [px(0), py(1), px(2), py(3)]
        const third = (from: number, to: number): number => from + ((to - from) * 2) / 3
        curveTo(third(x, qx), third(y, qy), third(toX, qx), third(toY, qy), toX, toY)
      } else close()
      if (size === 0) break
    }
  }
  if (outline.length > 2) close()
  return { outlines }
}
