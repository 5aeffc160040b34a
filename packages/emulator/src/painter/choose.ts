import { paletteOf, type Palette } from './palette.ts'
import type { Random } from './random.ts'
import type { Brief } from './words.ts'
export function paletteFor(brief: Brief, random: Random): Palette {
  if (brief.time) return paletteOf(brief.time)
  if (brief.weather === 'snow') return paletteOf('snow')
  return paletteOf(random.pick(['morning', 'afternoon', 'dawn', 'noon', 'berry', 'mustard']))
}
