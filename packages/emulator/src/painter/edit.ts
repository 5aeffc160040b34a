import type { Picture } from './picture.ts'
import { cover } from './resample.ts'

/** Options of {@link repaint}. */
export interface RepaintOptions {
  readonly prompt: string
  readonly references: readonly Picture[]
  readonly width: number
  readonly height: number
  readonly seed?: number
}

export function repaint(options: RepaintOptions): Picture {
  const [first] = options.references
  if (!first) throw new Error('An edit needs at least one reference.')
  const picture = cover(first, options.width, options.height)
  const night = /night|dark/i.test(options.prompt)
  const { pixels } = picture
  for (let at = 0; at < pixels.length; at += 4) {
    pixels[at] = pixels[at]! * (night ? 0.35 : 1.05)
    pixels[at + 1] = pixels[at + 1]! * (night ? 0.45 : 0.95)
    pixels[at + 2] = pixels[at + 2]! * (night ? 0.7 : 0.85)
  }
  return picture
}
