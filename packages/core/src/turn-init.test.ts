import { expect, test } from 'vitest'
import { pngBytes } from '../test/wire.ts'
import { answerOf, withAnswer } from './answer.ts'
import { createImage } from './image.ts'
import { resolveInput } from './input.ts'
import { findHead, toSession, toTurns, type TurnInit } from './turn-init.ts'
import { maxTurns, type Turn } from './turns.ts'

const picture = {
  url: 'https://pictures.example/a.png',
  mediaType: 'image/png',
  width: 8,
  height: 6,
} as const
const row: TurnInit = { id: 'a', prompt: 'A fox', images: [picture] }

const usage = {
  promptTokens: 9,
  thoughtTokens: null,
  outputTokens: 1120,
  imageTokens: 1120,
  totalTokens: 1129,
}
const cost = { usd: 0.0336, pricesAsOf: '2026-11-22' }

/** As a stream has it. */
function drawn(id: string, parentId: string | null = null): Turn {
  const png = pngBytes(8, 6, 40)
  const logo = new Blob([png])
  const input = resolveInput({ prompt: 'A fox', seed: 3, images: [{ image: logo, label: 'logo' }] })
  const images = [createImage({ id, mediaType: 'image/png', width: 8, height: 6, data: [png] })]
  const turn = { id, parentId, prompt: 'A fox', input, images, text: 'Here.', thoughts: 'Red.', usage, cost }
  return withAnswer({ ...turn, createdAt: 1 }, [{ image: 0, signature: new Blob(['c2ln']) }])
}

test('what a database knows is enough', () => {
  const [turn] = toTurns([row], 'turns')
  expect(turn).toMatchObject({ ...row, images: [{ ...picture, id: 'a-0', byteLength: 0 }] })
  expect(turn).toMatchObject({
    parentId: null,
    input: null,
    text: '',
    thoughts: '',
    usage: null,
    createdAt: 0,
  })
})

test('a turn of a stream is what it was, its answer included', () => {
  const turn = drawn('a')
  const [same] = toTurns([turn], 'turns')
  expect(same).toEqual(turn)
  expect(same?.input?.images).toEqual(turn.input?.images)
  expect(answerOf(same!)).toBe(answerOf(turn))
})

test('what JSON kept of a turn is all but its pictures, which come from their addresses', () => {
  const turn = drawn('a')
  const kept = JSON.parse(
    JSON.stringify({ ...turn, images: [{ ...turn.images[0]!.toJSON(), url: picture.url }] }),
  ) as TurnInit
  const [same] = toTurns([kept], 'turns')
  const { images: _, ...rest } = turn
  expect(same).toMatchObject({
    ...JSON.parse(JSON.stringify(rest)),
    input: { prompt: 'A fox', seed: 3, images: [] },
  })
  expect(same?.images[0]).toMatchObject({ ...picture, id: 'a', byteLength: 40 })
  expect(answerOf(same!)).toBeNull()
})

test('a picture that only its page had has no address in JSON, and the error says so', () => {
  const kept = JSON.parse(JSON.stringify(drawn('a'))) as TurnInit
  expect(() => toTurns([kept], 'initialTurns')).toThrow(
    'initialTurns[0].images[0].url cannot be missing. Allowed: a lasting address of the picture.',
  )
})

const later = { ...row, id: 'b' }

test.each<readonly [string, unknown]>([
  ['turns', 'a turn'],
  ['turns[0]', [null]],
  ['turns[0].id', [{ ...row, id: 7 }]],
  ['turns[0].id', [{ ...row, id: '' }]],
  ['turns[0].id', [row, row]],
  ['turns[0].parentId', [{ ...row, parentId: 7 }]],
  ['turns[0].parentId', [{ ...row, parentId: 'a' }]],
  ['turns[0].parentId', [{ ...row, parentId: 'b' }, later]],
  ['turns[1].prompt', [row, { ...later, prompt: undefined }]],
  ['turns[1].text', [row, { ...later, text: null }]],
  ['turns[1].thoughts', [row, { ...later, thoughts: 1 }]],
  ['turns[1].usage', [row, { ...later, usage: { ...usage, imageTokens: -1 } }]],
  ['turns[1].usage', [row, { ...later, usage: {} }]],
  ['turns[1].cost', [row, { ...later, cost: 0.03 }]],
  ['turns[1].createdAt', [row, { ...later, createdAt: new Date(0) }]],
  ['turns[1].createdAt', [row, { ...later, createdAt: 1n }]],
  ['turns[1].images', [row, { ...later, images: [] }]],
  ['turns[1].images', [row, { ...later, images: picture }]],
  ['turns[1].images[0]', [row, { ...later, images: [picture.url] }]],
  ['turns[1].images[1].url', [row, { ...later, images: [picture, { ...picture, url: '' }] }]],
  ['turns[1].images[0].id', [row, { ...later, images: [{ ...picture, id: 7 }] }]],
  ['turns[1].images[0].mediaType', [row, { ...later, images: [{ ...picture, mediaType: 'image/svg+xml' }] }]],
  ['turns[1].images[0].mediaType', [row, { ...later, images: [{ ...picture, mediaType: 'toString' }] }]],
  ['turns[1].images[0].width', [row, { ...later, images: [{ ...picture, width: -8 }] }]],
  ['turns[1].images[0].height', [row, { ...later, images: [{ ...picture, height: undefined }] }]],
  ['turns[1].images[0].byteLength', [row, { ...later, images: [{ ...picture, byteLength: 0.5 }] }]],
  ['turns[1].input', [row, { ...later, input: 'A fox' }]],
  ['turns[1].input', [row, { ...later, input: { prompt: 'A fox', model: 'gemini-0' } }]],
  ['turns[1].input.images', [row, { ...later, input: { prompt: 'A fox', images: {} } }]],
])('what is wrong is named: %s in %o', (field, turns) => {
  expect(() => toTurns(turns as TurnInit[], 'turns')).toThrow(
    expect.objectContaining({
      code: 'invalid-input',
      message: expect.stringContaining(field) as unknown,
      issues: [expect.objectContaining({ field }) as unknown],
    }),
  )
})

test('a parent that has gone is no mistake: the oldest turns go first', () => {
  expect(toTurns([{ ...row, parentId: 'gone' }], 'turns')).toMatchObject([{ parentId: 'gone' }])
})

test('the head is the last turn, unless another is named, or none', () => {
  const turns = [row, later]
  expect(toSession({ turns }, 'turns').head?.id).toBe('b')
  expect(toSession({ turns, head: row }, 'turns').head?.id).toBe('a')
  expect(toSession({ turns, head: 'a' }, 'turns').head?.id).toBe('a')
  expect(toSession({ turns, head: null }, 'turns').head).toBeNull()
  expect(toSession({ turns: [] }, 'turns')).toMatchObject({ turns: [], head: null })
  expect(() => findHead(toTurns(turns, 'turns'), 'c')).toThrow('head cannot be "c".')
})

test('what the turns have cost is what the session has cost; an opened picture cost nothing', () => {
  const unknown = { ...drawn('b', 'a'), cost: null }
  expect(toSession({ turns: [row, drawn('c'), unknown] }, 'turns').spent).toEqual({
    usd: 0.0336,
    unknownRuns: 1,
  })
})

test('of too many turns the oldest go, never those of the shown one', () => {
  const many = Array.from({ length: maxTurns + 10 }, (_, index) => ({ ...row, id: `${index}` }))
  const { turns, head } = toSession({ turns: many, head: '3' }, 'turns')
  expect(turns).toHaveLength(maxTurns)
  expect(turns).toContain(head)
  expect(turns.map(({ id }) => id).slice(0, 2)).toEqual(['3', '11'])
})
