import { GRAIN_SIZE, grainScale, grainTile } from './grain.ts'
import type { Picture } from './picture.ts'

/** Paper under the paint: fine grain and the least darkening towards the corners, in place. */
export function finish(picture: Picture, strength = 1): void {
  const { width, height, pixels } = picture
  const tile = grainTile()
  const scale = grainScale(width, height)
  const middleX = (width - 1) / 2
  const middleY = (height - 1) / 2
  const columns = Float32Array.from({ length: width }, (_, x) => ((x - middleX) / (width / 2)) ** 4)
  for (let y = 0; y < height; y++) {
    const edgeY = ((y - middleY) / (height / 2)) ** 4
    const fine = (Math.floor(y / scale) & (GRAIN_SIZE - 1)) * GRAIN_SIZE
    // A second, coarser reading of the same tile makes the tooth of the paper.
    const coarse = (Math.floor(y / (scale * 3) + 91) & (GRAIN_SIZE - 1)) * GRAIN_SIZE
    let at = y * width * 4
    for (let x = 0; x < width; x++, at += 4) {
      const noise =
        tile[fine + (((x / scale) | 0) & (GRAIN_SIZE - 1))]! * 7 +
        tile[coarse + (((x / (scale * 3) + 37) | 0) & (GRAIN_SIZE - 1))]! * 3.5
      const shade = 1 - 0.05 * (columns[x]! + edgeY)
      const add = noise * strength
      pixels[at] = pixels[at]! * shade + add
      pixels[at + 1] = pixels[at + 1]! * shade + add
      pixels[at + 2] = pixels[at + 2]! * shade + add
    }
  }
}
