/** A picture in memory: RGBA, row by row from the top left, four bytes a pixel. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8ClampedArray
}

/** A blank (transparent black) picture of whole, positive size. */
export function createPicture(width: number, height: number): Picture {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`A picture needs a whole size of at least 1×1, not ${width}×${height}.`)
  }
  return { width, height, pixels: new Uint8ClampedArray(width * height * 4) }
}
