import type { Turn, TurnComparison } from '@image-stream/react'
import { useState, type CSSProperties } from 'react'

import { turnName } from '../../furniture/words.ts'
import { frameStyle } from './comparison.ts'

interface CompareProps {
  readonly comparison: TurnComparison
  readonly turns: readonly Turn[]
  readonly onChoose: (turnId: string) => void
}

/** Before and after: on one another with a line to move between them, or side by side where their shapes differ. */
export function Compare({ comparison, turns, onChoose }: CompareProps) {
  const [percent, setPercent] = useState(50)
  const { before, after, changes, fit } = comparison

  return (
    <section className="stage" aria-label="Before and after" tabIndex={-1}>
      <figure
        className="frame compare"
        data-fit={fit}
        style={frameStyle(comparison, percent) as CSSProperties}
      >
        {[before, after].map((turn) => (
          <img key={turn.id} src={turn.images.at(-1)?.url} alt={turnName(turn)} />
        ))}
        <label className="compare-tag">
          Before{' '}
          <select value={before.id} onChange={(event) => onChoose(event.target.value)}>
            {turns
              .filter((turn) => turn !== after)
              .map((turn) => (
                <option key={turn.id} value={turn.id}>
                  {turnName(turn)}
                </option>
              ))}
          </select>
        </label>
        <p className="compare-tag">
          After <span>{changes.map(turnName).join(', then ') || turnName(after)}</span>
        </p>
        {fit !== 'different' && (
          <>
            <input
              type="range"
              aria-label="Line between before and after"
              aria-valuetext={`${percent} % before`}
              value={percent}
              onChange={(event) => setPercent(event.target.valueAsNumber)}
            />
            <span className="compare-line" />
          </>
        )}
      </figure>
    </section>
  )
}
