import { createCanvas } from './canvas.ts'
import { hex } from './colour.ts'
import {
  addNouns,
  addSprig,
  addToSky,
  drawMoon,
  layDrifts,
  lightLamps,
  scatterStars,
  type Sheet,
} from './edits/add.ts'
import {
  closeOver,
  collage,
  cutOut,
  paintFrame,
  setInto,
  stepBack,
  turn,
  type Region,
} from './edits/arrange.ts'
import { readEdit, type Edit } from './edits/edit-words.ts'
import { changeTone, gradeSeason, gradeTime, gradeWeather, tintPixels } from './edits/grade.ts'
import { findFocus } from './edits/focus-mask.ts'
import { findDisc, findSkyline } from './edits/skyline.ts'
import { changeFocus, stylise } from './edits/stylise.ts'
import { finish } from './finish.ts'
import type { Place, Season, Time, Weather } from './lexicon.ts'
import { paint } from './paint.ts'
import type { Picture } from './picture.ts'
import { createRandom, hash } from './random.ts'
import { cover } from './resample.ts'
import { paintDrift, paintFogBanks, paintLightning, paintRainfall, paintSnowfall } from './weather.ts'
import { readPrompt } from './words.ts'

/** Options of {@link repaint}. */
export interface RepaintOptions {
  readonly prompt: string
  /** The first is the one to change; several become one sheet. */
  readonly references: readonly Picture[]
  /** In pixels; the reference is cut and scaled to fill them. */
  readonly width: number
  readonly height: number
  readonly seed?: number
}

/**
 * Changes a picture as the prompt says: its hour, weather, colours, style, things.
 * @throws Error when there is no reference.
 */
export function repaint(options: RepaintOptions): Picture {
  const { prompt, references, width, height, seed = 0 } = options
  const [first] = references
  if (!first) throw new Error('An edit needs at least one reference picture.')
  const edits = readEdit(prompt)
  const zoom = edits.find((edit) => edit.kind === 'zoom')?.factor ?? 1
  const base =
    references.length > 1
      ? collage(references, width, height)
      : zoom < 1
        ? stepBack(first, width, height, zoom)
        : cover(first, width, height, zoom)
  // What is drawn on must be opaque: transparent references lie on paper.
  layOnPaper(base)
  const sheet: Sheet = {
    canvas: createCanvas(width, height, base),
    unit: Math.min(width, height),
    // Earlier edits change what is sky, so it is looked for anew.
    get skyline() {
      return findSkyline(base)
    },
    random: createRandom(hash(`edit ${prompt}#${seed}`)),
  }
  const known = edits.some((edit) => edit.kind !== 'touch')
  const moved = edits.some((edit) => edit.kind === 'place')
  // Pictures laid side by side are a change already; a sprig over them would only be in the way.
  if (references.length > 1 && !known) return base
  // The new place is painted in its own hour and weather.
  const left = edits.filter(({ kind }) => !moved || (kind !== 'time' && kind !== 'weather'))
  // Within one edit the skyline stays the one that it began with.
  for (const edit of left) apply({ ...sheet, skyline: sheet.skyline }, edit, options)
  return base
}

function layOnPaper({ pixels }: Picture): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3]! / 255
    if (alpha === 1) continue
    for (let channel = 0; channel < 3; channel++)
      pixels[at + channel] = 246 + (pixels[at + channel]! - 246) * alpha
    pixels[at + 3] = 255
  }
}

function apply(sheet: Sheet, edit: Edit, options: RepaintOptions): void {
  const { canvas } = sheet
  const { picture } = canvas
  switch (edit.kind) {
    case 'zoom':
      return
    case 'turn':
      return turn(picture, edit.way)
    case 'place':
      return moveTo(sheet, edit.place, options)
    case 'remove':
      return closeOver(picture, regionOf(sheet, edit.high))
    case 'cutout':
      cutOut(picture)
      return finish(picture, 0.6)
    case 'time':
      return changeTime(sheet, edit.time)
    case 'season':
      return changeSeason(sheet, edit.season)
    case 'weather':
      return changeWeather(sheet, edit.weather)
    case 'tint':
      return tint(sheet, edit)
    case 'tone':
      return changeTone(picture, edit.tone)
    case 'sky':
      return addToSky(sheet, edit.thing)
    case 'add':
      return addNouns(sheet, edit.nouns)
    case 'focus':
      return changeFocus(picture, edit.sharper)
    case 'style':
      return stylise(picture, edit.style)
    case 'frame':
      return paintFrame(canvas)
    case 'touch':
      return touch(sheet)
    default:
      edit satisfies never
  }
}

/** What is to go: the main thing, the disc in the sky, or else the sky's middle. */
function regionOf({ canvas, skyline }: Sheet, high: boolean): Region {
  const { picture } = canvas
  const { width, height } = picture
  if (!high) {
    const { x, y, rx, ry } = findFocus(picture)
    return { x, y, rx: rx * 1.25, ry: ry * 1.9 }
  }
  const disc = findDisc(picture, skyline.horizon)
  if (disc) return { x: disc.x, y: disc.y, rx: disc.radius * 1.9, ry: disc.radius * 1.9 }
  return { x: width / 2, y: height * 0.22, rx: width * 0.46, ry: height * 0.2 }
}

/** The main thing of the picture in another place, at the hour and in the weather asked for. */
function moveTo(sheet: Sheet, place: Place, options: RepaintOptions): void {
  const { picture } = sheet.canvas
  const { time, weather } = readPrompt(options.prompt)
  // Found by daylight: in the dark, things and their surroundings grow alike.
  const { alpha } = findFocus(picture, 1.1)
  if (time) gradeTime(picture, time, sheet.skyline)
  const scene = paint({ ...options, prompt: [place, time, weather].join(' ') })
  setInto(scene, picture, alpha)
  picture.pixels.set(scene.pixels)
}

function changeTime(sheet: Sheet, time: Time): void {
  const { canvas, unit, skyline } = sheet
  const { width } = canvas.picture
  const focus = findFocus(canvas.picture)
  const disc = findDisc(canvas.picture, skyline.horizon)
  gradeTime(canvas.picture, time, skyline)
  if (time !== 'night' && time !== 'dusk') return
  scatterStars(sheet)
  if (time === 'night') {
    // What was the sun becomes the moon; a sky without one gets its own.
    const moon = disc ?? { x: width * 0.78, y: Math.max(unit * 0.12, skyline.horizon * 0.3), radius: 0 }
    drawMoon(canvas, moon.x, moon.y, Math.max(unit * 0.055, moon.radius * 1.12))
  }
  lightLamps(sheet, focus)
}

function changeSeason(sheet: Sheet, season: Season): void {
  const { canvas, unit, random } = sheet
  gradeSeason(canvas.picture, season, sheet.skyline)
  if (season === 'winter') {
    layDrifts(sheet)
    paintSnowfall(canvas, random, hex('#ffffff'), unit, 0.6)
  }
  if (season === 'autumn')
    paintDrift(canvas, random, [hex('#d98b2c'), hex('#c8622b'), hex('#efc04f')], unit, 1.6)
  if (season === 'spring') paintDrift(canvas, random, [hex('#f6d3da'), hex('#fbf3ee')], unit, 1.4)
}

function changeWeather(sheet: Sheet, weather: Weather): void {
  const { canvas, unit, skyline, random } = sheet
  if (weather === 'snow') gradeSeason(canvas.picture, 'winter', skyline)
  gradeWeather(canvas.picture, weather, skyline)
  if (weather === 'snow') {
    layDrifts(sheet)
    paintSnowfall(canvas, random, hex('#ffffff'), unit, 1.3)
  }
  if (weather === 'rain' || weather === 'storm')
    paintRainfall(canvas, random, hex('#dfe6e6'), hex('#8fa0a6'), unit)
  if (weather === 'storm') paintLightning(canvas, random, hex('#f6efcf'), unit, skyline.horizon)
  if (weather === 'fog') paintFogBanks(canvas, random, hex('#e3e3dc'), unit, skyline.horizon)
  if (weather === 'wind')
    paintDrift(canvas, random, [hex('#e9b24a'), hex('#c8622b'), hex('#f6ead4')], unit, 1.6)
}

function tint(sheet: Sheet, edit: Extract<Edit, { kind: 'tint' }>): void {
  const { picture } = sheet.canvas
  const { colour } = edit.colour
  if (edit.part === 'all') return tintPixels(picture, colour, () => 0.72)
  if (edit.part === 'sky') {
    const { skyline } = sheet
    return tintPixels(
      picture,
      colour,
      (_x, y, red, green, blue) => 0.88 * skyline.skyness(y, red, green, blue),
    )
  }
  const { alpha } = findFocus(picture)
  return tintPixels(picture, colour, (x, y, red, green, blue) => {
    const vivid = Math.max(red, green, blue) - Math.min(red, green, blue)
    return 0.92 * alpha[y * picture.width + x]! * Math.min(1, 0.2 + vivid / 70)
  })
}

/** Nothing was understood: other light, and a spray of flowers in the corner. */
function touch(sheet: Sheet): void {
  const { canvas, skyline, random } = sheet
  gradeTime(canvas.picture, random.pick(['dawn', 'afternoon', 'sunset']), skyline)
  addSprig(sheet)
}
