import { pathTo, type Turn } from '@image-stream/react'

import { dollars, turnName } from '../../furniture/words.ts'
import { followHead, graphWidth, rowHeight, toGraph, turnAfterKey } from './turn-graph.ts'

interface TurnTreeProps {
  readonly turns: readonly Turn[]
  readonly head: Turn | null
  readonly onSelect: (turn: Turn) => void
}

/** All turns, and what was made from what. One tab stop: the arrow keys walk through it, and show where they are. */
export function TurnTree({ turns, head, onSelect }: TurnTreeProps) {
  const rows = toGraph(turns)
  const path = pathTo(turns, head)
  const width = graphWidth(rows)
  const tabStop = head ?? rows[0]?.turn

  return (
    <div className="turn-tree" style={{ paddingLeft: width }}>
      <svg className="turn-lines" width={width} height={rows.length * rowHeight} aria-hidden="true">
        {rows.map(({ turn, line }) => (
          <path key={turn.id} d={line} />
        ))}
        {rows.map(({ turn, x, y }) => (
          <circle key={turn.id} cx={x} cy={y} r="4" data-head={turn === head || undefined} />
        ))}
      </svg>
      <ul
        role="tree"
        aria-label="History"
        onKeyDown={(event) => {
          const next = turnAfterKey(rows, head, event.key)
          if (!next) return
          event.preventDefault()
          onSelect(next)
        }}
      >
        {rows.map(({ turn, level }) => (
          <li
            key={turn.id}
            ref={turn === head ? followHead : undefined}
            className="turn-row"
            role="treeitem"
            aria-level={level}
            aria-selected={turn === head}
            tabIndex={turn === tabStop ? 0 : -1}
            data-on-path={path.includes(turn) || undefined}
            title={turnName(turn)}
            onClick={() => onSelect(turn)}
          >
            {turn.images.slice(-1).map(({ id, url, width, height }) => (
              <img key={id} src={url} width={width} height={height} alt="" />
            ))}
            <span className="turn-prompt">{turnName(turn)}</span>
            <span className="figures">{turn.cost ? dollars(turn.cost.usd) : 'opened'}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
