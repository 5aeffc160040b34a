import {
  defaultModel,
  expectedSize,
  type AspectRatio,
  type PixelSize,
  type Snapshot,
} from '@image-stream/core'

/** What may be asked for: a ratio, or leaving it to the model. */
export type RatioChoice = AspectRatio | 'auto'

const square: PixelSize = { width: 1, height: 1 }

/** What decides the shape of the next picture. */
export interface Reservation {
  /** What the composer asks for now. */
  readonly ratio: RatioChoice
  /** The picture that the last run was asked to change, if it was. */
  readonly startsFrom: PixelSize | null
}

/**
 * The shape of the frame, known before a byte of the picture is there: the ratio that was asked for. Without one the
 * model keeps the shape of the picture it starts from, and draws a square when there is none.
 */
export function frameSize(snapshot: Snapshot, { ratio, startsFrom }: Reservation): PixelSize {
  const { status, image, incoming, input } = snapshot
  if (status === 'receiving') return incoming
  if (status === 'success') return image
  if (status === 'idle') return image ?? sizeOf(ratio) ?? square
  return sizeOf(input?.aspectRatio ?? 'auto') ?? startsFrom ?? square
}

function sizeOf(ratio: RatioChoice): PixelSize | null {
  return ratio === 'auto' ? null : expectedSize(defaultModel, ratio)
}
