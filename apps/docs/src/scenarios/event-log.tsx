import { useLayoutEffect, useRef } from 'react'

import type { LogLine } from './log.ts'

/** The events of a run as they came, the newest in view. */
export function EventLog({ log }: { readonly log: readonly LogLine[] }) {
  const view = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    view.current?.scrollTo(0, view.current.scrollHeight)
  }, [log])
  return (
    <div className="events">
      <h2 id="events-title" className="label">
        Events
      </h2>
      {/* It scrolls, so that the keyboard must reach it. */}
      <div ref={view} className="event-lines" tabIndex={0} role="region" aria-labelledby="events-title">
        {log.length === 0 && <p className="nothing">What the library makes of the answer, event by event.</p>}
        <ol>
          {log.map((line, index) => (
            <li key={index} className="event-line figures" data-type={line.type}>
              <span className="event-time">{(line.atMs / 1000).toFixed(2)}</span>
              <span className="event-type">
                {line.type}
                {line.times > 1 && <span className="event-times"> ×{line.times}</span>}
              </span>
              <span className="event-what" title={line.what}>
                {line.what}
              </span>
            </li>
          ))}
        </ol>
      </div>
    </div>
  )
}
