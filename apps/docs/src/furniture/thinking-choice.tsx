import type { ThinkingLevel } from '@image-stream/core'
import { useId } from 'react'

import { thinkingLevels } from './composing.ts'

interface ThinkingChoiceProps {
  readonly value: ThinkingLevel
  readonly onChange: (level: ThinkingLevel) => void
}

/** How much the model may think before it draws. */
export function ThinkingChoice({ value, onChange }: ThinkingChoiceProps) {
  const name = useId()
  return (
    <fieldset className="thinking-choice">
      <legend className="label">Thinking</legend>
      <div className="segments">
        {thinkingLevels.map(([level, text]) => (
          <label key={level} className="segment">
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              checked={level === value}
              onChange={() => onChange(level)}
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
