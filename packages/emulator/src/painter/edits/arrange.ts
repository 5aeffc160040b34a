import { createCanvas, type Canvas } from '../canvas.ts'
import { hex } from '../colour.ts'
import { finish } from '../finish.ts'
import { GRAIN_SIZE, grainTile } from '../grain.ts'
import { across, flat, linear } from '../ink.ts'
import { createPicture, type Picture } from '../picture.ts'
import { cover } from '../resample.ts'
import { rectangle, without } from '../shape.ts'
import { findFocus } from './focus-mask.ts'
import { blurred } from './stylise.ts'

const PAPER = hex('#f6f0e3')

export function turn(picture: Picture, way: 'sideways' | 'over'): void {
  const { width, height, pixels } = picture
  const copy = pixels.slice()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = way === 'over' ? ((height - 1 - y) * width + x) * 4 : (y * width + width - 1 - x) * 4
      pixels.set(copy.subarray(from, from + 4), (y * width + x) * 4)
    }
  }
}

function paste(target: Picture, source: Picture, left: number, top: number): void {
  for (let y = 0; y < source.height; y++) {
    const row = source.pixels.subarray(y * source.width * 4, (y + 1) * source.width * 4)
    target.pixels.set(row, ((top + y) * target.width + left) * 4)
  }
}

/** The picture smaller, and around it its own mirror image, so soft that only the colours go on. */
export function stepBack(source: Picture, width: number, height: number, factor: number): Picture {
  const inner = cover(source, width, height)
  const result = createPicture(width, height)
  const soft = blurred(inner, Math.max(1, Math.round(Math.min(width, height) * 0.05)))
  const fold = (value: number, size: number): number => {
    const wrapped = ((value % (size * 2)) + size * 2) % (size * 2)
    return Math.max(0, Math.min(size - 1, Math.floor(wrapped < size ? wrapped : size * 2 - 1 - wrapped)))
  }
  for (let y = 0; y < height; y++) {
    const sy = (y - height / 2) / factor + height / 2
    for (let x = 0; x < width; x++) {
      const sx = (x - width / 2) / factor + width / 2
      const outside = Math.max(-sx, sx - width, -sy, sy - height, 0) / Math.min(width, height)
      const from = (fold(sy, height) * width + fold(sx, width)) * 4
      const to = (y * width + x) * 4
      const amount = Math.min(1, outside * 14)
      for (let channel = 0; channel < 3; channel++) {
        result.pixels[to + channel] =
          inner.pixels[from + channel]! +
          (soft.pixels[from + channel]! - inner.pixels[from + channel]!) * amount
      }
      result.pixels[to + 3] = 255
    }
  }
  finish(result, 0.7)
  return result
}

/** A bevelled mat and a dark wooden frame. */
export function paintFrame(canvas: Canvas): void {
  const { width, height } = canvas.picture
  const unit = Math.min(width, height)
  const band = (from: number, to: number): ReturnType<typeof without> =>
    without(
      rectangle(from, from, width - from * 2, height - from * 2),
      rectangle(to, to, width - to * 2, height - to * 2),
    )
  const wood = hex('#5a3d2e')
  canvas.fill(
    band(0, unit * 0.035),
    across(
      0.7,
      0.7,
      [
        [0, hex('#7d5840')],
        [0.5, wood],
        [1, hex('#3f2a21')],
      ],
      0.15,
    ),
  )
  canvas.fill(band(unit * 0.035, unit * 0.04), flat(hex('#d9b56a')))
  canvas.fill(
    band(unit * 0.04, unit * 0.1),
    linear(
      [0, 0, width, height],
      [
        [0, PAPER],
        [1, hex('#e9dfcb')],
      ],
      0.1,
    ),
  )
  canvas.fill(
    band(unit * 0.1, unit * 0.104),
    across(
      0.7,
      0.7,
      [
        [0, hex('#b9ab92')],
        [1, hex('#fffaf0')],
      ],
      0,
    ),
  )
}

/** Only the main thing stays; the rest fades into plain paper. */
export function cutOut(picture: Picture): void {
  const { width, height, pixels } = picture
  const focus = findFocus(picture, 1.15)
  const paper = [248, 244, 235] as const
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x
      const u = (x - focus.x) / (focus.rx * 1.5)
      const v = (y - focus.y - focus.ry * 0.35) / (focus.ry * 1.25)
      // A breath of the old surroundings keeps the thing from floating.
      const breath = 0.2 * Math.max(0, 1 - u * u - v * v)
      const alpha = Math.max(focus.alpha[index]!, breath)
      const fall = 1 - 0.05 * (((x / width) * 2 - 1) ** 2 + ((y / height) * 2 - 1) ** 2)
      for (let channel = 0; channel < 3; channel++) {
        const ground = paper[channel]! * fall
        pixels[index * 4 + channel] = ground + (pixels[index * 4 + channel]! - ground) * alpha
      }
    }
  }
}

/** Lays the part of `source` that `alpha` tells into another scene of the same size. */
export function setInto(scene: Picture, source: Picture, alpha: Float32Array): void {
  for (let index = 0; index < alpha.length; index++) {
    for (let at = index * 4; at < index * 4 + 3; at++) {
      scene.pixels[at] = scene.pixels[at]! + (source.pixels[at]! - scene.pixels[at]!) * alpha[index]!
    }
  }
}

/** An ellipse in pixels. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly rx: number
  readonly ry: number
}

/**
 * Closes a part of the picture as if nothing had been there: each row runs on from the left of the gap
 * to its right, which suits skies, hills and water, whose layers lie level.
 */
export function closeOver(picture: Picture, region: Region): void {
  const { width, height, pixels } = picture
  const { x: cx, y: cy, rx, ry } = region
  const tile = grainTile()
  const sample = Math.max(2, Math.round(width * 0.04))
  for (let y = Math.max(0, Math.floor(cy - ry)); y < Math.min(height, cy + ry); y++) {
    const v = (y - cy) / ry
    const reach = rx * (1 - v ** 4) ** 0.25
    const left = Math.max(0, Math.floor(cx - reach))
    const right = Math.min(width - 1, Math.ceil(cx + reach))
    const before = meanOfRow(picture, y, left - sample, left)
    const after = meanOfRow(picture, y, right, right + sample)
    for (let x = left; x <= right; x++) {
      const t = (x - left) / Math.max(1, right - left)
      const u = (x - cx) / rx
      const soft = Math.min(1, Math.max(0, 1 - u ** 4 - v ** 4) * 3.5)
      const grain = tile[(y & (GRAIN_SIZE - 1)) * GRAIN_SIZE + (x & (GRAIN_SIZE - 1))]! * 9
      const at = (y * width + x) * 4
      for (let channel = 0; channel < 3; channel++) {
        const filled = before[channel]! + (after[channel]! - before[channel]!) * t + grain
        pixels[at + channel] = pixels[at + channel]! + (filled - pixels[at + channel]!) * soft
      }
    }
  }
}

/** The mean colour of a piece of a row, cut off at the picture's edges. */
function meanOfRow({ width, pixels }: Picture, y: number, from: number, to: number): readonly number[] {
  const left = Math.min(width - 2, Math.max(0, Math.round(from)))
  const right = Math.max(left + 1, Math.min(width, Math.round(to)))
  const sums = [0, 0, 0]
  for (let x = left; x < right; x++) {
    for (let channel = 0; channel < 3; channel++) sums[channel]! += pixels[(y * width + x) * 4 + channel]!
  }
  return sums.map((sum) => sum / (right - left))
}

interface Cell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Rows of cells that fill the sheet, wide sheets first side by side. */
function cellsOf(count: number, width: number, height: number, gap: number): Cell[] {
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt((count * width) / height))))
  const rows = Math.ceil(count / columns)
  return Array.from({ length: count }, (_, index): Cell => {
    const row = Math.floor(index / columns)
    const inRow = row === rows - 1 ? count - row * columns : columns
    const column = index - row * columns
    const w = (width - gap * (inRow + 1)) / inRow
    const h = (height - gap * (rows + 1)) / rows
    return { x: gap + column * (w + gap), y: gap + row * (h + gap), width: w, height: h }
  })
}

/** Several pictures on one sheet of paper, with even margins. */
export function collage(references: readonly Picture[], width: number, height: number): Picture {
  const canvas = createCanvas(width, height)
  const unit = Math.min(width, height)
  canvas.fill(
    rectangle(0, 0, width, height),
    linear(
      [0, 0, 0, height],
      [
        [0, PAPER],
        [1, hex('#ece2cf')],
      ],
      0.1,
    ),
  )
  finish(canvas.picture)
  const gap = unit * 0.045
  for (const [index, cell] of cellsOf(references.length, width, height, gap).entries()) {
    const reference = references[index]
    if (!reference) continue
    const left = Math.round(cell.x)
    const top = Math.round(cell.y)
    const w = Math.max(1, Math.min(width - left, Math.round(cell.width)))
    const h = Math.max(1, Math.min(height - top, Math.round(cell.height)))
    const shadow = unit * 0.006
    canvas.fill(rectangle(left + shadow, top + shadow * 1.4, w, h), flat(hex('#8a7a66'), 0.35))
    paste(canvas.picture, cover(reference, w, h), left, top)
  }
  return canvas.picture
}
