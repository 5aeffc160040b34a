import type { KeyboardEvent } from 'react'

import { intoView } from '../furniture/into-view.ts'
import { outcomeWord, type Outcome } from './outcome.ts'
import type { NamedScenario, Theme } from './themes.ts'

interface ScenarioTableProps {
  readonly themes: readonly Theme[]
  readonly outcomes: Readonly<Record<string, Outcome>>
  /** Name of the one that is shown. */
  readonly current: string | null
  readonly onPlay: (name: string) => void
}

/** Every scenario and how it ended. One stop for Tab; arrows walk through it, Enter plays. */
export function ScenarioTable({ themes, outcomes, current, onPlay }: ScenarioTableProps) {
  const all = themes.flatMap((theme) => theme.scenarios)
  const stop = all.find(({ name }) => name === current) ?? all[0]
  return (
    <table className="scenario-table" onKeyDown={walk}>
      <thead>
        <tr>
          <th scope="col">Scenario</th>
          <th scope="col">Outcome</th>
          <th scope="col">Billed</th>
        </tr>
      </thead>
      {themes.map(({ title, scenarios }) => (
        <tbody key={title}>
          <tr>
            <th className="theme" scope="rowgroup" colSpan={3}>
              {title}
            </th>
          </tr>
          {scenarios.map((scenario) => (
            <Row
              key={scenario.name}
              scenario={scenario}
              outcome={outcomes[scenario.name]}
              isCurrent={scenario.name === current}
              isStop={scenario === stop}
              onPlay={onPlay}
            />
          ))}
        </tbody>
      ))}
    </table>
  )
}

interface RowProps {
  readonly scenario: NamedScenario
  readonly outcome: Outcome | undefined
  readonly isCurrent: boolean
  readonly isStop: boolean
  readonly onPlay: (name: string) => void
}

function Row({ scenario: { name, title, description }, outcome, isCurrent, isStop, onPlay }: RowProps) {
  return (
    <tr
      className="scenario"
      ref={isCurrent ? intoView : undefined}
      data-scenario={name}
      data-current={isCurrent || undefined}
    >
      <th scope="row">
        <button
          type="button"
          tabIndex={isStop ? 0 : -1}
          title={description}
          aria-current={isCurrent || undefined}
          onClick={() => onPlay(name)}
        >
          {title}
        </button>
      </th>
      <td className="outcome-word figures" data-status={statusOf(outcome, isCurrent)}>
        {outcome ? outcomeWord(outcome) : isCurrent && 'playing'}
      </td>
      <td className="billed-word figures">{outcome?.billed}</td>
    </tr>
  )
}

function statusOf(outcome: Outcome | undefined, isCurrent: boolean): string | undefined {
  if (!outcome) return isCurrent ? 'playing' : undefined
  return outcome.isTyped ? outcome.status : 'untyped'
}

const steps: Readonly<Record<string, (index: number, length: number) => number>> = {
  ArrowDown: (index, length) => Math.min(index + 1, length - 1),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, length) => length - 1,
}

function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const step = steps[event.key]
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const index = buttons.findIndex((button) => button === event.target)
  if (!step || index < 0) return
  event.preventDefault()
  buttons[step(index, buttons.length)]?.focus()
}
