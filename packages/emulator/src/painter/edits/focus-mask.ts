import type { Picture } from '../picture.ts'
import { resample } from '../resample.ts'
import { blurPlane } from '../sketch.ts'
import { findSkyline } from './skyline.ts'

/** Where the thing is that a picture is about. */
export interface FocusMask {
  /** How much each pixel belongs to it, 0 to 1. */
  readonly alpha: Float32Array
  /** Its middle and half axes, in pixels. */
  readonly x: number
  readonly y: number
  readonly rx: number
  readonly ry: number
}

const SIDE = 96

/** How unlike the usual colour of its row each pixel of a small copy is, stronger near the middle. */
function salience(picture: Picture): Float32Array {
  const { width, height } = picture
  const small = resample(picture, { x: 0, y: 0, width, height }, SIDE, SIDE)
  const skyline = findSkyline(small)
  const plane = new Float32Array(SIDE * SIDE)
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const at = (y * SIDE + x) * 4
      const unlike = skyline.unlike(y, small.pixels[at]!, small.pixels[at + 1]!, small.pixels[at + 2]!)
      const u = (x / SIDE - 0.5) / 0.34
      const v = (y / SIDE - 0.56) / 0.4
      plane[y * SIDE + x] = Math.min(1, unlike / 120) * Math.exp(-u * u - v * v)
    }
  }
  return blurPlane(blurPlane(plane, SIDE, SIDE, 1, 1, SIDE), SIDE, SIDE, 1, SIDE, 1)
}

/** Middle and spread of what stands out; a second look only around the first keeps the borders out. */
function locate(plane: Float32Array): { x: number; y: number; rx: number; ry: number } {
  let found = { x: SIDE / 2, y: SIDE * 0.56, rx: SIDE, ry: SIDE }
  for (let look = 0; look < 3; look++) {
    let [sum, sx, sy, sxx, syy] = [1e-6, 0, 0, 0, 0]
    plane.forEach((value, index) => {
      const x = index % SIDE
      const y = Math.floor(index / SIDE)
      const inside = Math.exp(-(((x - found.x) / found.rx) ** 2) - ((y - found.y) / found.ry) ** 2)
      const weight = value ** 3 * inside
      sum += weight
      sx += weight * x
      sy += weight * y
      sxx += weight * x * x
      syy += weight * y * y
    })
    const x = sx / sum
    const y = sy / sum
    const reach = (squares: number, middle: number): number =>
      Math.min(
        SIDE * 0.42,
        Math.max(SIDE * 0.09, 2.9 * Math.sqrt(Math.max(0, squares / sum - middle * middle))),
      )
    found = { x, y, rx: reach(sxx, x), ry: reach(syy, y) }
  }
  return found
}

/**
 * Finds the main thing of any picture from colour and place alone; `reach` widens the look around it.
 */
export function findFocus(picture: Picture, reach = 1): FocusMask {
  const { width, height, pixels } = picture
  const plane = salience(picture)
  const found = locate(plane)
  found.rx *= reach
  found.ry *= reach
  const skyline = findSkyline(picture)
  const alpha = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const row = Math.min(SIDE - 1, Math.floor((y / height) * SIDE))
    const v = ((y / height) * SIDE - found.y) / found.ry
    for (let x = 0; x < width; x++) {
      const u = ((x / width) * SIDE - found.x) / found.rx
      const inside = Math.min(1, Math.max(0, 1.25 - (u * u + v * v)) * 2.4)
      if (inside === 0) continue
      const at = (y * width + x) * 4
      const unlike = skyline.unlike(y, pixels[at]!, pixels[at + 1]!, pixels[at + 2]!)
      const around = plane[row * SIDE + Math.min(SIDE - 1, Math.floor((x / width) * SIDE))]!
      alpha[y * width + x] = inside * Math.min(1, Math.max(0, unlike / 70 + around * 1.6 - 0.42))
    }
  }
  const radius = Math.max(1, Math.round(Math.min(width, height) / 420))
  return {
    alpha: blurPlane(blurPlane(alpha, width, height, radius, 1, width), height, width, radius, width, 1),
    x: (found.x / SIDE) * width,
    y: (found.y / SIDE) * height,
    rx: (found.rx / SIDE) * width,
    ry: (found.ry / SIDE) * height,
  }
}
