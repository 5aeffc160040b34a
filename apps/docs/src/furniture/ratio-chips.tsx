import { defaultModel, models, type AspectRatio } from '@image-stream/core'
import { useId } from 'react'

import type { RatioChoice } from './frame-size.ts'
import { intoView } from './into-view.ts'

interface RatioChipsProps {
  readonly value: RatioChoice
  readonly onChange: (ratio: RatioChoice) => void
}

/** The ratios of the API reference, each drawn as it is. One radio group, so that the arrow keys walk through them. */
export function RatioChips({ value, onChange }: RatioChipsProps) {
  const name = useId()
  return (
    <fieldset className="field ratios">
      <legend className="label">Ratio</legend>
      <div className="ratio-row">
        {choices.map((ratio) => (
          <label key={ratio} ref={ratio === value ? intoView : undefined} className="chip">
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              checked={ratio === value}
              onChange={() => onChange(ratio)}
            />
            <RatioShape ratio={ratio} />
            <span className="figures">{ratio === 'auto' ? 'Auto' : ratio}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

const BOX = 24

/** A rectangle of the true proportions; dashed where the model chooses. */
function RatioShape({ ratio }: { readonly ratio: RatioChoice }) {
  const { width, height } = (ratio !== 'auto' && specs[ratio]) || { width: 1, height: 1 }
  const scale = (BOX - 2) / Math.max(width, height)
  const [w, h] = [width * scale, height * scale]
  return (
    <svg
      className="chip-shape"
      viewBox={`0 0 ${BOX} ${BOX}`}
      aria-hidden="true"
      data-auto={ratio === 'auto' || undefined}
    >
      <rect x={(BOX - w) / 2} y={(BOX - h) / 2} width={w} height={h} rx="1.5" />
    </svg>
  )
}

const specs = models[defaultModel].aspectRatios

const order: readonly AspectRatio[] = [
  '1:1',
  '5:4',
  '4:3',
  '3:2',
  '16:9',
  '21:9',
  '4:5',
  '3:4',
  '2:3',
  '9:16',
]
const choices: readonly RatioChoice[] = ['auto', ...order]
