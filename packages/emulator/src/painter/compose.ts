import { groundShadow } from './brush.ts'
import { hex, lighten, mix } from './colour.ts'
import { flat, linear } from './ink.ts'
import type { Pose, SubjectKind } from './lexicon.ts'
import { lens, waterAt } from './places/water.ts'
import { brushAt, type Setting, type Spot, type Stage } from './stage.ts'
import { subjectOf } from './subjects/index.ts'
import type { Look } from './subjects/subject.ts'
import { drawPaperBoatBack, drawPaperBoatFront } from './subjects/vessels.ts'
import { rectangle, smooth } from './shape.ts'
import { place } from './transform.ts'
import type { Noun } from './words.ts'
import type { Brush } from './brush.ts'

/** Where a passenger sits in a carrier, in the carrier's units: foot, size, and what stays hidden below. */
interface Seat {
  readonly x: number
  readonly y: number
  readonly size: number
  /** Passengers are seen above this line only. */
  readonly rim: number
}

const SEATS: Readonly<Partial<Record<SubjectKind, Seat>>> = {
  'paper-boat': { x: -30, y: -2, size: 0.94, rim: 0 },
  sailboat: { x: -20, y: -4, size: 0.42, rim: -13 },
  boat: { x: -14, y: -6, size: 0.62, rim: -22 },
  balloon: { x: 0, y: -3, size: 0.16, rim: -9.5 },
  car: { x: 14, y: -40, size: 0.62, rim: -54 },
  bicycle: { x: -22, y: -62, size: 0.9, rim: 0 },
  train: { x: 26, y: -70, size: 0.6, rim: -88 },
  rocket: { x: 2, y: -48, size: 0.2, rim: 0 },
  cup: { x: 0, y: -50, size: 0.95, rim: -86 },
  teapot: { x: 0, y: -40, size: 0.9, rim: -78 },
  horse: { x: -4, y: -46, size: 0.75, rim: 0 },
  whale: { x: 6, y: -78, size: 0.75, rim: 0 },
  dragon: { x: -8, y: -54, size: 0.6, rim: 0 },
  'fruit-bowl': { x: 0, y: -34, size: 0.8, rim: -50 },
}

function lookOf(stage: Stage, noun: Noun, copy: number, pose: Pose | undefined = noun.pose): Look {
  return {
    colour: noun.colour?.colour,
    pose,
    word: noun.word,
    snowy: stage.winter,
    random: stage.random.fork(`${noun.kind}${copy}`),
  }
}

/** What is held up rather than stood beside, and by whom. */
const HELD: ReadonlySet<SubjectKind> = new Set<SubjectKind>(['umbrella', 'toy-balloon'])
const HOLDERS: ReadonlySet<SubjectKind> = new Set<SubjectKind>([
  'person',
  'fox',
  'cat',
  'dog',
  'rabbit',
  'bear',
  'owl',
  'robot',
  'bird',
  'deer',
])

/** A thing held overhead, beside the holder's head. */
function drawHeld(stage: Stage, brush: Brush, holder: Noun, held: Noun, copy: number): void {
  const upright = { ...holder, pose: holder.pose ?? (holder.kind === 'fox' ? 'sitting' : undefined) }
  const [x, y, size] = held.kind === 'umbrella' ? [20, -42, 0.92] : [26, -44, 0.95]
  const overhead = (): void =>
    brush.within(place(x, y, size), () => subjectOf(held.kind).draw(brush, lookOf(stage, held, copy)))
  // An umbrella goes over the head, so it is drawn last; a balloon's string hangs behind.
  if (held.kind !== 'umbrella') overhead()
  subjectOf(holder.kind).draw(brush, lookOf(stage, holder, copy, upright.pose))
  if (held.kind === 'umbrella') overhead()
}

/** Sits rather than stands where that looks natural. */
function seatedPose(noun: Noun): Pose | undefined {
  return noun.pose ?? (noun.kind === 'fox' ? 'sitting' : undefined)
}

/** Draws one thing, or a passenger and its carrier, with the foot at the origin. */
function drawNoun(stage: Stage, brush: Brush, noun: Noun, rider: Noun | undefined, copy: number): void {
  const subject = subjectOf(noun.kind)
  if (rider && HELD.has(rider.kind)) return drawHeld(stage, brush, noun, rider, copy)
  const seat = SEATS[noun.kind]
  if (!rider || !seat) {
    subject.draw(brush, lookOf(stage, noun, copy))
    return
  }
  const passenger = (): void =>
    brush.within(place(seat.x, seat.y, seat.size), () =>
      subjectOf(rider.kind).draw(brush, lookOf(stage, rider, copy, seatedPose(rider))),
    )
  if (noun.kind === 'paper-boat') {
    const paper = noun.colour?.colour ?? hex('#f7f1e4')
    drawPaperBoatBack(brush, paper)
    passenger()
    drawPaperBoatFront(brush, paper)
    return
  }
  if (seat.rim === 0) {
    subject.draw(brush, lookOf(stage, noun, copy))
    passenger()
    return
  }
  subject.draw(brush, lookOf(stage, noun, copy))
  brush.canvas.clip(rectangle(-300, -600, 600, 600 + seat.rim), passenger)
}

/** Puts a thing on its spot, with its shadow or its mirror image. */
function putNoun(
  stage: Stage,
  setting: Setting,
  noun: Noun,
  rider: Noun | undefined,
  wish: Spot,
  copy: number,
): void {
  const subject = subjectOf(noun.kind)
  const room = (setting.room ?? stage.width * 0.62) / (subject.half * 2)
  // Nothing grows out of the picture: 6% of air stay above the head.
  const headroom = wish.y > stage.height * 0.3 ? (wish.y - stage.height * 0.06) / 100 : Infinity
  const carrying = rider && noun.kind === 'paper-boat' ? 1.35 : 1
  const scale = Math.min((wish.size * subject.tall * noun.size * carrying) / 100, room, headroom)
  // Things right of the middle look back into the picture.
  const margin = Math.min(stage.width / 2, subject.half * scale * 0.92)
  const spot = { ...wish, x: Math.min(stage.width - margin, Math.max(margin, wish.x)) }
  const flipped = spot.x > stage.width * 0.54 && noun.kind !== 'book' && noun.pose !== 'watering'
  const turn = flipped ? -1 : 1
  const brush = brushAt(stage, 1, flipped)
  if (setting.ground === 'water') {
    const water = waterAt(stage, 0.7)
    const dim = brush.veiled(water, 0.45)
    brush.within(place(spot.x, spot.y - scale * 3, scale * turn, -scale * 0.7), () =>
      drawNoun(stage, dim, noun, rider, copy),
    )
    breakMirror(stage, spot, scale * subject.half)
  } else if (setting.ground !== 'none') {
    brush.within(place(spot.x, spot.y, scale), () =>
      groundShadow(brush, subject.half * 2.1, stage.winter ? 0.4 : 0.32),
    )
  }
  brush.within(place(spot.x, spot.y, scale * turn, scale), () => drawNoun(stage, brush, noun, rider, copy))
  if (setting.ground === 'land' && stage.winter) paintDrifts(stage, spot, scale * subject.half)
  if (setting.ground === 'water') paintWake(stage, spot, scale * subject.half)
}

/** Ripples over a mirror image, so that it lies in the water and not on it. */
function breakMirror(stage: Stage, spot: Spot, half: number): void {
  const random = stage.random.fork('mirror')
  for (let index = 0; index < 34; index++) {
    const t = random.next()
    const y = spot.y + half * 0.12 + t * half * 1.5
    const x = spot.x + random.between(-1, 1) * half * 1.1
    stage.canvas.fill(
      lens(x, y, half * random.between(0.3, 0.9), stage.unit * (0.002 + 0.003 * t)),
      flat(mix(waterAt(stage, 0.6), stage.palette.glow, random.next() * 0.25), 0.55),
    )
  }
}

/** Snow blown against a foot, so that things stand in it. */
function paintDrifts(stage: Stage, spot: Spot, half: number): void {
  const { canvas, palette } = stage
  const snow = mix(hex('#ffffff'), palette.ambient, 0.1 + palette.veil * 0.8)
  const lit = lighten({ ...snow, l: snow.l * (1 - 0.38 * palette.darkness) }, 0)
  for (const [shift, reach, tall] of [
    [-0.35, 0.95, 0.1],
    [0.55, 0.75, 0.075],
  ] as const) {
    const x = spot.x + shift * half
    const w = half * reach
    const y = spot.y + half * 0.05
    const drift = smooth([
      [x - w, y + half * 0.03],
      [x - w * 0.4, y - half * tall * 0.7],
      [x, y - half * tall],
      [x + w * 0.5, y - half * tall * 0.6],
      [x + w, y + half * 0.03],
      [x, y + half * 0.12],
    ])
    const under = mix(lit, palette.ambient, 0.22)
    canvas.fill(
      drift,
      linear(
        [0, y - half * tall, 0, y + half * 0.12],
        [
          [0, lit],
          [0.55, lit, 0.95],
          [1, under, 0],
        ],
        0.12,
      ),
    )
  }
}

function paintWake(stage: Stage, spot: Spot, half: number): void {
  const pale = mix(stage.palette.light, waterAt(stage, 0.3), 0.25 + 0.4 * stage.palette.darkness)
  for (const [reach, drop, alpha] of [
    [1.05, 0.06, 0.7],
    [1.35, 0.14, 0.42],
    [1.7, 0.24, 0.26],
  ] as const) {
    stage.canvas.fill(
      lens(spot.x, spot.y + half * drop, half * 2 * reach, stage.unit * 0.0032),
      flat(pale, alpha),
    )
  }
}

/** A stump for those who like to sit higher. */
function drawStump(brush: Brush): void {
  const bark = hex('#6b4c3a')
  brush.form(smooth('-34,-40! 34,-40! 36,-10 52,6! 20,3 0,8 -22,3 -52,6! -36,-10'), bark, 1.2)
  brush.form(smooth('-34,-40 0,-47 34,-40 0,-33'), hex('#d3ab78'), 0.7)
  brush.flat(smooth('-18,-40 0,-44 18,-40 0,-36'), lighten(hex('#d3ab78'), -0.06))
  for (const x of [-22, -6, 12, 25])
    brush.line(
      [
        [x, -32],
        [x + 2, -14],
        [x - 1, 0],
      ],
      1.4,
      lighten(bark, -0.08),
    )
  brush.form(smooth('-50,8 -40,-4 -24,-2 -14,-8 -2,4 12,2 20,8'), hex('#6f8f4a'), 0.7)
}

/** Draws everything that the prompt names into the setting. */
export function placeNouns(stage: Stage, setting: Setting): void {
  const nouns = stage.brief.nouns.filter(({ kind }) => !setting.drawn?.includes(kind))
  const riders = nouns.filter(({ aboard }) => aboard)
  const standing = nouns.filter(({ aboard }) => !aboard)
  const spots = [...setting.others]
  const jobs: (() => void)[] = []
  const held = standing.slice(1).find(({ kind }) => HELD.has(kind))
  const holder = standing[0]
  const holds = held !== undefined && holder !== undefined && HOLDERS.has(holder.kind)
  if (holds) standing.splice(standing.indexOf(held), 1)
  const watering = standing.length > 1 && standing[0]?.pose === 'watering'
  const pair = { ...setting.lead, x: stage.width / 2 - stage.unit * 0.22, size: setting.lead.size * 1.25 }
  standing.forEach((noun, index) => {
    const subject = subjectOf(noun.kind)
    const flies = subject.home === 'air' || noun.pose === 'flying'
    let spot: Spot = watering ? pair : setting.lead
    if (index > 0)
      spot = spots.shift() ?? { x: stage.width * 0.5, y: setting.lead.y, size: setting.lead.size * 0.6 }
    // The jet of the can reaches about 120 units.
    if (watering && index === 1)
      spot = { ...pair, x: pair.x + pair.size * 1.02 * (standing[0]?.size ?? 1), size: pair.size * 0.9 }
    const aloft = flies && setting.ground !== 'table'
    if (aloft) {
      const size = setting.air.size * (index === 0 ? 1 : 0.8)
      // The air spot is a middle; things are drawn from their foot.
      spot = { x: setting.air.x, y: setting.air.y + (size * subject.tall * noun.size) / 2, size }
    }
    const rider = index === 0 ? (riders[0] ?? (holds ? held : undefined)) : undefined
    jobs.unshift(() => putGroup(stage, aloft ? { ...setting, ground: 'none' } : setting, noun, rider, spot))
  })
  for (const job of jobs) job()
}

/** Company far off in the sky, so that a lone balloon has a sky to cross. */
function paintDistantBalloons(stage: Stage, spot: Spot): void {
  const { width, horizon, unit } = stage
  const random = stage.random.fork('distant')
  const far = spot.x > width / 2 ? -1 : 1
  for (const [reach, height, size, depth] of [
    [0.42, 0.34, 0.11, 0.62],
    [0.62, 0.62, 0.07, 0.45],
    [-0.3, 0.22, 0.05, 0.4],
  ] as const) {
    const x = spot.x + far * reach * Math.min(width, unit * 1.5)
    const brush = brushAt(stage, depth)
    brush.within(place(x, horizon * height + unit * size, (unit * size) / 100), () =>
      subjectOf('balloon').draw(brush, {
        colour: undefined,
        pose: undefined,
        word: 'balloon',
        snowy: false,
        random: random.fork(`${reach}`),
      }),
    )
  }
}

function putGroup(stage: Stage, setting: Setting, noun: Noun, rider: Noun | undefined, spot: Spot): void {
  const random = stage.random.fork(`group-${noun.kind}`)
  const subject = subjectOf(noun.kind)
  const { unit } = stage
  if (
    (noun.kind === 'owl' || noun.kind === 'bird') &&
    setting.ground === 'land' &&
    noun.pose !== 'flying' &&
    noun.word !== 'duck'
  ) {
    const size = (spot.size * subject.tall * noun.size) / 100
    const brush = brushAt(stage, 1)
    brush.within(place(spot.x, spot.y, size * 1.15), () => {
      groundShadow(brush, 110, 0.35)
      drawStump(brush)
    })
    return putNoun(stage, { ...setting, ground: 'none' }, noun, rider, { ...spot, y: spot.y - size * 44 }, 0)
  }
  if (
    noun.kind === 'balloon' &&
    noun.count === 1 &&
    setting.ground === 'none' &&
    stage.brief.place !== 'label'
  )
    paintDistantBalloons(stage, spot)
  for (let copy = noun.count - 1; copy > 0; copy--) {
    const side = copy % 2 ? 1 : -1
    const step = Math.ceil(copy / 2)
    const reach = Math.min(unit * 0.3, (spot.size * subject.tall * subject.half * 2.1) / 100)
    const shrink = 0.82 ** step * random.between(0.85, 1)
    const flying = setting.ground === 'none'
    putNoun(
      stage,
      setting,
      noun,
      undefined,
      {
        x: spot.x + side * step * reach,
        y: spot.y - step * unit * (flying ? random.between(-0.12, 0.14) : 0.045),
        size: spot.size * shrink,
      },
      copy,
    )
  }
  putNoun(stage, setting, noun, rider, spot, 0)
}
