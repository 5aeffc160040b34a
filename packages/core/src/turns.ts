import type { Answered } from './answer.ts'
import type { GeneratedImage } from './image.ts'
import type { ResolvedInput } from './input.ts'
import type { PixelSize } from './models.ts'
import { nothingSpent, type Spent } from './spending.ts'
import type { Cost, Usage } from './usage.ts'

/**
 * One step of an edit session: a run that gave a picture, or a picture that was opened (then `input` is null). `id` is the
 * run's where a relay gave it one: one that keeps runs knows the turn by it.
 */
export interface Turn<Data = unknown> extends Answered {
  readonly id: string
  readonly parentId: string | null
  /** Empty for an opened picture. */
  readonly prompt: string
  readonly input: ResolvedInput | null
  /** At least one; the last is the result. */
  readonly images: readonly GeneratedImage[]
  readonly text: string
  readonly thoughts: string
  readonly usage: Usage | null
  readonly cost: Cost | null
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** What the relay's `onRunEnd` said of it, and plain JSON of yours in `initialTurns`. */
  readonly data?: Data
}

/** The tree of turns, and where in it the session stands. */
export interface Session {
  /** Oldest first. */
  readonly turns: readonly Turn[]
  readonly head: Turn | null
  /** Of all its runs, those that gave no turn included. */
  readonly spent: Spent
  /** For each turn, the child that `undo` last came from: where `redo` goes. */
  readonly redoTo: Readonly<Record<string, string>>
}

/** How many turns a session keeps; the oldest go first. Each holds its pictures in memory. */
export const maxTurns = 50

export const emptySession: Session = { turns: [], head: null, spent: nothingSpent, redoTo: {} }

/**
 * Adds a turn, without moving the head. One of the same id it replaces: a run that was rejoined gives it again. Over the limit
 * the oldest turns go, never the new one or one of the head's path.
 */
export function addTurn(session: Session, turn: Turn): Session {
  if (session.turns.some(({ id }) => id === turn.id)) return replaceTurn(session, turn)
  const turns = [...session.turns, turn]
  const kept = new Set([turn, ...pathTo(turns, session.head)])
  while (turns.length > maxTurns) {
    const oldest = turns.findIndex((each) => !kept.has(each))
    if (oldest === -1) break
    turns.splice(oldest, 1)
  }
  return { ...session, turns }
}

function replaceTurn(session: Session, turn: Turn): Session {
  const { turns, head } = session
  return {
    ...session,
    turns: turns.map((each) => (each.id === turn.id ? turn : each)),
    head: head?.id === turn.id ? turn : head,
  }
}

/** Moves the head to a turn of this session, or to nothing. A turn that is not in it changes nothing. */
export function select(session: Session, turn: Turn | string | null): Session {
  const id = typeof turn === 'string' ? turn : turn?.id
  const head = session.turns.find((each) => each.id === id) ?? null
  if (head === session.head || (turn !== null && head === null)) return session
  return { ...session, head }
}

/** Back to the turn that the head was made from. */
export function undo(session: Session): Session {
  const { head } = session
  const parent = parentOf(session)
  if (!head || !parent) return session
  return { ...session, head: parent, redoTo: { ...session.redoTo, [parent.id]: head.id } }
}

/** Forward again to where the last `undo` came from. */
export function redo(session: Session): Session {
  const child = redoTarget(session)
  return child ? { ...session, head: child } : session
}

export function canUndo(session: Session): boolean {
  return parentOf(session) !== null
}

export function canRedo(session: Session): boolean {
  return redoTarget(session) !== null
}

/** The turns from the root to `turn`, both included: what a history shows. */
export function pathTo(turns: readonly Turn[], turn: Turn | null): readonly Turn[] {
  const byId = new Map(turns.map((each) => [each.id, each]))
  const path: Turn[] = []
  for (let step = turn ?? undefined; step && !path.includes(step); step = byId.get(step.parentId ?? ''))
    path.unshift(step)
  return path
}

/** Two turns side by side, as a view of before and after shows them. */
export interface TurnComparison {
  readonly before: Turn
  readonly after: Turn
  /** The last turn that both were made from, which may be one of the two; null when they have none in common. */
  readonly ancestor: Turn | null
  /** What was asked from the ancestor on, oldest first; the last is `after`. Empty when `before` was made from `after`. */
  readonly changes: readonly Turn[]
  /** How their pictures lie on one another. `same-shape`: one has to be scaled, and at most 1 % of a side is cut off. */
  readonly fit: 'same-size' | 'same-shape' | 'different'
}

/** What a view of before and after shows. The two may be any of the turns, also on different branches. */
export function compareTurns(turns: readonly Turn[], before: Turn, after: Turn): TurnComparison {
  const origins = new Set(pathTo(turns, before).map(({ id }) => id))
  const path = pathTo(turns, after)
  const shared = path.findLastIndex(({ id }) => origins.has(id))
  return {
    before,
    after,
    ancestor: path[shared] ?? null,
    changes: path.slice(shared + 1),
    fit: fitOf(before.images.at(-1), after.images.at(-1)),
  }
}

/** The sizes of the models are not quite of the shapes that they are named after: 1200 × 896 is 4:3. */
const maxShapeDifference = 0.01

function fitOf(a: PixelSize | undefined, b: PixelSize | undefined): TurnComparison['fit'] {
  // A size of 0 is one that is not known.
  if (!a?.width || !a.height || !b?.width || !b.height) return 'different'
  if (a.width === b.width && a.height === b.height) return 'same-size'
  const ratio = (a.width * b.height) / (a.height * b.width)
  return Math.abs(Math.log(ratio)) <= maxShapeDifference ? 'same-shape' : 'different'
}

/** What an edit of `parent` continues from: also of a turn of another session, whose own path is not known here. */
export function historyOf({ turns }: Session, parent: Turn | null): readonly Turn[] {
  return pathTo(parent && !turns.includes(parent) ? [...turns, parent] : turns, parent)
}

function parentOf({ turns, head }: Session): Turn | null {
  return (head?.parentId && turns.find((each) => each.id === head.parentId)) || null
}

function redoTarget({ turns, head, redoTo }: Session): Turn | null {
  return (head && turns.find((each) => each.id === redoTo[head.id])) || null
}
