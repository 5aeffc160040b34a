import { expect, test } from 'vitest'
import { readPrompt, singular } from './words.ts'

test('things keep their colour, number, size and pose', () => {
  const [robot, birds] = readPrompt('a small green robot sleeping beside three red birds').nouns
  expect(robot).toMatchObject({
    kind: 'robot',
    size: 0.72,
    count: 1,
    pose: 'asleep',
    colour: { name: 'green' },
  })
  expect(birds).toMatchObject({ kind: 'bird', word: 'bird', count: 3, colour: { name: 'red' } })
})

test('phrases are one thing', () => {
  expect(readPrompt('a hot air balloon').nouns.map((noun) => noun.kind)).toEqual(['balloon'])
  expect(readPrompt('a paper boat').nouns.map((noun) => noun.kind)).toEqual(['paper-boat'])
})

test('"in" and "on" put a passenger aboard, "and" does not', () => {
  expect(readPrompt('a fox in a paper boat').nouns[0]?.aboard).toBe(true)
  expect(readPrompt('a cat riding a bicycle').nouns[0]?.aboard).toBe(true)
  expect(readPrompt('a fox and a boat').nouns[0]?.aboard).toBe(false)
})

test('place, hour, weather and season are read wherever they stand', () => {
  expect(readPrompt('Dusk: rain over an autumn harbour')).toMatchObject({
    place: 'harbour',
    time: 'dusk',
    weather: 'rain',
    season: 'autumn',
  })
})

test('a colour belongs to its thing, or else to the picture', () => {
  expect(readPrompt('a blue car').colours).toEqual([])
  expect(readPrompt('hills under a pink sky').colours.map((colour) => colour.name)).toEqual(['pink'])
})

test('orange is a colour before a thing and a fruit elsewhere', () => {
  expect(readPrompt('an orange fish').nouns).toMatchObject([{ kind: 'fish', colour: { name: 'orange' } }])
  expect(readPrompt('an orange on a table').nouns).toMatchObject([{ kind: 'apple', word: 'orange' }])
})

test('emoji count as words', () => {
  expect(readPrompt('🦊 🌙')).toMatchObject({ nouns: [{ kind: 'fox' }], time: 'night' })
})

test('quoted words are to be lettered', () => {
  expect(readPrompt('a label that says "Ceylon"').lettering).toBe('Ceylon')
})

test.each([
  ['', 0],
  ['   ', 0],
  ['!!!', 0],
  ['constructor prototype __proto__', 0],
])('%j is read without things and without failing', (prompt, count) => {
  expect(readPrompt(prompt).nouns).toHaveLength(count)
})

test.each([
  ['foxes', 'fox'],
  ['birches', 'birch'],
  ['berries', 'berry'],
  ['wolves', 'wolf'],
  ['glass', 'glass'],
  ['cats', 'cat'],
])('one of the %s is a %s', (many, one) => {
  expect(singular(many)).toBe(one)
})
