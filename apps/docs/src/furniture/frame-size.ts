import {
  defaultModel,
  expectedSize,
  type AspectRatio,
  type PixelSize,
  type Snapshot,
} from '@image-stream/core'

/** What may be asked for: a ratio, or leaving it to the model. */
export type RatioChoice = AspectRatio | 'auto'

/** What decides the shape of the next picture. */
export interface Reservation {
  /** What the composer asks for now. */
  readonly ratio: RatioChoice
  /** The picture that the last run was asked to change, if it was. */
  readonly startsFrom: PixelSize | null
}

/** What the 3.x models draw when no ratio is asked for and no picture given: a size of their own, in no table. */
const modelsOwnSize: PixelSize = { width: 1408, height: 768 }

/**
 * The shape of the frame, known before a byte of the picture is there: the ratio that was asked for. Without one the
 * model keeps the shape of the picture it starts from, or takes its own. Should it decide otherwise, the picture's
 * header says so, and the frame follows before there is anything in it to jump.
 */
export function frameSize(snapshot: Snapshot, { ratio, startsFrom }: Reservation): PixelSize {
  const { status, image, incoming, input } = snapshot
  if (status === 'receiving') return incoming
  if (status === 'success') return image
  if (status === 'idle') return image ?? sizeOf(ratio) ?? modelsOwnSize
  return sizeOf(input?.aspectRatio ?? 'auto') ?? startsFrom ?? modelsOwnSize
}

function sizeOf(ratio: RatioChoice): PixelSize | null {
  return ratio === 'auto' ? null : expectedSize(defaultModel, ratio)
}
