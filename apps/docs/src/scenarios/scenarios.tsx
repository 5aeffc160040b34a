import { useCallback, useEffect, useReducer, useRef, useState } from 'react'

import { ChooserBar } from './chooser-bar.tsx'
import { summaryOf, type Outcome } from './outcome.ts'
import { Player } from './player.tsx'
import { nextPlays, noPlays, type Play } from './plays.ts'
import { ScenarioTable } from './scenario-table.tsx'
import { allScenarios, findScenario, search, type NamedScenario } from './themes.ts'

import '../furniture/furniture.css'
import './scenarios.css'

export interface ScenariosProps {
  /** Name of the scenario to play at once. */
  readonly scenario?: string | undefined
  /** Called when another one was chosen, so that its address can be shared. */
  readonly onChoose?: (name: string) => void
}

/** Every way for an answer to go, each to be played. */
export function Scenarios({ scenario, onChoose }: ScenariosProps) {
  const [{ current, queue, outcomes }, dispatch] = useReducer(nextPlays, noPlays)
  const [words, setWords] = useState('')
  const list = useRef<HTMLElement>(null)
  const find = useRef<HTMLInputElement>(null)
  const chosen = useRef<string>(null)
  const themes = search(words)
  const shown = themes.flatMap((theme) => theme.scenarios)
  const isPlayingAll = current?.instant === true && outcomes[current.name] === undefined

  const play = (name: string) => {
    chosen.current = name
    dispatch({ type: 'play', name })
    onChoose?.(name)
    if (list.current?.matches(':popover-open')) list.current.hidePopover()
  }
  const settle = useCallback(
    (of: Play, outcome: Outcome) => dispatch({ type: 'settled', play: of, outcome }),
    [],
  )
  const chooseOther = () => {
    // Where there is no room for the list, it opens over the page.
    if (list.current?.checkVisibility() === false) list.current.showPopover()
    find.current?.focus()
  }

  useEffect(() => {
    // What was chosen here comes back as the address that it has now.
    if (scenario === undefined || scenario === chosen.current || !findScenario(scenario)) return
    chosen.current = scenario
    dispatch({ type: 'play', name: scenario })
  }, [scenario])

  return (
    <main className="studio scenarios">
      <header className="top-bar">
        <h1 className="wordmark">Scenarios</h1>
        <p className="played figures">{progressOf(Object.values(outcomes), queue.length, isPlayingAll)}</p>
        {isPlayingAll ? (
          <button type="button" className="button" onClick={() => dispatch({ type: 'enough' })}>
            Stop playing
          </button>
        ) : (
          <button
            type="button"
            className="button"
            data-primary
            disabled={shown.length === 0}
            onClick={() => dispatch({ type: 'play-all', names: shown.map(({ name }) => name) })}
          >
            {words === '' ? 'Play all' : `Play these ${shown.length}`}
          </button>
        )}
      </header>
      <nav ref={list} id="scenario-list" className="scenario-list" aria-label="Scenarios" popover="auto">
        <div className="find-place">
          <input
            ref={find}
            type="search"
            className="find"
            aria-label="Find a scenario"
            placeholder="Find a scenario"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={(event) => {
              const [first] = shown
              if (event.key === 'Enter' && first) play(first.name)
              if (event.key !== 'ArrowDown') return
              event.preventDefault()
              list.current?.querySelector<HTMLElement>('button[tabindex="0"]')?.focus()
            }}
          />
        </div>
        <ScenarioTable themes={themes} outcomes={outcomes} current={current?.name ?? null} onPlay={play} />
        {shown.length === 0 && <p className="nothing">No scenario has these words.</p>}
      </nav>
      <Player
        // A stream of its own for each play: nothing is left of the one before.
        key={current?.id ?? 0}
        play={current}
        scenario={current && findScenario(current.name)}
        onSettled={settle}
        onAgain={() => current && play(current.name)}
        onOther={chooseOther}
        onEnough={() => dispatch({ type: 'enough' })}
        invitation={<Invitation onPlay={play} />}
      />
      <ChooserBar scenarios={shown} current={current?.name ?? null} onPlay={play} list="scenario-list" />
    </main>
  )
}

function progressOf(outcomes: readonly Outcome[], left: number, isPlayingAll: boolean): string {
  if (isPlayingAll) return `${outcomes.length} of ${outcomes.length + left + 1}`
  return outcomes.length > 0 ? summaryOf(outcomes) : `${allScenarios.length} scenarios`
}

const first = ['drafts', 'blocked-image', 'cut-mid-picture']
  .map(findScenario)
  .filter((scenario): scenario is NamedScenario => scenario !== null)

function Invitation({ onPlay }: { readonly onPlay: (name: string) => void }) {
  return (
    <div className="invitation">
      <p className="invitation-line">How should the answer go?</p>
      <ul className="examples">
        {first.map(({ name, title }) => (
          <li key={name}>
            <button type="button" className="example" onClick={() => onPlay(name)}>
              {title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
