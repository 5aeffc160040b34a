import type { Turn } from '@image-stream/core'

import { intoView } from '../../furniture/into-view.ts'
import { toStrip } from '../../furniture/strip.ts'

/** In pixels. The rows of editor.css are as high. */
export const rowHeight = 56
const laneWidth = 14
/** Where more branches stand side by side, the rest share the last lane. */
const mostLanes = 6

/** A turn in the tree: each row is followed by what was made from it. */
export interface TurnRow {
  readonly turn: Turn
  /** 1 for a beginning. */
  readonly level: number
  /** Counted from the left: a branch has a lane of its own. */
  readonly lane: number
  /** Where its dot is, in pixels. */
  readonly x: number
  readonly y: number
  /** SVG path data: from the dot of what it was made from to its own. */
  readonly line: string
}

/** The tree of turns as rows, and as dots with lines between them. No row changes its lane when a turn is added. */
export function toGraph(turns: readonly Turn[]): readonly TurnRow[] {
  const rows: TurnRow[] = []
  for (const { turn, link } of toStrip(turns)) {
    const from = rows.findIndex(({ turn: { id } }) => id === turn.parentId)
    const parent = rows[from]
    const lane = link === 'branch' ? 1 + Math.max(...rows.slice(from).map((row) => row.lane)) : parent?.lane
    const x = laneWidth * (0.5 + Math.min(lane ?? 0, mostLanes - 1))
    const y = rowHeight * (rows.length + 0.5)
    rows.push({
      turn,
      level: 1 + (parent?.level ?? 0),
      lane: lane ?? 0,
      x,
      y,
      line: lineTo({ x, y }, parent),
    })
  }
  return rows
}

type Point = Pick<TurnRow, 'x' | 'y'>

/** Turns into its lane at once, and goes straight down from there. */
function lineTo({ x, y }: Point, from: Point | undefined): string {
  if (!from) return ''
  const turn = `c0 ${rowHeight / 2} ${x - from.x} ${rowHeight / 2} ${x - from.x} ${rowHeight}`
  return `M${from.x} ${from.y}${x === from.x ? '' : turn}V${y}`
}

/** How wide the lines are, in pixels: with room for two more lanes than most sessions need, so that no text moves. */
export function graphWidth(rows: readonly TurnRow[]): number {
  return Math.max(laneWidth * 3, ...rows.map(({ x }) => x + laneWidth / 2))
}

/** Where a key leads, as in every tree: up and down the rows, left to what a turn was made from, right to what was made of it. */
export function turnAfterKey(rows: readonly TurnRow[], turn: Turn | null, key: string): Turn | undefined {
  const index = rows.findIndex((row) => row.turn === turn)
  const keys: Readonly<Record<string, () => TurnRow | undefined>> = {
    ArrowDown: () => rows[index + 1],
    ArrowUp: () => rows[index - 1],
    ArrowLeft: () => rows.find(({ turn: { id } }) => id === turn?.parentId),
    ArrowRight: () => rows.find(({ turn: { parentId } }) => turn && parentId === turn.id),
    Home: () => rows[0],
    End: () => rows.at(-1),
  }
  return keys[key]?.()?.turn
}

/** A ref for the row of the head: it is scrolled into view, and a focus in the tree goes along. */
export function followHead(row: HTMLElement | null): void {
  if (!row) return
  if (row.parentElement?.contains(document.activeElement)) row.focus()
  intoView(row)
}
