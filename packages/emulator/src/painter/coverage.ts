import type { Shape } from './shape.ts'
import type { Transform } from './transform.ts'

/** The part of the picture that a shape touches, in whole pixels; `right` and `bottom` are outside. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/**
 * Exact-area antialiasing: each edge leaves, in every pixel that it crosses, the change of coverage
 * from there to the right; a running sum along the row is then the coverage (the way font renderers
 * do it). One buffer serves all fills, and whoever reads a row leaves it zero.
 */
export interface Coverage {
  readonly stride: number
  readonly cells: Float32Array
  /** Lays the shape into `cells` and says where, or nothing when it is out of sight. */
  lay(shape: Shape, transform: Transform): Box | undefined
}

export function createCoverage(width: number, height: number): Coverage {
  const stride = width + 3
  const cells = new Float32Array(stride * height)
  let bounds: Box = { left: 0, top: 0, right: 0, bottom: 0 }

  /** One row's piece of an edge, `rise` high (signed), between two x inside the picture. */
  const layPiece = (row: number, xa: number, xb: number, rise: number): void => {
    const low = Math.min(xa, xb)
    const high = Math.max(xa, xb)
    const first = Math.floor(low)
    const end = Math.ceil(high)
    const at = row * stride + first
    if (end <= first + 1) {
      const middle = (xa + xb) / 2 - first
      cells[at] = (cells[at] ?? 0) + rise * (1 - middle)
      cells[at + 1] = (cells[at + 1] ?? 0) + rise * middle
      return
    }
    const slope = 1 / (high - low)
    let covered = 0
    for (let cell = first; cell < end; cell++) {
      // Area to the right of the edge within this column, as the edge sweeps through it.
      const from = Math.max(low, cell)
      const to = Math.min(high, cell + 1)
      const share = (to - from) * slope
      const area = share * (cell + 1 - (from + to) / 2)
      const index = row * stride + cell
      cells[index] = (cells[index] ?? 0) + rise * (area + covered)
      covered = share - area
    }
    const index = row * stride + end
    cells[index] = (cells[index] ?? 0) + rise * covered
  }

  const clampX = (x: number): number => Math.min(width, Math.max(0, x))

  const layEdge = (fromX: number, fromY: number, toX: number, toY: number): void => {
    bounds.left = Math.min(bounds.left, fromX)
    bounds.right = Math.max(bounds.right, fromX)
    bounds.top = Math.min(bounds.top, fromY)
    bounds.bottom = Math.max(bounds.bottom, fromY)
    if (fromY === toY) return
    const direction = fromY < toY ? 1 : -1
    const [x0, y0, x1, y1] = direction > 0 ? [fromX, fromY, toX, toY] : [toX, toY, fromX, fromY]
    if (y1 <= 0 || y0 >= height) return
    const slope = (x1 - x0) / (y1 - y0)
    let y = Math.max(0, y0)
    const end = Math.min(height, y1)
    for (let row = Math.floor(y); row < end; row++) {
      const next = Math.min(row + 1, end)
      const xa = clampX(x0 + slope * (y - y0))
      const xb = clampX(x0 + slope * (next - y0))
      layPiece(row, xa, xb, (next - y) * direction)
      y = next
    }
  }

  const layOutline = (outline: readonly number[], [a, b, c, d, e, f]: Transform): void => {
    let x = a * (outline[0] ?? 0) + c * (outline[1] ?? 0) + e
    let y = b * (outline[0] ?? 0) + d * (outline[1] ?? 0) + f
    for (let index = 2; index < outline.length; index += 6) {
      const u1 = outline[index] ?? 0
      const v1 = outline[index + 1] ?? 0
      const u2 = outline[index + 2] ?? 0
      const v2 = outline[index + 3] ?? 0
      const u3 = outline[index + 4] ?? 0
      const v3 = outline[index + 5] ?? 0
      const x1 = a * u1 + c * v1 + e
      const y1 = b * u1 + d * v1 + f
      const x2 = a * u2 + c * v2 + e
      const y2 = b * u2 + d * v2 + f
      const x3 = a * u3 + c * v3 + e
      const y3 = b * u3 + d * v3 + f
      // How far the handles pull away from an even straight line decides how many pieces.
      const pull =
        Math.abs(x - 2 * x1 + x2) +
        Math.abs(x1 - 2 * x2 + x3) +
        Math.abs(y - 2 * y1 + y2) +
        Math.abs(y1 - 2 * y2 + y3)
      const straight = x1 === x && y1 === y && x2 === x3 && y2 === y3
      const pieces = straight ? 1 : Math.min(64, Math.ceil(Math.sqrt(pull * 2)) + 1)
      let fromX = x
      let fromY = y
      for (let piece = 1; piece <= pieces; piece++) {
        const t = piece / pieces
        const s = 1 - t
        const k0 = s * s * s
        const k1 = 3 * s * s * t
        const k2 = 3 * s * t * t
        const k3 = t * t * t
        const toX = piece === pieces ? x3 : k0 * x + k1 * x1 + k2 * x2 + k3 * x3
        const toY = piece === pieces ? y3 : k0 * y + k1 * y1 + k2 * y2 + k3 * y3
        layEdge(fromX, fromY, toX, toY)
        fromX = toX
        fromY = toY
      }
      x = x3
      y = y3
    }
  }

  return {
    stride,
    cells,
    lay: (shape, transform) => {
      bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
      for (const outline of shape.outlines) layOutline(outline, transform)
      const box: Box = {
        left: Math.max(0, Math.floor(bounds.left)),
        top: Math.max(0, Math.floor(bounds.top)),
        right: Math.min(width, Math.ceil(bounds.right) + 1),
        bottom: Math.min(height, Math.ceil(bounds.bottom)),
      }
      if (box.top >= box.bottom) return undefined
      // Edges left of the picture were laid into column 0, so the box must reach it.
      if (bounds.left < 0) box.left = 0
      if (box.left >= box.right) {
        // Wholly to the right: its edges were laid into the spare columns.
        for (let y = box.top; y < box.bottom; y++) cells.fill(0, y * stride + width, (y + 1) * stride)
        return undefined
      }
      return box
    },
  }
}
