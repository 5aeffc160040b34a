import type { ReactNode } from 'react'

import { Announcer } from '../furniture/announcer.tsx'
import { Frame } from '../furniture/frame.tsx'
import { RunCard } from '../furniture/run-card.tsx'
import { StatusLine } from '../furniture/status-line.tsx'
import { useEscape } from '../furniture/use-escape.ts'
import { EventLog } from './event-log.tsx'
import { OutcomeList } from './outcome-list.tsx'
import type { Outcome } from './outcome.ts'
import type { Play } from './plays.ts'
import type { NamedScenario } from './themes.ts'
import { ratio, tagOf, usePlay } from './use-play.ts'

interface PlayerProps {
  readonly play: Play | null
  readonly scenario: NamedScenario | null
  /** Called when the play is over. */
  readonly onSettled: (play: Play, outcome: Outcome) => void
  readonly onAgain: () => void
  /** Its prompt cannot be changed here: the way on is another scenario. */
  readonly onOther: () => void
  /** Nothing more is to be played. */
  readonly onEnough: () => void
  /** Shown in the frame while nothing was played. */
  readonly invitation: ReactNode
}

/** One play, side by side: what the user sees, what it comes to, and the events that it was made of. */
export function Player({ play, scenario, onSettled, invitation, ...on }: PlayerProps) {
  const { session, log, outcome } = usePlay(play, scenario, onSettled)
  const { busy, stop, select, stream } = session
  const stopAll = () => {
    on.onEnough()
    stop()
  }
  useEscape(busy ? stopAll : null)
  return (
    <>
      <section className="play" aria-label="What the user sees">
        <Heading scenario={scenario} />
        <Frame
          snapshot={session}
          reservation={{ ratio, startsFrom: null }}
          invitation={invitation}
          card={
            <RunCard
              snapshot={session}
              retry={on.onAgain}
              select={select}
              onEditPrompt={on.onOther}
              onChangeImage={on.onOther}
            />
          }
        />
        <StatusLine snapshot={session} stream={stream} />
      </section>
      <OutcomeList outcome={outcome} />
      <EventLog log={log} />
      {/* Of many that flash by, nobody wants to hear. */}
      {!play?.instant && <Announcer snapshot={session} />}
    </>
  )
}

/** It has its place before anything is chosen, so that nothing moves then. */
function Heading({ scenario }: { readonly scenario: NamedScenario | null }) {
  return (
    <header className="play-heading">
      <h2>{scenario?.title ?? 'Every way for an answer to go'}</h2>
      <p>
        {scenario?.description ?? 'Each comes from the emulator, through a real relay. Nothing is paid.'}
        {scenario?.needs === 'socket' &&
          isStatic &&
          ' This page has no socket, and plays it as far as it can.'}
      </p>
      <p className="figures">{scenario ? tagOf(scenario.name) : 'Pick one, or play them all.'}</p>
    </header>
  )
}

/** The static build runs relay and emulator in the page. */
const isStatic = Boolean(import.meta.env['VITE_STATIC'])
