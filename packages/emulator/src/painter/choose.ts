import { lighten, mix, tilt, type Colour } from './colour.ts'
import type { Place } from './lexicon.ts'
import { paletteOf, type Palette, type PaletteName } from './palette.ts'
import type { Random } from './random.ts'
import { subjectOf } from './subjects/index.ts'
import type { Brief } from './words.ts'

/** Where the picture plays, when the prompt leaves it open. */
export function placeFor(brief: Brief, random: Random): Place {
  const { place, nouns, weather } = brief
  if (place && place !== 'clouds') return place
  const [lead] = nouns
  const soars = lead && (subjectOf(lead.kind).home === 'air' || lead.pose === 'flying')
  const cloudy = /\b(?:above|over|among|between|through|in|on) (?:the |some )?clouds\b/.test(
    brief.words.join(' '),
  )
  if (cloudy || (soars && brief.words.includes('clouds'))) return 'clouds'
  if (!lead) return place ?? random.pick(['hills', 'lake', 'mountains', 'meadow', 'sea', 'forest', 'table'])
  const kinds = nouns.map((noun) => noun.kind)
  if (kinds.includes('rocket') || lead.word === 'astronaut') return 'space'
  if (kinds.includes('lighthouse')) return 'sea'
  if (nouns.some(({ kind }) => subjectOf(kind).home === 'water' && kind !== 'fish'))
    return random.pick(['lake', 'sea'])
  if (lead.kind === 'fish') return 'underwater'
  if (subjectOf(lead.kind).home === 'table')
    return weather ? 'windowsill' : random.pick(['table', 'windowsill', 'table'])
  if (kinds.includes('cactus')) return 'desert'
  if (lead.kind === 'castle' || lead.kind === 'dragon') return 'mountains'
  if (lead.kind === 'owl' || lead.kind === 'mushroom' || lead.kind === 'deer' || lead.kind === 'bear')
    return random.pick(['forest', 'birches'])
  if (lead.kind === 'lamp' || lead.kind === 'car' || lead.kind === 'bicycle')
    return random.pick(['city', 'hills', 'city'])
  if (lead.kind === 'bridge') return 'river'
  if (weather === 'snow' || brief.season === 'winter') return random.pick(['hills', 'meadow', 'mountains'])
  return random.pick(['hills', 'meadow', 'hills', 'garden', 'mountains'])
}

const DAYS = ['morning', 'afternoon', 'noon', 'dawn', 'berry', 'mustard', 'sunset'] as const

function baseName(brief: Brief, place: Place, random: Random): PaletteName {
  if (place === 'space') return 'space'
  if (place === 'label') return 'label'
  if (place === 'underwater' && !brief.time) return 'deep'
  if (brief.time) return brief.time
  if (
    brief.weather === 'snow' ||
    brief.weather === 'rain' ||
    brief.weather === 'fog' ||
    brief.weather === 'storm'
  )
    return brief.weather
  if (brief.season === 'winter') return 'snow'
  if (brief.season === 'autumn') return random.pick(['afternoon', 'mustard'])
  if (place === 'desert') return 'sand'
  if (place === 'windowsill' || place === 'table') return random.pick(['morning', 'afternoon', 'mustard'])
  if (place === 'birches' || place === 'forest') return random.pick(['afternoon', 'morning', 'mustard'])
  if (place === 'city') return random.pick(['dusk', 'afternoon', 'sunset', 'morning'])
  return random.pick(DAYS)
}

function blendPalettes(first: Palette, second: Palette, amount: number): Palette {
  const blend = (a: Colour, b: Colour): Colour => mix(a, b, amount)
  return {
    ...first,
    sky: [
      blend(first.sky[0], second.sky[0]),
      blend(first.sky[1], second.sky[1]),
      blend(first.sky[2], second.sky[2]),
    ],
    glow: blend(first.glow, second.glow),
    haze: blend(first.haze, second.haze),
    water: [blend(first.water[0], second.water[0]), blend(first.water[1], second.water[1])],
    ambient: blend(first.ambient, second.ambient),
    veil: first.veil + (second.veil - first.veil) * amount,
    darkness: Math.max(first.darkness, first.darkness + (second.darkness - first.darkness) * amount),
  }
}

/** Turns a palette towards a colour; the accents stay, so that something still stands out. */
export function tiltPalette(palette: Palette, colour: Colour, amount: number): Palette {
  const turn = (from: Colour): Colour => tilt(from, colour, amount)
  const pale = lighten(turn(palette.glow), 0)
  return {
    ...palette,
    sky: [turn(palette.sky[0]), turn(palette.sky[1]), turn(palette.sky[2])],
    haze: turn(palette.haze),
    glow: mix(palette.glow, pale, 0.7),
    water: [turn(palette.water[0]), turn(palette.water[1])],
    ambient: turn(palette.ambient),
    accent: mix(palette.accent, colour, 0.35),
  }
}

/** The palette for a prompt: hour, weather and place choose it, its colour words tilt it. */
export function paletteFor(brief: Brief, place: Place, random: Random): Palette {
  let palette = paletteOf(baseName(brief, place, random))
  const { weather } = brief
  if (brief.time && (weather === 'rain' || weather === 'fog' || weather === 'storm')) {
    palette = blendPalettes(palette, paletteOf(weather), 0.4)
  }
  if (brief.time && weather === 'snow') palette = blendPalettes(palette, paletteOf('snow'), 0.22)
  const land = place === 'hills' || place === 'meadow' || place === 'forest' || place === 'garden'
  for (const { name, colour } of brief.colours.slice(0, 2)) {
    // "Green hills" are green anyway; a green sky over them would be another picture.
    if (land && name === 'green') continue
    palette = tiltPalette(palette, colour, 0.55)
  }
  return palette
}
