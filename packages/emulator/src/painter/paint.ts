import { createCanvas } from './canvas.ts'
import { paletteFor, placeFor } from './choose.ts'
import { placeNouns } from './compose.ts'
import { finish } from './finish.ts'
import { mix } from './colour.ts'
import type { Place } from './lexicon.ts'
import type { Palette } from './palette.ts'
import type { Picture } from './picture.ts'
import { paintPlace } from './places/index.ts'
import { createRandom, hash, type Random } from './random.ts'
import { toSketch } from './sketch.ts'
import type { Light, Stage } from './stage.ts'
import { subjectOf } from './subjects/index.ts'
import { paintDrift, paintFogBanks, paintLightning, paintRainfall, paintSnowfall } from './weather.ts'
import { readPrompt, type Brief } from './words.ts'

/** Options of {@link paint} and {@link sketch}. */
export interface PaintOptions {
  readonly prompt: string
  /** In pixels. */
  readonly width: number
  readonly height: number
  /** Another seed, another picture of the same prompt; 0 when left out. */
  readonly seed?: number
}

/** Everything that is decided before the first stroke; the plan speaks of it, the painting follows it. */
export interface Design {
  readonly brief: Brief
  readonly place: Place
  readonly palette: Palette
  readonly random: Random
}

export function designOf(prompt: string, seed: number): Design {
  const read = readPrompt(prompt)
  const random = createRandom(hash(`${read.words.join(' ') || prompt}#${seed}`))
  const place = placeFor(read, random.fork('place'))
  const palette = paletteFor(read, place, random.fork('palette'))
  return { brief: { ...read, place }, place, palette, random }
}

/** Land keeps more room on wide pictures, sky on tall ones. */
function horizonOf(place: Place, brief: Brief, width: number, height: number): number {
  const tall = height / width
  const flying = brief.nouns.some((noun) => subjectOf(noun.kind).home === 'air' || noun.pose === 'flying')
  const base = place === 'sea' || place === 'harbour' || place === 'lake' ? 0.5 : 0.54
  const extra = tall > 1.2 ? Math.min(0.14, (tall - 1.2) * 0.1) : 0
  return Math.round(height * (base + extra + (flying ? 0.09 : 0)))
}

function lightOf(
  palette: Palette,
  brief: Brief,
  place: Place,
  horizon: number,
  width: number,
  height: number,
  random: Random,
): Light {
  const left = random.chance(0.5)
  const unit = Math.min(width, height)
  const side = left ? 1 : -1
  const x = width / 2 + (left ? -1 : 1) * Math.min(width * 0.24, unit * 0.5)
  const hidden =
    brief.weather === 'rain' ||
    brief.weather === 'storm' ||
    (brief.weather === 'snow' && !brief.time && random.chance(0.4))
  if (hidden) return { kind: 'hidden', x, y: horizon * 0.3, side }
  if (place === 'windowsill' || place === 'table' || place === 'label')
    return { kind: 'window', x, y: horizon * 0.4, side }
  if (palette.darkness > 0.7) return { kind: 'moon', x, y: Math.max(unit * 0.14, horizon * 0.34), side }
  const low = palette.name === 'dusk' || palette.name === 'sunset' || palette.name === 'dawn'
  return {
    kind: 'sun',
    x,
    y: low
      ? horizon - unit * random.between(0.05, 0.11)
      : Math.max(unit * 0.15, horizon * random.between(0.3, 0.45)),
    side,
  }
}

function prepare(options: PaintOptions): Stage {
  const { prompt, width, height, seed = 0 } = options
  const canvas = createCanvas(width, height)
  const { brief, place, palette, random } = designOf(prompt, seed)
  // Long formats would make everything tiny if the short side alone set the measure.
  const unit =
    Math.min(width, height) * Math.min(1.3, (Math.max(width, height) / Math.min(width, height)) ** 0.12)
  const horizon = horizonOf(place, brief, width, height)
  const [lead] = brief.nouns.filter((noun) => !noun.aboard)
  return {
    canvas,
    width,
    height,
    unit,
    horizon,
    brief,
    palette,
    random,
    light: lightOf(palette, brief, place, horizon, width, height, random.fork('light')),
    winter: brief.weather === 'snow' || brief.season === 'winter',
    landLead:
      lead !== undefined &&
      subjectOf(lead.kind).home !== 'water' &&
      subjectOf(lead.kind).home !== 'air' &&
      lead.pose !== 'flying',
  }
}

function paintWeather(stage: Stage): void {
  const { canvas, palette, unit, brief, horizon } = stage
  const random = stage.random.fork('weather')
  if (
    brief.place === 'space' ||
    brief.place === 'underwater' ||
    brief.place === 'label' ||
    brief.place === 'windowsill' ||
    brief.place === 'table'
  )
    return
  if (brief.weather === 'snow') paintSnowfall(canvas, random, palette.light, unit)
  if (brief.weather === 'fog')
    paintFogBanks(canvas, random, mix(palette.haze, palette.light, 0.35), unit, horizon)
  if (brief.weather === 'rain' || brief.weather === 'storm')
    paintRainfall(canvas, random, mix(palette.light, palette.sky[1], 0.3), palette.haze, unit)
  if (brief.weather === 'storm') paintLightning(canvas, random, palette.light, unit, horizon)
  if (brief.season === 'autumn')
    paintDrift(canvas, random, [palette.accent, palette.second, palette.glow], unit)
  if (brief.season === 'spring' || brief.weather === 'wind')
    paintDrift(canvas, random, [palette.light, mix(palette.light, palette.accent, 0.4)], unit, 0.8)
}

/** A picture of the prompt: the same words, seed and size give the same bytes. */
export function paint(options: PaintOptions): Picture {
  const stage = prepare(options)
  const setting = paintPlace(stage)
  placeNouns(stage, setting)
  setting.front?.()
  paintWeather(stage)
  finish(stage.canvas.picture)
  return stage.canvas.picture
}

/** A draft of the same picture: pencil and a pale wash. */
export function sketch(options: PaintOptions): Picture {
  return toSketch(paint(options))
}
