import { createCanvas } from './canvas.ts'
import { finish } from './finish.ts'
import { paletteFor } from './choose.ts'
import type { Picture } from './picture.ts'
import { createRandom, hash } from './random.ts'
import { paintCountry } from './places/country.ts'
import { toSketch } from './sketch.ts'
import type { Stage } from './stage.ts'
import { subjectOf } from './subjects/index.ts'
import { readPrompt } from './words.ts'
import { brushAt } from './stage.ts'
import { place } from './transform.ts'

export function paint(options: { prompt: string; width: number; height: number; seed?: number }): Picture {
  const { prompt, width, height, seed = 0 } = options
  const brief = readPrompt(prompt)
  const random = createRandom(hash(`${brief.words.join(' ')}#${seed}`))
  const canvas = createCanvas(width, height)
  const palette = paletteFor(brief, random)
  const unit = Math.min(width, height)
  const horizon = height * 0.56
  const left = random.chance(0.5)
  const stage: Stage = {
    canvas,
    width,
    height,
    unit,
    horizon,
    brief,
    palette,
    random,
    light: {
      kind: palette.darkness > 0.7 ? 'moon' : 'sun',
      x: width * (left ? 0.28 : 0.72),
      y: horizon * 0.4,
      side: left ? 1 : -1,
    },
    winter: brief.weather === 'snow' || brief.season === 'winter',
  }
  const setting = paintCountry(stage)
  for (const noun of brief.nouns) {
    const subject = subjectOf(noun.kind)
    const size = (setting.lead.size * subject.tall) / 100
    const brush = brushAt(stage, 1)
    brush.within(place(setting.lead.x, setting.lead.y, size), () =>
      subject.draw(brush, {
        colour: noun.colour?.colour,
        pose: noun.pose,
        word: noun.word,
        snowy: stage.winter,
        random,
      }),
    )
  }
  setting.front?.()
  finish(canvas.picture)
  return canvas.picture
}

/** A draft of the same picture: pencil and a pale wash. */
export function sketch(options: { prompt: string; width: number; height: number; seed?: number }): Picture {
  return toSketch(paint(options))
}
