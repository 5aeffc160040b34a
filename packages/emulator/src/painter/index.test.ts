import { expect, test } from 'vitest'
import { paint, planOf, repaint, sketch, type Picture } from './index.ts'

const SIZE = { width: 96, height: 64 }

/** Mean red, green and blue of the rows from `from` to `to` (shares of the height). */
function meanOf({ width, height, pixels }: Picture, from = 0, to = 1): readonly [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0]
  const first = Math.floor(height * from) * width
  const last = Math.floor(height * to) * width
  for (let index = first; index < last; index++) {
    sums[0] += pixels[index * 4] ?? 0
    sums[1] += pixels[index * 4 + 1] ?? 0
    sums[2] += pixels[index * 4 + 2] ?? 0
  }
  const count = last - first
  return [sums[0] / count, sums[1] / count, sums[2] / count]
}

function lightOf(picture: Picture, from = 0, to = 1): number {
  const [red, green, blue] = meanOf(picture, from, to)
  return red * 0.3 + green * 0.59 + blue * 0.11
}

/** Mean distance between the largest and the smallest channel. */
function chromaOf({ pixels }: Picture): number {
  let sum = 0
  for (let at = 0; at < pixels.length; at += 4) {
    const rgb = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]
    sum += Math.max(...rgb) - Math.min(...rgb)
  }
  return sum / (pixels.length / 4)
}

/** Share of pixels that differ visibly. */
function changeOf(one: Picture, other: Picture): number {
  let changed = 0
  for (let at = 0; at < one.pixels.length; at += 4) {
    const distance = [0, 1, 2].reduce(
      (sum, channel) => sum + Math.abs((one.pixels[at + channel] ?? 0) - (other.pixels[at + channel] ?? 0)),
      0,
    )
    if (distance > 24) changed++
  }
  return changed / (one.pixels.length / 4)
}

test.each([
  [1, 1],
  [7, 3],
  [96, 64],
  [256, 32],
  [24, 192],
])('a picture of %i×%i has exactly that size and is opaque', (width, height) => {
  const picture = paint({ prompt: 'a cat on a beach', width, height })
  expect([picture.width, picture.height, picture.pixels.length]).toEqual([width, height, width * height * 4])
  expect(picture.pixels.every((value, index) => index % 4 !== 3 || value === 255)).toBe(true)
})

test('a size that is no whole number of pixels is refused', () => {
  expect(() => paint({ prompt: 'a cat', width: 0, height: 10 })).toThrow(RangeError)
  expect(() => paint({ prompt: 'a cat', width: 10.5, height: 10 })).toThrow(RangeError)
})

test('the same prompt, seed and size give the same bytes', () => {
  const draw = (): Picture => paint({ prompt: 'A fox in a paper boat', seed: 4, ...SIZE })
  expect(draw().pixels).toEqual(draw().pixels)
})

test('another seed gives another picture, and so does another word', () => {
  const fox = paint({ prompt: 'A fox in the snow', ...SIZE })
  expect(changeOf(fox, paint({ prompt: 'A fox in the snow', seed: 9, ...SIZE }))).toBeGreaterThan(0.1)
  expect(changeOf(fox, paint({ prompt: 'An owl in the snow', ...SIZE }))).toBeGreaterThan(0.05)
})

test('words that the painter does not know still tell pictures apart', () => {
  const prompts = ['quorum', 'a gazebo', 'entropy, version two', 'сова в лесу', '🪐', '']
  const pictures = prompts.map((prompt) => paint({ prompt, ...SIZE }))
  for (const [index, picture] of pictures.entries()) {
    for (const other of pictures.slice(index + 1)) expect(changeOf(picture, other)).toBeGreaterThan(0.1)
  }
})

test.each([
  ['A red fox asleep in the snow'],
  ['A lighthouse at dusk, waves'],
  ['A harbour at night'],
  ['A teapot on a windowsill, morning light'],
  ['A tea label, art nouveau'],
  ['A hot-air balloon over green hills'],
  ['An owl reading in a forest of birches'],
  ['A small robot watering a cactus'],
  ['a rainy street'],
  ['a rocket in space'],
  ['three fish in a coral reef'],
  ['a dragon above the clouds'],
  ['a stormy desert'],
  ['fruit on a table'],
])('"%s" is a picture with range, not a plain ground', (prompt) => {
  const { pixels } = paint({ prompt, ...SIZE })
  const tones = new Set<number>()
  for (let at = 0; at < pixels.length; at += 4)
    tones.add(
      ((pixels[at] ?? 0) >> 4) * 256 + ((pixels[at + 1] ?? 0) >> 4) * 16 + ((pixels[at + 2] ?? 0) >> 4),
    )
  expect(tones.size).toBeGreaterThan(60)
})

test('night is darker than noon', () => {
  const light = (time: string): number => lightOf(paint({ prompt: `a lake at ${time}`, ...SIZE }))
  expect(light('night')).toBeLessThan(light('noon') * 0.6)
})

test('a colour word turns the palette its way', () => {
  const mean = (colour: string): readonly [number, number, number] =>
    meanOf(paint({ prompt: `hills under a ${colour} sky at noon`, ...SIZE }), 0, 0.4)
  const [pinkRed, pinkGreen] = mean('pink')
  const [greenRed, greenGreen] = mean('green')
  expect(pinkRed - pinkGreen).toBeGreaterThan(greenRed - greenGreen + 30)
})

test('a colour before a thing colours that thing and leaves the sky alone', () => {
  const draw = (colour: string): Picture =>
    paint({ prompt: `a ${colour} cottage in a meadow at noon`, seed: 3, ...SIZE })
  const [blueSky] = meanOf(draw('blue'), 0, 0.15)
  const [redSky] = meanOf(draw('red'), 0, 0.15)
  expect(Math.abs(blueSky - redSky)).toBeLessThan(25)
})

test('a sketch is paler than its picture and has less colour', () => {
  const options = { prompt: 'a fox in autumn hills', ...SIZE }
  const [draft, picture] = [sketch(options), paint(options)]
  expect([draft.width, draft.height]).toEqual([96, 64])
  expect(lightOf(draft)).toBeGreaterThan(lightOf(picture))
  expect(chromaOf(draft)).toBeLessThan(chromaOf(picture))
})

test('a megapixel is painted within seconds, also on a busy machine', { timeout: 30_000 }, () => {
  const start = performance.now()
  paint({ prompt: 'An owl reading in a forest of birches', width: 1024, height: 1024 })
  expect(performance.now() - start).toBeLessThan(8000)
})

const REFERENCE = paint({ prompt: 'A hot-air balloon over green hills', seed: 1, ...SIZE })

function edit(prompt: string, references: readonly Picture[] = [REFERENCE]): Picture {
  return repaint({ prompt, references, ...SIZE })
}

test.each([
  'at night',
  'make it snow',
  'pink sky',
  'make it red',
  'black and white',
  'sepia',
  'brighter',
  'darker',
  'warmer',
  'colder',
  'more vivid',
  'muted',
  'blur it',
  'flip it',
  'add a frame',
  'pixel art',
  'as a poster',
  'linocut',
  'pencil sketch',
  'watercolour',
  'remove the background',
  'zoom in',
  'zoom out',
  'add a fox',
  'a rainy day',
  'foggy',
  'a thunderstorm',
  'in autumn',
  'in winter',
  'remove the balloon',
  'put it on a beach',
  'add a rainbow',
  'hmm',
  '',
  'その空を',
])('"%s" changes the picture visibly and leaves the reference as it was', (prompt) => {
  const before = REFERENCE.pixels.slice()
  expect(changeOf(REFERENCE, edit(prompt))).toBeGreaterThan(0.02)
  expect(REFERENCE.pixels).toEqual(before)
})

test('the same edit gives the same bytes', () => {
  expect(edit('make it snow, add two birds').pixels).toEqual(edit('make it snow, add two birds').pixels)
})

test('edits go the way their words say', () => {
  const light = lightOf(REFERENCE)
  expect(lightOf(edit('at night'))).toBeLessThan(light * 0.65)
  expect(lightOf(edit('darker'))).toBeLessThan(light)
  expect(lightOf(edit('brighter'))).toBeGreaterThan(light)
  expect(chromaOf(edit('black and white'))).toBe(0)
  expect(chromaOf(edit('more vivid'))).toBeGreaterThan(chromaOf(REFERENCE))
  expect(chromaOf(edit('muted'))).toBeLessThan(chromaOf(REFERENCE))
  const [red, , blue] = meanOf(REFERENCE)
  const [warmRed, , warmBlue] = meanOf(edit('warmer'))
  expect(warmRed - warmBlue).toBeGreaterThan(red - blue)
})

test('a pink sky leaves the ground alone', () => {
  const pink = edit('pink sky')
  const [, skyGreen] = meanOf(pink, 0, 0.25)
  const [, ownGreen] = meanOf(REFERENCE, 0, 0.25)
  expect(skyGreen).toBeLessThan(ownGreen - 8)
  expect(Math.abs(lightOf(pink, 0.85, 1) - lightOf(REFERENCE, 0.85, 1))).toBeLessThan(4)
})

test('a mirrored picture mirrored again is the picture', () => {
  expect(edit('flip it', [edit('flip it')]).pixels).toEqual(REFERENCE.pixels)
})

test('an edit fills the size asked for, whatever the size of its reference', () => {
  const { width, height } = repaint({ prompt: 'at night', references: [REFERENCE], width: 40, height: 90 })
  expect([width, height]).toEqual([40, 90])
})

test('several references share one sheet', () => {
  const red = solid(200, 40, 40)
  const blue = solid(40, 40, 200)
  const sheet = repaint({ prompt: 'combine these', references: [red, blue], width: 100, height: 40 })
  const at = (x: number): number[] => [...sheet.pixels.subarray((20 * 100 + x) * 4, (20 * 100 + x) * 4 + 3)]
  expect(at(25)[0]).toBeGreaterThan(150)
  expect(at(75)[2]).toBeGreaterThan(150)
})

function solid(red: number, green: number, blue: number): Picture {
  const pixels = new Uint8ClampedArray(30 * 30 * 4)
  for (let at = 0; at < pixels.length; at += 4) pixels.set([red, green, blue, 255], at)
  return { width: 30, height: 30, pixels }
}

test('a transparent reference lies on paper', () => {
  const clear: Picture = { width: 8, height: 8, pixels: new Uint8ClampedArray(256) }
  expect(lightOf(repaint({ prompt: 'blur it', references: [clear], width: 8, height: 8 }))).toBeGreaterThan(
    230,
  )
})

test('an edit without a picture says so', () => {
  expect(() => repaint({ prompt: 'at night', references: [], ...SIZE })).toThrow('at least one reference')
})

const LONG = 'an endlessly long wish about hills and light '.repeat(40)

test.each([
  ['A red fox asleep in the snow', false],
  ['A tea label, art nouveau', false],
  ['', false],
  ['🦊🌙', false],
  ['Ein Fuchs im Schnee', false],
  [LONG, false],
  ['make it night and add two owls', true],
  ['', true],
  ['???', true],
  [LONG, true],
])('the plan for "%.40s" is 8 to 14 calm passages under two to four headings', (prompt, editing) => {
  const plan = planOf({ prompt, width: 1376, height: 768, editing })
  expect(plan.length).toBeGreaterThanOrEqual(8)
  expect(plan.length).toBeLessThanOrEqual(14)
  const headings = plan.join('').match(/^\*\*[^*\n]+\*\*$/gm) ?? []
  expect(headings.length).toBeGreaterThanOrEqual(2)
  expect(headings.length).toBeLessThanOrEqual(4)
  expect(plan[0]).toMatch(/^\*\*/)
  for (const passage of plan) {
    expect(passage).toMatch(/[.”]\n\n$/)
    expect(passage).not.toMatch(/!|undefined|NaN/)
    expect(passage.length).toBeLessThan(400)
  }
})

test('the plan names the subject, the place, the frame and the words', () => {
  const text = planOf({
    prompt: 'A red fox asleep in the snow',
    width: 1376,
    height: 768,
    editing: false,
  }).join('')
  expect(text).toContain('“A red fox asleep in the snow”')
  expect(text).toContain('a red fox, asleep')
  expect(text).toContain('wide 16:9 frame')
})

test('the plan of an edit says what changes and what stays', () => {
  const text = planOf({
    prompt: 'make it night and add two owls',
    width: 1024,
    height: 1024,
    editing: true,
  }).join('')
  expect(text).toContain('The hour becomes night')
  expect(text).toContain('two owls')
  expect(text).toContain('stays')
})

test('the same plan is thought twice', () => {
  const options = { prompt: 'a bear', width: 512, height: 512, editing: false, seed: 2 }
  expect(planOf(options)).toEqual(planOf(options))
})
