/**
 * Shapes are closed outlines of cubic curves in the drawing's own units: pure values that a canvas
 * flattens and fills. A straight side is a cubic whose handles sit on its ends.
 */
export interface Shape {
  /** Per outline: x, y of the start, then six numbers a curve (handle, handle, end). */
  readonly outlines: readonly (readonly number[])[]
}

export type Point = readonly [x: number, y: number]

/** Twice the signed area of the outline's end points. */
function windingOf(outline: readonly number[]): number {
  let sum = 0
  let x = outline[0] ?? 0
  let y = outline[1] ?? 0
  const visit = (nextX: number, nextY: number): void => {
    sum += x * nextY - nextX * y
    x = nextX
    y = nextY
  }
  for (let index = 2; index < outline.length; index += 6) {
    visit(outline[index + 2] ?? 0, outline[index + 3] ?? 0)
    visit(outline[index + 4] ?? 0, outline[index + 5] ?? 0)
  }
  visit(outline[0] ?? 0, outline[1] ?? 0)
  return sum
}

function reversed(outline: readonly number[]): number[] {
  const result: number[] = []
  for (let index = outline.length - 2; index >= 0; index -= 2) {
    result.push(outline[index] ?? 0, outline[index + 1] ?? 0)
  }
  return result
}

/** One shape from several; all outlines run the same way round, so overlaps join. */
export function join(...shapes: readonly Shape[]): Shape {
  const outlines = shapes.flatMap((shape) => shape.outlines)
  return { outlines: outlines.map((line) => (windingOf(line) < 0 ? reversed(line) : line)) }
}

/** `shape` with `hole`, which must lie inside it, cut out. */
export function without(shape: Shape, hole: Shape): Shape {
  const holes = join(hole).outlines.map(reversed)
  // A shape of several outlines may have holes already, which joining would fill.
  const whole = shape.outlines.length === 1 ? join(shape) : shape
  return { outlines: [...whole.outlines, ...holes] }
}

/**
 * Points as they are written down in drawings: `x,y` pairs, with `!` after a sharp corner.
 * @example pointsIn('0,-46! 25,-14 0,0')
 */
export function pointsIn(text: string): Knot[] {
  return text.split(' ').map((pair): Knot => {
    const corner = pair.endsWith('!')
    const [x = 0, y = 0] = (corner ? pair.slice(0, -1) : pair).split(',').map(Number)
    return corner ? [x, y, 'corner'] : [x, y]
  })
}

/** A line of points, in numbers or as {@link pointsIn} reads them. */
export type Line = string | readonly Knot[]

function knotsOf(line: Line): readonly Knot[] {
  return typeof line === 'string' ? pointsIn(line) : line
}

/** Straight sides through the points. */
export function polygon(line: Line): Shape {
  const points = knotsOf(line)
  const outline: number[] = [points[0]?.[0] ?? 0, points[0]?.[1] ?? 0]
  for (let index = 1; index <= points.length; index++) {
    const [fromX, fromY] = points[index - 1] ?? [0, 0]
    const [toX, toY] = points[index % points.length] ?? [0, 0]
    outline.push(fromX, fromY, toX, toY, toX, toY)
  }
  return { outlines: [outline] }
}

/** A corner in a `smooth` outline. */
export type Knot = Point | readonly [x: number, y: number, corner: 'corner']

/** A soft closed outline through the points (Catmull-Rom); `corner` points stay sharp. */
export function smooth(line: Line, tension = 1): Shape {
  const knots = knotsOf(line)
  const count = knots.length
  const at = (index: number): Knot => knots[(index + count) % count] ?? [0, 0]
  const handle = (index: number, sign: number): Point => {
    const knot = at(index)
    if (knot[2] === 'corner') return [knot[0], knot[1]]
    const before = at(index - 1)
    const after = at(index + 1)
    const toNeighbour = sign > 0 ? after : before
    // A handle longer than a third of its own side would loop where long and short sides meet.
    const side = Math.hypot(toNeighbour[0] - knot[0], toNeighbour[1] - knot[1])
    const along = Math.hypot(after[0] - before[0], after[1] - before[1]) || 1
    const length = (Math.min(along / 6, side * 0.36) / along) * tension * sign
    return [knot[0] + (after[0] - before[0]) * length, knot[1] + (after[1] - before[1]) * length]
  }
  const outline: number[] = [at(0)[0], at(0)[1]]
  for (let index = 0; index < count; index++) {
    const end = at(index + 1)
    outline.push(...handle(index, 1), ...handle(index + 1, -1), end[0], end[1])
  }
  return { outlines: [outline] }
}

const ARC = 0.5522847498

export function ellipse(x: number, y: number, rx: number, ry: number = rx): Shape {
  const kx = rx * ARC
  const ky = ry * ARC
  return {
    outlines: [
      [
        x + rx,
        y,
        x + rx,
        y + ky,
        x + kx,
        y + ry,
        x,
        y + ry,
        x - kx,
        y + ry,
        x - rx,
        y + ky,
        x - rx,
        y,
        x - rx,
        y - ky,
        x - kx,
        y - ry,
        x,
        y - ry,
        x + kx,
        y - ry,
        x + rx,
        y - ky,
        x + rx,
        y,
      ],
    ],
  }
}

export function rectangle(x: number, y: number, width: number, height: number): Shape {
  return polygon([
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ])
}

/** A rectangle with round corners. */
export function rounded(x: number, y: number, width: number, height: number, radius: number): Shape {
  const r = Math.min(radius, width / 2, height / 2)
  const k = r * (1 - ARC)
  const right = x + width
  const bottom = y + height
  return {
    outlines: [
      [
        x + r,
        y,
        x + r,
        y,
        right - r,
        y,
        right - r,
        y,
        right - k,
        y,
        right,
        y + k,
        right,
        y + r,
        right,
        y + r,
        right,
        bottom - r,
        right,
        bottom - r,
        right,
        bottom - k,
        right - k,
        bottom,
        right - r,
        bottom,
        right - r,
        bottom,
        x + r,
        bottom,
        x + r,
        bottom,
        x + k,
        bottom,
        x,
        bottom - k,
        x,
        bottom - r,
        x,
        bottom - r,
        x,
        y + r,
        x,
        y + r,
        x,
        y + k,
        x + k,
        y,
        x + r,
        y,
      ],
    ],
  }
}

/** An open curve through the points, as evenly sampled points. */
export function curve(points: readonly Knot[], steps = 8): Point[] {
  const last = points.length - 1
  const at = (index: number): Point => {
    const [x, y] = points[Math.min(last, Math.max(0, index))] ?? [0, 0]
    return [x, y]
  }
  const result: Point[] = []
  for (let index = 0; index < last; index++) {
    const [p0, p1, p2, p3] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    for (let step = 0; step < steps; step++) {
      const t = step / steps
      const spline = (a: number, b: number, c: number, d: number): number =>
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
      result.push([spline(p0[0], p1[0], p2[0], p3[0]), spline(p0[1], p1[1], p2[1], p3[1])])
    }
  }
  result.push(at(last))
  return result
}

/** A brush stroke along a curve: `width` is even, or changes with the way along it (0 to 1). */
export function stroke(path: Line, width: number | ((along: number) => number), steps = 8): Shape {
  const points = knotsOf(path)
  const line = points.length > 2 ? curve(points, steps) : points
  const widthAt = typeof width === 'number' ? () => width : width
  const left: Point[] = []
  const right: Point[] = []
  for (let index = 0; index < line.length; index++) {
    const [x, y] = line[index] ?? [0, 0]
    const [beforeX, beforeY] = line[Math.max(0, index - 1)] ?? [x, y]
    const [afterX, afterY] = line[Math.min(line.length - 1, index + 1)] ?? [x, y]
    const length = Math.hypot(afterX - beforeX, afterY - beforeY) || 1
    const half = widthAt(index / (line.length - 1)) / 2
    const nx = (-(afterY - beforeY) / length) * half
    const ny = ((afterX - beforeX) / length) * half
    left.push([x + nx, y + ny])
    right.push([x - nx, y - ny])
  }
  const caps: Shape[] = []
  const startWidth = widthAt(0)
  const endWidth = widthAt(1)
  const [startX, startY] = line[0] ?? [0, 0]
  const [endX, endY] = line[line.length - 1] ?? [0, 0]
  if (startWidth > 0.1) caps.push(ellipse(startX, startY, startWidth / 2))
  if (endWidth > 0.1) caps.push(ellipse(endX, endY, endWidth / 2))
  return join(polygon([...left, ...right.toReversed()]), ...caps)
}

/** A pointed leaf from one point to another, `width` at its widest. */
export function leaf(from: Point, to: Point, width: number, bend = 0): Shape {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const length = Math.hypot(dx, dy) || 1
  const nx = -dy / length
  const ny = dx / length
  const side = (t: number, offset: number): Point => [
    from[0] + dx * t + nx * offset,
    from[1] + dy * t + ny * offset,
  ]
  const [a1, a2] = [side(0.25, bend + width * 0.62), side(0.72, bend + width * 0.55)]
  const [b1, b2] = [side(0.72, bend - width * 0.55), side(0.25, bend - width * 0.62)]
  return { outlines: [[...from, ...a1, ...a2, ...to, ...b1, ...b2, ...from]] }
}
