import { fromRgb, toRgb } from '../colour.ts'
import { finish } from '../finish.ts'
import { createPicture, type Picture } from '../picture.ts'
import { resample } from '../resample.ts'
import { blurPlane, outlines, softLightness, toSketch } from '../sketch.ts'
import type { Style } from './edit-words.ts'
import { lightnessOf } from './grade.ts'

/** A softened copy; two passes of a running mean are close to a Gaussian. */
export function blurred(picture: Picture, radius: number): Picture {
  const { width, height, pixels } = picture
  const result = createPicture(width, height)
  for (let channel = 0; channel < 3; channel++) {
    let plane = Float32Array.from({ length: width * height }, (_, index) => pixels[index * 4 + channel]!)
    for (let pass = 0; pass < 2; pass++) {
      plane = blurPlane(plane, width, height, radius, 1, width) as Float32Array<ArrayBuffer>
      plane = blurPlane(plane, height, width, radius, width, 1) as Float32Array<ArrayBuffer>
    }
    for (let index = 0; index < plane.length; index++) result.pixels[index * 4 + channel] = plane[index]!
  }
  for (let at = 3; at < result.pixels.length; at += 4) result.pixels[at] = 255
  return result
}

export function changeFocus(picture: Picture, sharper: boolean): void {
  const unit = Math.min(picture.width, picture.height)
  const soft = blurred(picture, Math.max(1, Math.round(unit * (sharper ? 0.003 : 0.012))))
  const { pixels } = picture
  for (let at = 0; at < pixels.length; at++) {
    if (at % 4 === 3) continue
    pixels[at] = sharper ? pixels[at]! + (pixels[at]! - soft.pixels[at]!) * 1.4 : soft.pixels[at]!
  }
}

/** Square pixels, few tones, a checker of half tones between them. */
function toPixels(picture: Picture): void {
  const { width, height, pixels } = picture
  const cell = Math.max(2, Math.round(Math.min(width, height) / 96))
  const columns = Math.ceil(width / cell)
  const rows = Math.ceil(height / cell)
  const small = resample(picture, { x: 0, y: 0, width: columns * cell, height: rows * cell }, columns, rows)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / cell)
      const row = Math.floor(y / cell)
      const from = (row * columns + column) * 4
      const to = (y * width + x) * 4
      const checker = (column + row) % 2 ? 3 : -3
      for (let channel = 0; channel < 3; channel++) {
        pixels[to + channel] = Math.round((small.pixels[from + channel]! + checker) / 28) * 28
      }
    }
  }
}

/** Flat tones with dark contours. */
function toPoster(picture: Picture): void {
  const { width, height, pixels } = picture
  const unit = Math.min(width, height)
  const soft = blurred(picture, Math.max(1, Math.round(unit * 0.004)))
  const edges = outlines(softLightness(picture, Math.max(1, Math.round(unit / 420))), width, height)
  for (let index = 0; index < edges.length; index++) {
    const at = index * 4
    const line = Math.min(1, Math.max(0, edges[index]! * 3.4 - 0.3)) * 0.85
    const light = lightnessOf(soft.pixels[at]!, soft.pixels[at + 1]!, soft.pixels[at + 2]!)
    const step = (Math.round(light / 51) * 51) / Math.max(1, light)
    for (let channel = 0; channel < 3; channel++) {
      const own = light + (soft.pixels[at + channel]! - light) * 1.45
      const toned = own * step
      pixels[at + channel] = toned + ([34, 30, 46][channel]! - toned) * line
    }
  }
}

/** Two inks on paper: a dark key block cut with a gouge, and one tone under it. */
function toLinocut(picture: Picture): void {
  const { width, height, pixels } = picture
  const unit = Math.min(width, height)
  const light = softLightness(picture, Math.max(1, Math.round(unit / 300)))
  const edges = outlines(light, width, height)
  const sample = light.filter((_, index) => index % 97 === 0).toSorted()
  const quantile = (share: number): number => sample[Math.floor(sample.length * share)] ?? 0.5
  const [low, high] = [quantile(0.24), quantile(0.6)]
  const hue = meanHue(picture)
  const pitch = Math.max(3, unit / 95)
  const paper = [246, 238, 220] as const
  const ink = [32, 34, 48] as const
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x
      const tone = light[index]!
      const wobble = Math.sin(x / (pitch * 3.1) + Math.sin(y / (pitch * 5)) * 1.4) * pitch * 0.35
      const cut = Math.abs(((((y + wobble) % pitch) + pitch) % pitch) / pitch - 0.5) * 2
      // Lines grow thinner with light, as a gouge digs wider.
      const key = smoothstep(low + 0.05, low - 0.05, tone + (cut - 0.5) * 0.22)
      const wash = smoothstep(high + 0.03, high - 0.03, tone + (cut - 0.5) * 0.2)
      const contour = smoothstep(0.16, 0.3, edges[index]!)
      for (let channel = 0; channel < 3; channel++) {
        const under = paper[channel]! + (hue[channel]! - paper[channel]!) * wash
        const dark = Math.max(key, contour * 0.9)
        pixels[index * 4 + channel] = under + (ink[channel]! - under) * dark
      }
    }
  }
}

function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** The picture's most telling colour: the mean of its pixels, weighted by how vivid they are. */
function meanHue({ pixels }: Picture): readonly [number, number, number] {
  const sums = [0, 0, 0]
  let total = 1e-6
  for (let at = 0; at < pixels.length; at += 64) {
    const vivid =
      Math.max(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!) -
      Math.min(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!)
    total += vivid ** 2
    for (let channel = 0; channel < 3; channel++) sums[channel]! += pixels[at + channel]! * vivid ** 2
  }
  const mean = fromRgb(sums[0]! / total, sums[1]! / total, sums[2]! / total)
  return toRgb({ l: 0.68, a: mean.a * 1.5, b: mean.b * 1.5 })
}

/** Washes that pool at their edges, on white paper. */
function toWatercolour(picture: Picture): void {
  const { width, height, pixels } = picture
  const unit = Math.min(width, height)
  const soft = blurred(picture, Math.max(1, Math.round(unit * 0.006)))
  const edges = outlines(softLightness(picture, Math.max(1, Math.round(unit / 200))), width, height)
  const margin = unit * 0.05
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x
      const at = index * 4
      const bloom =
        Math.sin(x / (unit * 0.043) + Math.sin(y / (unit * 0.061)) * 2) *
        Math.sin(y / (unit * 0.037) + Math.sin(x / (unit * 0.08)) * 2)
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y) + bloom * margin * 0.35
      const sheet = smoothstep(margin * 0.75, margin * 1.05, edge)
      const rim = sheet * smoothstep(margin * 1.5, margin * 1.02, edge)
      const pool = Math.min(0.5, edges[index]! * 1.3) + rim * 0.13
      for (let channel = 0; channel < 3; channel++) {
        const wash = 255 - (255 - soft.pixels[at + channel]!) * (0.8 + bloom * 0.07)
        const wet = wash * (1 - pool * 0.62)
        pixels[at + channel] = [252, 249, 242][channel]! + (wet - [252, 249, 242][channel]!) * sheet
      }
    }
  }
}

export function stylise(picture: Picture, style: Style): void {
  switch (style) {
    case 'pixels':
      return toPixels(picture)
    case 'poster':
      toPoster(picture)
      return finish(picture)
    case 'linocut':
      toLinocut(picture)
      return finish(picture)
    case 'pencil':
      picture.pixels.set(toSketch(picture).pixels)
      return undefined
    case 'watercolour':
      toWatercolour(picture)
      return finish(picture)
    default:
      style satisfies never
  }
}
