import { hex, lighten, mix } from '../colour.ts'
import { ellipse, polygon, rectangle, smooth, stroke } from '../shape.ts'
import { place } from '../transform.ts'
import { drawOpenBook } from './book.ts'
import type { Repertoire, Subject } from './subject.ts'

const INK = hex('#2b2326')
const SKINS = ['#f0c8a4', '#d9a077', '#a86f4c', '#7a4b35'] as const
const COATS = ['#c9472f', '#2f6b76', '#e0a02f', '#4a5a8c', '#7a8f4a', '#a8406a'] as const

/** Someone in a long coat and a scarf, seen as one simple shape. */
const person: Subject = {
  tall: 1,
  half: 28,
  home: 'ground',
  draw: (brush, look) => {
    const { random, word } = look
    const coat = look.colour ?? hex(random.pick(COATS))
    const skin = hex(random.pick(SKINS))
    const hair = hex(random.pick(['#3a2b2a', '#6b4430', '#c98f4a', '#8a8486']))
    const scarf = hex(random.pick(['#f0c35a', '#e7dccb', '#d9603f']))
    for (const x of [-7, 6]) {
      brush.form(rectangle(x - 3.4, -20, 6.8, 18), hex('#4a4652'), 0.7)
      brush.form(
        smooth([
          [x - 5, -5],
          [x + 5, -5],
          [x + 8, 0, 'corner'],
          [x - 6, 0, 'corner'],
        ]),
        hex('#4a3026'),
      )
    }
    brush.form(smooth('-9,-72 9,-72 15,-52 20,-14! 0,-10 -20,-14! -15,-52'), coat, 1.1)
    brush.line('1,-68 1,-13', 0.9, lighten(coat, -0.1))
    const arm =
      look.pose === 'reading'
        ? '-12,-66 -19,-50 -8,-46'
        : look.pose === 'watering'
          ? '12,-66 22,-56 32,-52'
          : '-12,-66 -18,-50 -16,-36'
    brush.form(
      stroke(arm, (t) => 9 - t * 2),
      lighten(coat, -0.04),
    )
    if (look.pose !== 'watering')
      brush.form(
        stroke('12,-66 18,-50 16,-36', (t) => 9 - t * 2),
        lighten(coat, -0.07),
      )
    brush.flat(ellipse(look.pose === 'reading' ? -8 : -16, look.pose === 'reading' ? -46 : -34, 3.2), skin)
    const crown = word === 'king' || word === 'queen'
    const hat =
      !crown &&
      (/wizard|witch|sailor|farmer|fisherman|gardener|traveller|traveler|wanderer/.test(word) ||
        random.chance(0.45))
    brush.form(smooth('-12,-86 -9,-97 0,-101 9,-97 12,-86 11,-74 4,-70 -8,-72'), hair)
    brush.form(smooth('-7,-92 5,-94 10,-86 7,-77 0,-74 -6,-78'), skin, 0.8)
    brush.flat(ellipse(0, -85.5, 1.2), INK)
    brush.flat(ellipse(6, -85.5, 1.2), INK)
    brush.line('1,-79.5 3.5,-78.6 6,-79.8', 0.9, mix(skin, INK, 0.6))
    brush.form(smooth('-10,-75 0,-72 10,-75 11,-69 0,-66 -11,-69'), scarf)
    brush.form(smooth('-9,-70 -13,-52 -6,-50 -4,-68'), scarf)
    if (word === 'astronaut') {
      brush.form(ellipse(1, -86, 17), hex('#f3f1ec'))
      brush.form(smooth('-7,-92 6,-96 15,-88 13,-78 2,-76 -7,-80'), hex('#3f5f86'))
    } else if (hat && /wizard|witch/.test(word)) {
      brush.form(smooth('-22,-90 0,-94 22,-90 10,-88 -10,-88'), hex('#3d3560'))
      brush.form(smooth('-12,-91! -4,-112 6,-128! 9,-110 12,-91!'), hex('#3d3560'))
    } else if (hat) {
      brush.form(smooth('-20,-93 0,-97 20,-93 8,-90 -8,-90'), lighten(scarf, -0.12))
      brush.form(smooth('-10,-93! -9,-103 0,-106 9,-103 10,-93!'), lighten(scarf, -0.1))
    }
    if (crown) brush.form(polygon('-9,-96 -11,-108 -5,-102 0,-111 5,-102 11,-108 9,-96'), hex('#e8b93f'))
    if (look.pose === 'reading') brush.within(place(-4, -40, 0.34), () => drawOpenBook(brush, hex('#3f6b86')))
  },
}

export const PEOPLE: Repertoire = { person }
