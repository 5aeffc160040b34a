import { defaultModel, models, type AspectRatio } from '@image-stream/core'

import type { RatioChoice } from './frame-size.ts'

const order: readonly AspectRatio[] = [
  '1:1',
  '5:4',
  '4:3',
  '3:2',
  '16:9',
  '21:9',
  '4:5',
  '3:4',
  '2:3',
  '9:16',
]

/** The ratios of the API reference, from square to wide to tall, and leaving it to the model. */
export const ratioChoices: readonly RatioChoice[] = ['auto', ...order]

/** The side of the square that `shapeOf` draws in. */
export const shapeBox = 24

/** A rectangle of the true proportions, in the middle of its box; a square where the model chooses. */
export function shapeOf(ratio: RatioChoice) {
  const { width, height } = (ratio !== 'auto' && models[defaultModel].aspectRatios[ratio]) || square
  const scale = (shapeBox - 2) / Math.max(width, height)
  const [w, h] = [width * scale, height * scale]
  return { x: (shapeBox - w) / 2, y: (shapeBox - h) / 2, width: w, height: h }
}

const square = { width: 1, height: 1 }
