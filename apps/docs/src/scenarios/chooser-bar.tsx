import type { NamedScenario } from './themes.ts'

interface ChooserBarProps {
  readonly scenarios: readonly NamedScenario[]
  readonly current: string | null
  readonly onPlay: (name: string) => void
  /** Id of the list that opens. */
  readonly list: string
}

/** Where the list has no room beside the picture: one back, all of them, one on, under the thumb. */
export function ChooserBar({ scenarios, current, onPlay, list }: ChooserBarProps) {
  const index = scenarios.findIndex(({ name }) => name === current)
  const before = scenarios[index - 1]
  const after = scenarios[index + 1]
  return (
    <div className="chooser-bar" role="group" aria-label="Choose a scenario">
      <StepButton name="Previous scenario" path="M10 3L5 8l5 5" to={before} onPlay={onPlay} />
      <button type="button" className="button" popoverTarget={list}>
        All scenarios
      </button>
      <StepButton name="Next scenario" path="M6 3l5 5-5 5" to={after} onPlay={onPlay} />
    </div>
  )
}

interface StepButtonProps {
  readonly name: string
  readonly path: string
  readonly to: NamedScenario | undefined
  readonly onPlay: (name: string) => void
}

function StepButton({ name, path, to, onPlay }: StepButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={name}
      title={to?.title}
      disabled={!to}
      onClick={() => to && onPlay(to.name)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={path} />
      </svg>
    </button>
  )
}
