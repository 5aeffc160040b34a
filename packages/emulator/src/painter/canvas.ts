import { createCoverage, type Box } from './coverage.ts'
import { GRAIN_SIZE, grainScale, grainTile } from './grain.ts'
import { INK_STEPS, type Ink } from './ink.ts'
import { createPicture, type Picture } from './picture.ts'
import type { Shape } from './shape.ts'
import { compose, IDENTITY, invert, type Transform } from './transform.ts'

/** Something to draw on: antialiased shapes, filled with ink, under transforms and clips. */
export interface Canvas {
  readonly picture: Picture
  fill(shape: Shape, ink: Ink): void
  /** Runs `draw` with the origin, size and turn of `transform`, inside the current one. */
  within(transform: Transform, draw: () => void): void
  /** Runs `draw` so that it marks only the inside of `shape`. */
  clip(shape: Shape, draw: () => void): void
  /** The current transform, from the drawing's units to pixels. */
  readonly transform: Transform
}

/** How much of each pixel of its box a clip lets through, 0 to 255. */
interface Mask extends Box {
  readonly cells: Uint8Array
}

/** A gradient position as a plane over the picture: t = x·px + y·py + p0 (and q for round ones). */
interface Slope {
  readonly round: boolean
  readonly px: number
  readonly py: number
  readonly p0: number
  readonly qx: number
  readonly qy: number
  readonly q0: number
}

function slopeOf(ink: Ink, transform: Transform, box: Box): Slope {
  const { spread } = ink
  if (spread.kind === 'across') {
    const { dx, dy } = spread
    const low = (dx > 0 ? box.left : box.right) * dx + (dy > 0 ? box.top : box.bottom) * dy
    const high = (dx > 0 ? box.right : box.left) * dx + (dy > 0 ? box.bottom : box.top) * dy
    const span = high - low || 1
    return { round: false, px: dx / span, py: dy / span, p0: -low / span, qx: 0, qy: 0, q0: 0 }
  }
  const [a, b, c, d, e, f] = invert(transform)
  if (spread.kind === 'radial') {
    const r = spread.radius || 1e-9
    return {
      round: true,
      px: a / r,
      py: c / r,
      p0: (e - spread.x) / r,
      qx: b / r,
      qy: d / r,
      q0: (f - spread.y) / r,
    }
  }
  const [x0, y0, x1, y1] = spread.kind === 'linear' ? spread.line : [0, 0, 1, 0]
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2 || 1e-9
  const ux = (x1 - x0) / length
  const uy = (y1 - y0) / length
  return {
    round: false,
    px: a * ux + b * uy,
    py: c * ux + d * uy,
    p0: (e - x0) * ux + (f - y0) * uy,
    qx: 0,
    qy: 0,
    q0: 0,
  }
}

/** Below this a pixel is as good as untouched (half a step of 255). */
const NOTHING = 0.002

/** A canvas that is blank, or lies over a picture: then it draws into that picture. */
export function createCanvas(width: number, height: number, over?: Picture): Canvas {
  const picture = over ?? createPicture(width, height)
  const { pixels } = picture
  // Opaque from the start: shapes are only ever laid over something.
  for (let index = 3; index < pixels.length; index += 4) pixels[index] = 255
  const coverage = createCoverage(width, height)
  const { cells, stride } = coverage
  const grain = grainTile()
  const scale = grainScale(width, height)
  let transform: Transform = IDENTITY
  let mask: Mask | undefined

  /** Where the mask's row `y` starts, such that adding x gives the cell. */
  const maskRow = (y: number): number => (mask ? (y - mask.top) * (mask.right - mask.left) - mask.left : 0)

  const fillFlat = (box: Box, ink: Ink): void => {
    const [red = 0, green = 0, blue = 0, opacity = 1] = ink.table
    for (let y = box.top; y < box.bottom; y++) {
      const masked = maskRow(y)
      let sum = 0
      let at = (y * width + box.left) * 4
      const row = y * stride
      for (let x = box.left; x < box.right; x++, at += 4) {
        sum += cells[row + x]!
        let alpha = (sum < 0 ? -sum : sum) * opacity
        if (alpha < NOTHING) continue
        if (alpha > opacity) alpha = opacity
        if (mask) {
          if (x < mask.left) continue
          alpha *= mask.cells[masked + x]! / 255
        }
        if (alpha > 0.996) {
          pixels[at] = red
          pixels[at + 1] = green
          pixels[at + 2] = blue
          continue
        }
        pixels[at] = pixels[at]! + (red - pixels[at]!) * alpha
        pixels[at + 1] = pixels[at + 1]! + (green - pixels[at + 1]!) * alpha
        pixels[at + 2] = pixels[at + 2]! + (blue - pixels[at + 2]!) * alpha
      }
    }
  }

  const fillGradient = (box: Box, ink: Ink, slope: Slope): void => {
    const { table } = ink
    const { round, px, py, p0, qx, qy, q0 } = slope
    const stray = ink.grain * INK_STEPS
    const last = INK_STEPS - 1
    for (let y = box.top; y < box.bottom; y++) {
      const masked = maskRow(y)
      let sum = 0
      let at = (y * width + box.left) * 4
      const row = y * stride
      const grainRow = (Math.floor(y / scale) & (GRAIN_SIZE - 1)) * GRAIN_SIZE
      const pRow = py * (y + 0.5) + p0
      const qRow = qy * (y + 0.5) + q0
      for (let x = box.left; x < box.right; x++, at += 4) {
        sum += cells[row + x]!
        let alpha = sum < 0 ? -sum : sum
        if (alpha < NOTHING) continue
        if (alpha > 1) alpha = 1
        let position = pRow + px * (x + 0.5)
        if (round) {
          const q = qRow + qx * (x + 0.5)
          position = Math.sqrt(position * position + q * q)
        }
        const noise = grain[grainRow + (((x / scale) | 0) & (GRAIN_SIZE - 1))]!
        // Half a step of chance even without grain keeps the table's steps from showing.
        const step = position * last + noise * (stray + 1)
        const entry = (step <= 0 ? 0 : step >= last ? last : step + 0.5) << 2
        alpha *= table[entry + 3]!
        if (mask) {
          if (x < mask.left) continue
          alpha *= mask.cells[masked + x]! / 255
        }
        pixels[at] = pixels[at]! + (table[entry]! - pixels[at]!) * alpha
        pixels[at + 1] = pixels[at + 1]! + (table[entry + 1]! - pixels[at + 1]!) * alpha
        pixels[at + 2] = pixels[at + 2]! + (table[entry + 2]! - pixels[at + 2]!) * alpha
      }
    }
  }

  const forget = (box: Box): void => {
    for (let y = box.top; y < box.bottom; y++) {
      cells.fill(0, y * stride + box.left, y * stride + Math.min(stride, box.right + 2))
    }
  }

  const fill = (shape: Shape, ink: Ink): void => {
    const box = coverage.lay(shape, transform)
    if (!box) return
    const inside = { ...box }
    if (mask) {
      inside.top = Math.max(box.top, mask.top)
      inside.bottom = Math.min(box.bottom, mask.bottom)
      inside.right = Math.min(box.right, mask.right)
    }
    if (ink.spread.kind === 'flat') fillFlat(inside, ink)
    else fillGradient(inside, ink, slopeOf(ink, transform, box))
    forget(box)
  }

  const clip = (shape: Shape, draw: () => void): void => {
    const box = coverage.lay(shape, transform)
    if (!box) return
    const outer = mask
    const span = box.right - box.left
    const inner = new Uint8Array(span * (box.bottom - box.top))
    for (let y = box.top; y < box.bottom; y++) {
      let sum = 0
      const outerRow = outer && y >= outer.top && y < outer.bottom ? maskRow(y) : undefined
      for (let x = box.left; x < box.right; x++) {
        sum += cells[y * stride + x]!
        let through = 255
        if (outer) {
          const seen = outerRow !== undefined && x >= outer.left && x < outer.right
          through = seen ? outer.cells[outerRow + x]! : 0
        }
        inner[(y - box.top) * span + x - box.left] = Math.min(1, Math.abs(sum)) * through
      }
    }
    forget(box)
    mask = { ...box, cells: inner }
    draw()
    mask = outer
  }

  const within = (inner: Transform, draw: () => void): void => {
    const outer = transform
    transform = compose(outer, inner)
    draw()
    transform = outer
  }

  return {
    picture,
    fill,
    clip,
    within,
    get transform() {
      return transform
    },
  }
}
