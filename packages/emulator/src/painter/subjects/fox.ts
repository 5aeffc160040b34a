import type { Brush } from '../brush.ts'
import { hex, lighten, mix, type Colour } from '../colour.ts'
import { ellipse, join, leaf, polygon, smooth, type Shape } from '../shape.ts'
import { place } from '../transform.ts'
import { drawOpenBook } from './book.ts'
import type { Look, Subject } from './subject.ts'

const RUST = hex('#d9622b')
const WHITE = hex('#fbf1e2')
const INK = hex('#2c211f')

interface Coat {
  readonly fur: Colour
  readonly white: Colour
  readonly dark: Colour
}

function coatOf(look: Look): Coat {
  const cousin =
    look.word === 'wolf'
      ? hex('#7f858c')
      : look.word === 'coyote' || look.word === 'jackal'
        ? hex('#b58a55')
        : RUST
  // "Red fox" is the animal's name: its fur stays between rust and red.
  const fur = look.colour ? mix(look.colour, cousin, look.colour.a > 0.08 ? 0.35 : 0.08) : cousin
  const pale = fur.l > 0.85
  return {
    fur,
    white: pale ? lighten(fur, 0.03) : WHITE,
    dark: pale ? mix(fur, INK, 0.45) : mix(INK, fur, 0.12),
  }
}

/** A foxy mask from the front, about 64 wide, its middle at (0, 0). */
function drawFace(brush: Brush, coat: Coat, asleep = false): void {
  const { fur, white, dark } = coat
  for (const side of [-1, 1]) {
    const ear = smooth([
      [side * 6, -18],
      [side * 25, -46, 'corner'],
      [side * 30, -14],
      [side * 18, -6],
    ])
    brush.form(ear, fur)
    brush.flat(
      smooth([
        [side * 13, -20],
        [side * 24, -38, 'corner'],
        [side * 26, -16],
      ]),
      dark,
    )
  }
  const head = smooth('0,-25 19,-22 29,-6 38,8! 22,17 7,30 0,33 -7,30 -22,17 -38,8! -29,-6 -19,-22')
  brush.form(head, fur)
  brush.canvas.clip(head, () => {
    for (const side of [-1, 1]) {
      brush.form(
        smooth([
          [side * 40, 6, 'corner'],
          [side * 20, 2],
          [side * 8, 10],
          [0, 20, 'corner'],
          [0, 40, 'corner'],
          [side * 26, 34],
        ]),
        white,
        0.8,
      )
    }
    brush.flat(smooth('0,-26 4,-8 7,14 0,22 -7,14 -4,-8'), lighten(fur, 0.05), 0.8)
  })
  brush.flat(smooth('-6,24 0,22.5 6,24 0,32'), dark)
  for (const side of [-1, 1]) {
    if (asleep)
      brush.line(
        [
          [side * 9, 3],
          [side * 14, 6.5],
          [side * 20, 3],
        ],
        2.2,
        dark,
      )
    else {
      brush.flat(ellipse(side * 13.5, 3, 3.4, 4.4), dark)
      brush.flat(ellipse(side * 13.5 - brush.side * 1.2, 1.4, 1.1), WHITE)
    }
  }
}

function drawTail(brush: Brush, coat: Coat, tip: 'left' | 'right'): void {
  const flip = tip === 'left' ? -1 : 1
  brush.within(place(0, 0, flip, 1), () => {
    const tail = smooth('6,-2 34,2 58,-10 66,-34 58,-58! 46,-46 40,-30 26,-20 6,-18')
    brush.form(tail, coat.fur)
    brush.canvas.clip(tail, () =>
      brush.form(smooth('40,-44 47,-36 53,-40 60,-34 74,-36 70,-70 40,-66'), coat.white, 0.8),
    )
  })
}

function drawSitting(brush: Brush, look: Look): void {
  const coat = coatOf(look)
  brush.within(place(2, 0), () => drawTail(brush, coat, 'right'))
  const body = smooth('-6,-62 12,-60 22,-38 31,-16 28,0 8,1 -14,1 -22,-4 -20,-30 -16,-52')
  brush.form(body, coat.fur)
  brush.canvas.clip(body, () => {
    brush.form(smooth('-14,-62 8,-58 9,-40 2,-24! -2,-30 -8,-20! -11,-30 -17,-26! -20,-44'), coat.white, 0.8)
    brush.shade(smooth('10,2 8,-18 18,-30 34,-18 34,4'), ellipse(26, -6, 22, 24), 0.35)
  })
  for (const x of [-14, -2]) {
    brush.form(
      smooth([
        [x - 5, -34],
        [x + 5, -34],
        [x + 4, -10],
        [x + 6, 0, 'corner'],
        [x - 8, 1, 'corner'],
        [x - 5, -8],
      ]),
      coat.fur,
      0.8,
    )
    brush.flat(
      smooth([
        [x - 5, -14],
        [x + 4.5, -16],
        [x + 6, 0, 'corner'],
        [x - 8, 1, 'corner'],
      ]),
      coat.dark,
    )
  }
  brush.within(place(-2, -74, 0.78), () => drawFace(brush, coat, look.pose === 'asleep'))
  if (look.pose === 'reading') brush.within(place(-8, -20, 0.5), () => drawOpenBook(brush, hex('#3f6b86')))
}

/** Short strokes that make fur of a flat shape. */
function drawFur(brush: Brush, strokes: string, fur: Colour): void {
  strokes.split(' ').forEach((spot, index) => {
    const [x = 0, y = 0] = spot.split(',').map(Number)
    brush.flat(leaf([x, y], [x + 10, y + 3.5], 2.2), lighten(fur, index % 2 ? 0.055 : -0.055), 0.65)
  })
}

/** Curled up, nose in the tail. */
function drawAsleep(brush: Brush, look: Look): void {
  const coat = coatOf(look)
  const body = smooth('-80,-12 -80,-32 -62,-54 -28,-66 14,-65 48,-52 66,-32 68,-12 50,0 0,3 -60,1')
  brush.form(body, coat.fur, 1.15)
  brush.canvas.clip(body, () => {
    const haunch = smooth('-92,8 -74,-42 -44,-52 -20,-36 -16,-6 -30,10')
    brush.blend(
      haunch,
      [-60, -50, -20, 4],
      [
        [0, lighten(coat.fur, 0.04)],
        [0.5, coat.fur],
        [1, lighten(coat.fur, -0.07)],
      ],
      0.25,
    )
    drawFur(
      brush,
      '-34,-59 -20,-54 -8,-60 6,-55 18,-58 -2,-47 12,-44 26,-48 -58,-40 -48,-30 -62,-26',
      coat.fur,
    )
  })
  if (look.snowy) drawDusting(brush)
  drawCurledTail(brush, coat, body)
  drawSleepingHead(brush, coat, body)
}

function drawCurledTail(brush: Brush, coat: Coat, body: Shape): void {
  const shadow = smooth('-76,-26 -48,-31 -12,-25 16,-28 24,-10 -20,4 -76,0')
  brush.canvas.clip(body, () => brush.flat(shadow, lighten(coat.fur, -0.16), 0.45))
  const tail = smooth('-80,-18 -70,-27 -44,-24 -14,-17 8,-21 26,-31! 25,-13 12,2 -16,8 -52,7 -76,-2')
  brush.form(tail, lighten(coat.fur, 0.03), 1.1)
  brush.canvas.clip(tail, () => {
    brush.form(smooth('-8,-28 -2,-19 -9,-13 0,-7 -8,-1 0,12 40,12 44,-38'), coat.white, 0.8)
    drawFur(brush, '-66,-17 -54,-12 -42,-18 -34,-8 -24,-14 -56,-3 -42,0 -24,-1', coat.fur)
  })
}

function drawSleepingHead(brush: Brush, coat: Coat, body: Shape): void {
  const { fur, white, dark } = coat
  const ear = (points: string, inner: string): void => {
    brush.form(smooth(points), fur)
    brush.flat(smooth(inner), dark)
  }
  ear('52,-46 66,-72! 76,-42 64,-36', '58,-47 66,-64! 71,-43')
  const head = smooth('12,-13! 22,-24 32,-36 42,-48 58,-52 73,-44 82,-28! 90,-16! 76,-8 60,-3 40,-2 20,-5')
  const shadow = smooth('6,-8 24,-36 54,-52 84,-36 92,-8 60,4 20,2')
  brush.canvas.clip(body, () => brush.flat(shadow, lighten(fur, -0.18), 0.35))
  brush.form(head, fur)
  brush.canvas.clip(head, () => {
    brush.form(smooth('8,-13 26,-16 40,-22 54,-20 62,-27 76,-24 96,-20 80,4 20,4'), white, 0.85)
  })
  ear('33,-42 38,-72! 54,-48 44,-40', '38,-46 41,-63! 49,-48')
  brush.line('35,-28 43,-24 51,-29', (t) => 1.2 + 1.6 * Math.sin(Math.PI * t), dark)
  brush.flat(ellipse(13, -12.5, 5, 4.2), dark)
  brush.flat(ellipse(11.8, -14, 1.6, 1), WHITE, 0.6)
}

/** Snow that has settled on a sleeper's back. */
function drawDusting(brush: Brush): void {
  const snow =
    '-80,-36 -63,-57 -28,-69 14,-68 49,-55 64,-38 50,-45 36,-53 24,-47 10,-55 -4,-50 -18,-56 -32,-50 -46,-51 -58,-43 -70,-40'
  brush.form(smooth(snow), hex('#ffffff'), 0.7)
}

function drawWalking(brush: Brush, look: Look): void {
  const coat = coatOf(look)
  const legs = (dark: number): void => {
    for (const [x, lean] of dark
      ? ([
          [-38, -5],
          [30, 5],
        ] as const)
      : ([
          [-30, 6],
          [22, -5],
        ] as const)) {
      const leg = smooth([
        [x - 8, -42],
        [x + 9, -42],
        [x + 4 + lean * 0.5, -20],
        [x + 4 + lean, -2],
        [x + 8 + lean, 0, 'corner'],
        [x - 4 + lean, 0, 'corner'],
        [x - 3 + lean * 0.5, -20],
      ])
      brush.form(leg, lighten(coat.fur, -dark))
      brush.canvas.clip(leg, () =>
        brush.flat(
          polygon([
            [x - 20, -22],
            [x + 20, -18],
            [x + 24, 4],
            [x - 20, 4],
          ]),
          coat.dark,
        ),
      )
    }
  }
  legs(0.07)
  const tail = smooth('-44,-52 -66,-54 -92,-42 -112,-26! -88,-24 -62,-32 -44,-40')
  brush.form(tail, coat.fur)
  brush.canvas.clip(tail, () =>
    brush.form(smooth('-92,-60 -87,-40 -93,-32 -86,-16 -120,-20 -120,-50'), coat.white, 0.8),
  )
  const body = smooth('-48,-54 -30,-62 0,-60 28,-66 46,-72 52,-52 40,-36 22,-28 -8,-32 -30,-30 -48,-36')
  brush.form(body, coat.fur)
  brush.canvas.clip(body, () =>
    brush.form(smooth('60,-74 38,-56 34,-40 16,-28 40,-20 64,-40'), coat.white, 0.7),
  )
  legs(0)
  brush.within(place(52, -76, 0.8), () => drawProfile(brush, coat))
}

/** The head from the side, looking right. */
function drawProfile(brush: Brush, coat: Coat): void {
  const { fur, white, dark } = coat
  brush.form(smooth('-8,-18 -4,-46! 10,-20'), lighten(fur, -0.06))
  const head = smooth('-22,-6 -14,-22 4,-26 18,-17 46,0! 42,8 20,12 0,20 -18,16!')
  brush.form(head, fur)
  brush.canvas.clip(head, () => brush.form(smooth('48,2 24,1 10,4 -8,2 -24,18 20,26 50,12'), white, 0.8))
  brush.form(join(smooth('-20,-14 -19,-46! -2,-19')), fur)
  brush.flat(smooth('-15,-18 -16,-38! -6,-20'), dark)
  brush.flat(ellipse(45, 2, 4.4, 3.8), dark)
  brush.flat(ellipse(14, -7, 3, 3.6), dark)
}

export const fox: Subject = {
  tall: 1,
  half: 70,
  home: 'ground',
  draw: (brush, look) => {
    if (look.pose === 'asleep') drawAsleep(brush, look)
    else if (look.pose === 'sitting' || look.pose === 'reading') drawSitting(brush, look)
    else drawWalking(brush, look)
  },
}
