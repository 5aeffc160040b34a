import { mix, toRgb, type Colour } from '../colour.ts'
import type { Season, Time, Weather } from '../lexicon.ts'
import { paletteOf, type PaletteName } from '../palette.ts'
import type { Picture } from '../picture.ts'
import { skyAt } from '../sky.ts'
import type { Tone } from './edit-words.ts'
import type { Skyline } from './skyline.ts'

/** What happens to one pixel; writes red, green and blue back into `out`. */
type Change = (red: number, green: number, blue: number, x: number, y: number, out: Float32Array) => void

function eachPixel(picture: Picture, change: Change): void {
  const { width, height, pixels } = picture
  const out = new Float32Array(3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      change(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!, x, y, out)
      pixels[at] = out[0]!
      pixels[at + 1] = out[1]!
      pixels[at + 2] = out[2]!
    }
  }
}

export function lightnessOf(red: number, green: number, blue: number): number {
  return red * 0.3 + green * 0.59 + blue * 0.11
}

interface Grade {
  readonly palette: PaletteName
  /** Light left, 1 for all. */
  readonly exposure: number
  /** How far land and sky go over to the hour's own colours. */
  readonly land: number
  readonly sky: number
}

const HOURS: Readonly<Record<Time, Grade>> = {
  dawn: { palette: 'dawn', exposure: 0.94, land: 0.3, sky: 0.72 },
  morning: { palette: 'morning', exposure: 1.1, land: 0.16, sky: 0.6 },
  noon: { palette: 'noon', exposure: 1.15, land: 0.14, sky: 0.72 },
  afternoon: { palette: 'afternoon', exposure: 1.02, land: 0.28, sky: 0.6 },
  sunset: { palette: 'sunset', exposure: 0.82, land: 0.34, sky: 0.82 },
  dusk: { palette: 'dusk', exposure: 0.6, land: 0.44, sky: 0.8 },
  night: { palette: 'night', exposure: 0.5, land: 0.42, sky: 0.82 },
}

const AIRS: Readonly<Record<Weather, Grade>> = {
  snow: { palette: 'snow', exposure: 1.06, land: 0.34, sky: 0.55 },
  rain: { palette: 'rain', exposure: 0.8, land: 0.36, sky: 0.62 },
  fog: { palette: 'fog', exposure: 1, land: 0.45, sky: 0.6 },
  storm: { palette: 'storm', exposure: 0.6, land: 0.42, sky: 0.75 },
  wind: { palette: 'morning', exposure: 1, land: 0.1, sky: 0.2 },
  clear: { palette: 'noon', exposure: 1.06, land: 0.06, sky: 0.5 },
}

/**
 * Regrades a picture to another light: the sky takes the new hour's gradient, the land its shadow
 * colour, and both keep their own drawing.
 */
function applyGrade(picture: Picture, grade: Grade, skyline: Skyline): void {
  const palette = paletteOf(grade.palette)
  const { height } = picture
  const bands = Array.from({ length: 65 }, (_, index) => toRgb(skyAt(palette.sky, index / 64)))
  const land = [
    toRgb(mix(palette.haze, palette.ambient, 0.4)),
    toRgb(mix(palette.ambient, palette.dark, 0.35)),
  ] as const
  const { horizon } = skyline
  eachPixel(picture, (red, green, blue, _x, y, out) => {
    const inSky = skyline.skyness(y, red, green, blue)
    const band = bands[Math.min(64, Math.max(0, Math.round((y / Math.max(1, horizon)) * 64)))]!
    const light = lightnessOf(red, green, blue)
    const near = Math.min(1, Math.max(0, (y - horizon) / Math.max(1, height - horizon)))
    const amount = grade.land + (grade.sky - grade.land) * inSky
    // The target keeps the pixel's own light and shade, so that forms stay readable.
    const shape = 0.45 + 0.55 * Math.min(inSky > 0.5 ? 1.25 : 1.6, light / 165)
    for (let channel = 0; channel < 3; channel++) {
      const own = channel === 0 ? red : channel === 1 ? green : blue
      const ground = land[0][channel]! + (land[1][channel]! - land[0][channel]!) * near
      const target = ground + (band[channel]! - ground) * inSky
      const lit = own * grade.exposure
      out[channel] = lit + (target * shape - lit) * amount
    }
  })
}

export function gradeTime(picture: Picture, time: Time, skyline: Skyline): void {
  applyGrade(picture, HOURS[time], skyline)
}

export function gradeWeather(picture: Picture, weather: Weather, skyline: Skyline): void {
  applyGrade(picture, AIRS[weather], skyline)
}

/** Turns green things to the season's colour; winter also takes their warmth. */
export function gradeSeason(picture: Picture, season: Season, skyline: Skyline): void {
  const targets: Readonly<Record<Season, readonly [number, number, number]>> = {
    spring: [156, 196, 92],
    summer: [92, 148, 74],
    autumn: [214, 128, 46],
    winter: [226, 233, 241],
  }
  const target = targets[season]
  eachPixel(picture, (red, green, blue, _x, y, out) => {
    const open = 1 - skyline.skyness(y, red, green, blue)
    const leafy = open * Math.min(1, Math.max(0, (green - Math.max(red * 0.94, blue)) / 26))
    const light = lightnessOf(red, green, blue) / lightnessOf(...target)
    const land = y > skyline.horizon ? open * 0.3 : 0
    const amount = Math.max(leafy * 0.9, land)
    out[0] = red + (target[0] * light - red) * amount
    out[1] = green + (target[1] * light - green) * amount
    out[2] = blue + (target[2] * light - blue) * amount
  })
}

/** The colour's hue over the picture's own light and shade; `where` says how much, 0 to 1. */
export function tintPixels(
  picture: Picture,
  colour: Colour,
  where: (x: number, y: number, red: number, green: number, blue: number) => number,
): void {
  const [r, g, b] = toRgb(colour)
  const own = lightnessOf(r, g, b)
  eachPixel(picture, (red, green, blue, x, y, out) => {
    const amount = where(x, y, red, green, blue)
    const light = lightnessOf(red, green, blue)
    // Dark and light colours pull the lightness along a little, or black would never look black.
    const aim = light + (own - 128) * 0.28
    const spread = 1 - Math.abs(aim / 255 - 0.5) * 0.9
    out[0] = red + (aim + (r - own) * spread * 1.25 - red) * amount
    out[1] = green + (aim + (g - own) * spread * 1.25 - green) * amount
    out[2] = blue + (aim + (b - own) * spread * 1.25 - blue) * amount
  })
}

const TONES: Readonly<Record<Tone, Change>> = {
  mono: (red, green, blue, _x, _y, out) => out.fill(contrast(lightnessOf(red, green, blue), 1.12)),
  sepia: (red, green, blue, _x, _y, out) => {
    const light = contrast(lightnessOf(red, green, blue), 1.05)
    out.set([light * 0.86 + 38, light * 0.78 + 24, light * 0.6 + 16])
  },
  brighter: (red, green, blue, _x, _y, out) =>
    out.set([lift(red, 0.72), lift(green, 0.72), lift(blue, 0.72)]),
  darker: (red, green, blue, _x, _y, out) =>
    out.set([lift(red, 1.5) * 0.9, lift(green, 1.5) * 0.9, lift(blue, 1.45) * 0.94]),
  warmer: (red, green, blue, _x, _y, out) => out.set([red * 1.07 + 10, green * 1.01 + 2, blue * 0.78]),
  colder: (red, green, blue, _x, _y, out) => out.set([red * 0.8, green * 0.97, blue * 1.08 + 14]),
  vivid: (red, green, blue, _x, _y, out) => spread(red, green, blue, 1.6, out),
  muted: (red, green, blue, _x, _y, out) => {
    spread(red, green, blue, 0.55, out)
    for (let channel = 0; channel < 3; channel++) out[channel] = out[channel]! * 0.82 + 40
  },
}

function contrast(value: number, factor: number): number {
  return (value - 128) * factor + 128
}

function lift(value: number, gamma: number): number {
  return 255 * (value / 255) ** gamma
}

function spread(red: number, green: number, blue: number, factor: number, out: Float32Array): void {
  const light = lightnessOf(red, green, blue)
  out[0] = light + (red - light) * factor
  out[1] = light + (green - light) * factor
  out[2] = light + (blue - light) * factor
}

export function changeTone(picture: Picture, tone: Tone): void {
  eachPixel(picture, TONES[tone])
}
