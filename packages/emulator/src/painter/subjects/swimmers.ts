import { hex, lighten, mix } from '../colour.ts'
import { ellipse, leaf, polygon, smooth, stroke } from '../shape.ts'
import type { Repertoire, Subject } from './subject.ts'

const INK = hex('#23202b')

const fish: Subject = {
  tall: 0.42,
  half: 80,
  home: 'water',
  draw: (brush, look) => {
    const shark = look.word === 'shark'
    const scale =
      look.colour ??
      (shark ? hex('#7b8a97') : hex(look.random.pick(['#ee7f3c', '#e8b23c', '#d9503f', '#4f9ab0'])))
    const fin = mix(scale, hex('#fbe3b5'), 0.3)
    brush.form(smooth('-52,-50 -76,-82 -92,-86! -84,-50 -92,-16! -74,-22'), fin)
    brush.form(smooth('-20,-76 -4,-102 28,-98! 22,-76'), fin)
    brush.form(smooth('-4,-26 0,-6 -22,-2! -18,-26'), fin)
    const body = smooth('72,-50 58,-70 24,-86 -20,-78 -60,-52 -20,-24 24,-16 58,-32')
    brush.form(body, scale, 1.15)
    brush.canvas.clip(body, () => {
      brush.form(
        smooth('84,-40 40,-34 0,-32 -40,-44 -20,-10 40,0'),
        lighten(mix(scale, hex('#fff3dc'), 0.6), 0.02),
        0.6,
      )
      for (let row = 0; row < 4; row++) {
        for (let column = 0; column < 6; column++) {
          const x = 24 - column * 13 - (row % 2) * 6.5
          brush.line(
            [
              [x, -74 + row * 11],
              [x - 5, -69 + row * 11],
              [x, -63 + row * 11],
            ],
            1.4,
            lighten(scale, -0.08),
            0.7,
          )
        }
      }
      brush.line('38,-82 30,-54 38,-22', 2.4, lighten(scale, -0.1))
    })
    brush.form(leaf([20, -46], [-8, -34], 12), fin, 0.6)
    brush.flat(ellipse(52, -56, 6.4), hex('#fff6e2'))
    brush.flat(ellipse(53.4, -56, 3.6), INK)
    brush.line('70,-46 64,-43 60,-44', 1.6, lighten(scale, -0.2))
  },
}

const whale: Subject = {
  tall: 0.7,
  half: 110,
  home: 'water',
  draw: (brush, look) => {
    const skin = look.colour ?? hex('#3f6685')
    brush.form(smooth('-88,-34 -104,-62 -132,-78! -126,-56 -142,-50! -120,-34 -104,-22'), skin)
    const body = smooth('104,-36 96,-62 60,-80 8,-82 -44,-64 -96,-42 -106,-26 -60,-10 0,2 62,2 98,-12')
    brush.form(body, skin, 1.2)
    brush.canvas.clip(body, () => {
      brush.form(smooth('120,-26 70,-22 20,-26 -40,-24 -110,-20 -60,20 120,20'), hex('#e9eef0'), 0.8)
      for (const y of [-16, -10, -4])
        brush.line(
          [
            [110, y - 4],
            [60, y],
            [10, y - 3],
          ],
          1.2,
          hex('#b3c3cc'),
        )
    })
    brush.form(smooth('30,-22 22,2 -6,16! -2,-8 10,-26'), lighten(skin, -0.05))
    brush.flat(ellipse(72, -38, 3.6), INK)
    brush.line('100,-30 86,-26 76,-28', 1.8, lighten(skin, -0.14))
    const water = hex('#dff1f2')
    for (const side of [-1, 1])
      brush.flat(
        stroke(
          [
            [44, -84],
            [44 + side * 4, -112],
            [44 + side * 20, -122],
            [44 + side * 28, -106],
          ],
          (t) => 7 - t * 4,
        ),
        water,
        0.9,
      )
    brush.flat(polygon('41,-82 47,-82 46,-112 42,-112'), water, 0.9)
  },
}

export const SWIMMERS: Repertoire = { fish, whale }
