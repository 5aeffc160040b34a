import { createPicture, type Picture } from './picture.ts'

/** What of the source maps to what of the target, along one side. */
interface Taps {
  readonly first: Int32Array
  readonly weights: Float32Array
  readonly count: number
}

/** Triangle filter, widened when shrinking, so that nothing shimmers or blurs more than it must. */
function tapsOf(from: number, length: number, sourceSize: number, size: number): Taps {
  const step = length / size
  const reach = Math.max(1, step)
  const count = Math.ceil(reach * 2) + 1
  const first = new Int32Array(size)
  const weights = new Float32Array(size * count)
  for (let index = 0; index < size; index++) {
    const centre = from + (index + 0.5) * step - 0.5
    const start = Math.ceil(centre - reach)
    first[index] = start
    let sum = 0
    for (let tap = 0; tap < count; tap++) {
      const weight = Math.max(0, 1 - Math.abs(start + tap - centre) / reach)
      weights[index * count + tap] = weight
      sum += weight
    }
    for (let tap = 0; tap < count; tap++) weights[index * count + tap]! /= sum || 1
    first[index] = Math.max(-count, Math.min(sourceSize, start))
  }
  return { first, weights, count }
}

export interface Crop {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A part of a picture at another size. */
export function resample(source: Picture, crop: Crop, width: number, height: number): Picture {
  const across = tapsOf(crop.x, crop.width, source.width, width)
  const down = tapsOf(crop.y, crop.height, source.height, height)
  const top = Math.max(0, Math.floor(crop.y) - down.count)
  const bottom = Math.min(source.height, Math.ceil(crop.y + crop.height) + down.count)
  const middle = new Float32Array(width * (bottom - top) * 4)
  for (let y = top; y < bottom; y++) {
    const row = y * source.width * 4
    let out = (y - top) * width * 4
    for (let x = 0; x < width; x++, out += 4) {
      for (let tap = 0; tap < across.count; tap++) {
        const weight = across.weights[x * across.count + tap]!
        if (weight === 0) continue
        const from = row + Math.min(source.width - 1, Math.max(0, across.first[x]! + tap)) * 4
        middle[out]! += source.pixels[from]! * weight
        middle[out + 1]! += source.pixels[from + 1]! * weight
        middle[out + 2]! += source.pixels[from + 2]! * weight
        middle[out + 3]! += source.pixels[from + 3]! * weight
      }
    }
  }
  const result = createPicture(width, height)
  const { pixels } = result
  const sums = new Float32Array(width * 4)
  for (let y = 0; y < height; y++) {
    sums.fill(0)
    for (let tap = 0; tap < down.count; tap++) {
      const weight = down.weights[y * down.count + tap]!
      if (weight === 0) continue
      const from = (Math.min(bottom - 1, Math.max(top, down.first[y]! + tap)) - top) * width * 4
      for (let index = 0; index < width * 4; index++) sums[index]! += middle[from + index]! * weight
    }
    pixels.set(sums, y * width * 4)
  }
  return result
}

/** The middle of a picture, cut and scaled to fill another format. */
export function cover(source: Picture, width: number, height: number, zoom = 1): Picture {
  const scale = Math.max(width / source.width, height / source.height) * zoom
  const crop: Crop = {
    width: width / scale,
    height: height / scale,
    x: (source.width - width / scale) / 2,
    y: (source.height - height / scale) / 2,
  }
  return resample(source, crop, width, height)
}
