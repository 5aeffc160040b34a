import { useId } from 'react'

import type { RatioChoice } from './frame-size.ts'
import { intoView } from './into-view.ts'
import { ratioChoices, shapeBox, shapeOf } from './ratios.ts'

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
        {ratioChoices.map((ratio) => (
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

/** A rectangle of the true proportions; dashed where the model chooses. */
function RatioShape({ ratio }: { readonly ratio: RatioChoice }) {
  return (
    <svg
      className="chip-shape"
      viewBox={`0 0 ${shapeBox} ${shapeBox}`}
      aria-hidden="true"
      data-auto={ratio === 'auto' || undefined}
    >
      <rect {...shapeOf(ratio)} rx="1.5" />
    </svg>
  )
}
