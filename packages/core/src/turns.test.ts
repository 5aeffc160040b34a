import { expect, test } from 'vitest'
import { createImage } from './image.ts'
import {
  addTurn,
  canRedo,
  canUndo,
  compareTurns,
  emptySession,
  maxTurns,
  pathTo,
  redo,
  select,
  undo,
  type Session,
  type Turn,
} from './turns.ts'

function turn(id: string, parentId: string | null = null): Turn {
  return {
    id,
    parentId,
    prompt: id,
    input: null,
    images: [],
    text: '',
    thoughts: '',
    usage: null,
    cost: null,
    createdAt: 0,
  }
}

/** a → b → c, and d beside b; the head is c. */
const session: Session = select(
  [turn('a'), turn('b', 'a'), turn('c', 'b'), turn('d', 'a')].reduce(addTurn, emptySession),
  'c',
)

const headOf = ({ head }: Session): string | undefined => head?.id

test('undo follows the parents and stops at the root', () => {
  const atB = undo(session)
  const atA = undo(atB)
  expect([headOf(atB), headOf(atA)]).toEqual(['b', 'a'])
  expect([canUndo(session), canUndo(atA)]).toEqual([true, false])
  expect(undo(atA)).toBe(atA)
})

test('redo goes back to the branch that undo came from', () => {
  expect(headOf(redo(undo(undo(session))))).toBe('b')
  const beside = undo(select(undo(undo(session)), 'd'))
  expect(headOf(redo(beside))).toBe('d')
})

test('there is nothing to redo before an undo', () => {
  expect(canRedo(session)).toBe(false)
  expect(redo(session)).toBe(session)
  expect(canRedo(undo(session))).toBe(true)
})

test('select takes a turn, an id or null, and ignores strangers', () => {
  expect(headOf(select(session, 'a'))).toBe('a')
  expect(headOf(select(session, turn('d')))).toBe('d')
  expect(select(session, null).head).toBeNull()
  expect(select(session, 'stranger')).toBe(session)
  expect(select(session, 'c')).toBe(session)
})

test('the path runs from the root to the turn', () => {
  expect(pathTo(session.turns, session.head).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(pathTo(session.turns, null)).toEqual([])
})

test('a path over a turn that has gone begins after it', () => {
  expect(pathTo([turn('b', 'gone')], turn('b', 'gone')).map(({ id }) => id)).toEqual(['b'])
})

test('the oldest turns go first, never those that the head stands on', () => {
  let full = session
  for (let count = full.turns.length; count < maxTurns; count += 1) full = addTurn(full, turn(`t${count}`))
  const over = addTurn(full, turn('new'))
  expect(over.turns).toHaveLength(maxTurns)
  expect(over.turns.map(({ id }) => id)).not.toContain('d')
  expect(over.turns.map(({ id }) => id).slice(0, 3)).toEqual(['a', 'b', 'c'])
})

function sized(id: string, parentId: string | null, width: number, height: number): Turn {
  const image = createImage({ id, mediaType: 'image/png', width, height, data: [] })
  return { ...turn(id, parentId), images: [image] }
}

function compare(before: string, after: string): object {
  const [a, b] = [before, after].map((id) => session.turns.find((each) => each.id === id))
  if (!a || !b) throw new Error('No such turn.')
  const { ancestor, changes } = compareTurns(session.turns, a, b)
  return { ancestor: ancestor?.id ?? null, changes: changes.map(({ id }) => id) }
}

test('before and after: what was asked from where they part', () => {
  expect(compare('a', 'c')).toEqual({ ancestor: 'a', changes: ['b', 'c'] })
  expect(compare('d', 'c')).toEqual({ ancestor: 'a', changes: ['b', 'c'] })
  expect(compare('c', 'a')).toEqual({ ancestor: 'a', changes: [] })
  expect(compare('b', 'b')).toEqual({ ancestor: 'b', changes: [] })
})

test('before and after that have nothing in common: all that was asked for the later one', () => {
  const turns = [turn('a'), turn('b', 'a'), turn('x'), turn('y', 'x')]
  const [, b, , y] = turns
  if (!b || !y) throw new Error('No such turn.')
  const { ancestor, changes } = compareTurns(turns, b, y)
  expect([ancestor, changes.map(({ id }) => id)]).toEqual([null, ['x', 'y']])
})

test.each([
  ['same-size', [1200, 896], [1200, 896]],
  ['same-shape', [4032, 3024], [1200, 896]],
  ['same-shape', [1264, 848], [2528, 1696]],
  ['different', [1024, 1024], [1200, 896]],
  ['different', [896, 1200], [1200, 896]],
  ['different', [0, 0], [0, 0]],
] as const)('pictures of %s: %j and %j', (fit, [w1, h1], [w2, h2]) => {
  const [a, b] = [sized('a', null, w1, h1), sized('b', 'a', w2, h2)]
  expect(compareTurns([a, b], a, b).fit).toBe(fit)
  expect(compareTurns([a, b], b, a).fit).toBe(fit)
})
