import type { Picture } from './picture.ts'
import { createWave, type Random } from './random.ts'

export interface MirrorOptions {
  readonly waterline: number
  readonly bottom: number
  /** Rows of the upper picture for each row of water. */
  readonly squash?: number
  /** Sideways swing of the ripples near us, in pixels. */
  readonly ripple: number
  /** 0 to 1 at the waterline; it fades towards us. */
  readonly strength: number
  readonly random: Random
}

/** Still water: what is above the waterline, upside down and broken by ripples, laid over what is there. */
export function mirror(picture: Picture, options: MirrorOptions): void {
  const { width, pixels } = picture
  const { squash = 1.15, ripple, strength, random } = options
  const waterline = Math.round(options.waterline)
  const bottom = Math.min(picture.height, Math.ceil(options.bottom))
  const depth = Math.max(1, bottom - waterline)
  const sway = createWave(random)
  const shimmer = createWave(random)
  // Columns wander in step with their neighbours, so one wave per 8 pixels is enough.
  const wander = Float32Array.from({ length: Math.ceil(width / 8) + 1 }, (_, index) => shimmer(index * 0.35))
  for (let y = waterline; y < bottom; y++) {
    const down = y - waterline
    const t = down / depth
    const source = Math.max(
      0,
      Math.round(waterline - 2 - down * squash - sway(down * 0.5) * ripple * 0.4 * t),
    )
    const phase = sway((down / (ripple + 1)) * (2.2 - t)) * ripple * (0.15 + 0.85 * t)
    const alpha = strength * (1 - 0.55 * t) * (0.82 + 0.18 * sway(down * 0.9))
    if (alpha <= 0) continue
    for (let x = 0; x < width; x++) {
      const shift = phase + wander[x >> 3]! * ripple * 0.35 * t
      const sx = Math.min(width - 1, Math.max(0, (x + shift) | 0))
      const from = (source * width + sx) * 4
      const to = (y * width + x) * 4
      pixels[to] = pixels[to]! + (pixels[from]! - pixels[to]!) * alpha
      pixels[to + 1] = pixels[to + 1]! + (pixels[from + 1]! - pixels[to + 1]!) * alpha
      pixels[to + 2] = pixels[to + 2]! + (pixels[from + 2]! - pixels[to + 2]!) * alpha
    }
  }
}
