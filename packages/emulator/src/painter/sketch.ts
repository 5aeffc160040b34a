import { createPicture, type Picture } from './picture.ts'

/** Lightness of every pixel, 0 to 1, softened over a small neighbourhood. */
export function softLightness(picture: Picture, radius: number): Float32Array {
  const { width, height, pixels } = picture
  const light = new Float32Array(width * height)
  for (let index = 0; index < light.length; index++) {
    light[index] =
      (pixels[index * 4]! * 0.3 + pixels[index * 4 + 1]! * 0.59 + pixels[index * 4 + 2]! * 0.11) / 255
  }
  return blurPlane(blurPlane(light, width, height, radius, 1, width), height, width, radius, width, 1)
}

/** A running mean along rows (or columns, with the strides swapped). */
export function blurPlane(
  plane: Float32Array,
  length: number,
  lines: number,
  radius: number,
  step: number,
  lineStep: number,
): Float32Array {
  const result = new Float32Array(plane.length)
  const window = radius * 2 + 1
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep
    const at = (index: number): number => plane[start + Math.min(length - 1, Math.max(0, index)) * step]!
    let sum = 0
    for (let index = -radius; index <= radius; index++) sum += at(index)
    for (let index = 0; index < length; index++) {
      result[start + index * step] = sum / window
      sum += at(index + radius + 1) - at(index - radius)
    }
  }
  return result
}

/** The strength of outlines in a lightness plane, 0 to 1. */
export function outlines(light: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(light.length)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      const dx =
        light[at + 1]! -
        light[at - 1]! +
        0.5 *
          (light[at + width + 1]! - light[at + width - 1]! + light[at - width + 1]! - light[at - width - 1]!)
      const dy =
        light[at + width]! -
        light[at - width]! +
        0.5 *
          (light[at + width + 1]! - light[at - width + 1]! + light[at + width - 1]! - light[at - width - 1]!)
      result[at] = Math.min(1, Math.hypot(dx, dy))
    }
  }
  return result
}

/** A wash over pencil: few tones, pale colour, soft outlines, hatching where it is dark. */
export function toSketch(picture: Picture): Picture {
  const { width, height, pixels } = picture
  const measure = Math.max(1, Math.round(Math.min(width, height) / 256))
  const light = softLightness(picture, measure + 1)
  const edges = outlines(softLightness(picture, measure), width, height)
  const result = createPicture(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x
      const at = index * 4
      const tone = Math.round(light[index]! * 5) / 5
      const hatch = (x + y) % (measure * 6) < measure * 1.4 && tone < 0.5 ? (0.5 - tone) * 0.5 : 0
      const line = Math.min(0.85, Math.max(0, edges[index]! - 0.05) * 4.2)
      const grain = (((x * 73 + y * 151) % 17) / 17 - 0.5) * 5
      const paper = [247, 241, 229] as const
      const ink = [58, 52, 60] as const
      for (let channel = 0; channel < 3; channel++) {
        const flat = pixels[at + channel]! + (tone - light[index]!) * 190
        const wash = paper[channel]! + (Math.min(255, flat) - paper[channel]!) * 0.46
        result.pixels[at + channel] = wash + (ink[channel]! - wash) * Math.min(0.9, line + hatch) + grain
      }
      result.pixels[at + 3] = 255
    }
  }
  return result
}
